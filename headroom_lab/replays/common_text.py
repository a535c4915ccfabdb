"""What two messages begin with, where a vendor caches any common beginning."""

from __future__ import annotations

from typing import Any

from headroom_lab.messages import read
from headroom_lab.messages.blocks import Format
from headroom_lab.replays.sending import Sizes


def common_tokens(one: Any, other: Any, sizes: Sizes, format: Format) -> int:
    """Return the tokens two messages begin with, but for the one in which they may part."""
    texts = [_text(message, format) for message in (one, other)]
    return max(sizes.of_text(common(*texts)) - 1, 0)


def common(one: str, other: str) -> str:
    """Return what two texts begin with; halving compares slices instead of characters."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return one[:low]


def _text(message: Any, format: Format) -> str:
    """Return what a model reads of a message."""
    return "\n".join(block.shown for block in read([message], format=format).blocks)
