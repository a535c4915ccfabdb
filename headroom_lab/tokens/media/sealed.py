"""Tokens of what only the vendor can open: sealed reasoning, compactions, fetched pages.

No vendor publishes a rule. Source of the estimate: openai/codex, ``context_manager/history.rs``
(three bytes for four characters, 650 of them an envelope, four bytes a token). Read on 2026-11-28.
Signatures only prove where reasoning came from: they weigh nothing.
"""

from __future__ import annotations

from headroom_lab.messages.media import Payload
from headroom_lab.tokens.media.weight import Weight, between

BYTES_A_TOKEN = 4
ENVELOPE = 650  # bytes
ASSUMED = (0, 200, 20_000)  # tokens of an item of which only the name is there


def sealed_weight(item: Payload) -> Weight:
    """Return the tokens of a sealed item."""
    if not item.data:
        return between("sealed item", *ASSUMED)
    size = len(item.data) * 3 // 4
    tokens = max(size - ENVELOPE, size // 8) / BYTES_A_TOKEN
    return between("sealed item", tokens / 2, tokens, size / BYTES_A_TOKEN * 1.5)
