"""What vendors publish of their prices and the price table doesn't hold, as data.

USD per million tokens, per thousand calls. Sources: Anthropic, "Pricing" and "Data residency"
(2026-10); OpenAI, "Batch API" (2026-10), "Flex processing" (at batch prices, 2025-10), "Pricing:
fine-tuning" and "Pricing: audio" of the models before GPT-5, whose prices haven't changed since
(2025-10); Google, "Batch API", Mistral, "Batch inference", Groq, "Batch processing" (2026-10).
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

# A write for one hour, of the input price, where a maker's models have it and the table no price.
LONG_WRITE_FACTOR: Mapping[str, Decimal] = {"anthropic": Decimal(2)}

# Of the standard price, where the table has no prices of that tier for the model.
TIER_FACTORS: Mapping[tuple[str, str], Decimal] = {
    ("anthropic", "batch"): Decimal("0.5"),
    ("openai", "batch"): Decimal("0.5"),
    ("openai", "flex"): Decimal("0.5"),
    ("google", "batch"): Decimal("0.5"),
    ("mistral", "batch"): Decimal("0.5"),
    ("groq", "batch"): Decimal("0.5"),
}

# Of all token prices, where inference is kept in a region (Claude Opus 4.6 and later).
GEO_FACTORS: Mapping[tuple[str, str], Decimal] = {("anthropic", "us"): Decimal("1.1")}

# Per thousand calls of a vendor's own tools, where the table has none for the model.
CALLS: Mapping[tuple[str, str], Decimal] = {
    ("anthropic", "web_searches_kcount"): Decimal(10),
    ("openai", "web_searches_kcount"): Decimal(10),
    ("openai", "storage_searches_kcount"): Decimal("2.5"),
}

# (the table's model) -> prices that it lacks
MORE: Mapping[str, Mapping[str, Decimal]] = {
    "gpt-4o-audio-preview": {"input_audio_mtok": Decimal(40), "output_audio_mtok": Decimal(80)},
    "gpt-4o-mini-audio-preview": {
        "input_audio_mtok": Decimal(10),
        "output_audio_mtok": Decimal(20),
    },
}

# The base of a model fine-tuned at OpenAI -> input, cache read, output
TUNED: Mapping[str, tuple[str, str, str]] = {
    "gpt-4.1": ("3", "0.75", "12"),
    "gpt-4.1-mini": ("0.8", "0.2", "3.2"),
    "gpt-4.1-nano": ("0.2", "0.05", "0.8"),
    "gpt-4o": ("3.75", "1.875", "15"),
    "gpt-4o-mini": ("0.3", "0.15", "1.2"),
    "gpt-3.5-turbo": ("3", "3", "6"),
    "o4-mini": ("4", "1", "16"),
    "davinci-002": ("12", "12", "12"),
    "babbage-002": ("1.6", "1.6", "1.6"),
}
