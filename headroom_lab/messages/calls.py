"""Which tools messages call, and how often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from headroom_lab.messages.conversation import Message


def calls_in(messages: Iterable[Message]) -> Counter[str]:
    """Return how often messages call each tool, in the order of the first calls."""
    blocks = (block for message in messages for block in message.blocks)
    return Counter(block.tool for block in blocks if block.kind == "tool_call" and block.tool)
