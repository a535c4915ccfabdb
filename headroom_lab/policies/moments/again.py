"""How likely what a cut takes is read again, and what that costs, as data with source and date."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from headroom_lab.messages import Message
from headroom_lab.policies.moments.borders import results
from headroom_lab.policies.moments.occasion import CachePrices
from headroom_lab.transforms.text_kinds import SourceOutline

CALL_TOKENS = 100  # output of a request that reads something again: the median of recorded calls
# Of 65 recorded segments (first half of the split, read 2026-11) those that had come to 5, 10, 20, 40
# and 80 requests had 35, 36, 35, 39 and 37 more to come in the mean, however long they were.
MOST_TO_COME = 35
AGES = (0, 4, 8, 16, 24, 32, 48, 64)  # messages since an output came in


class Chance(NamedTuple):
    """How often something that a cut to facts takes of an output is used later, by its age.

    It holds for outputs that hold source code or don't, from so many characters on.
    """

    is_code: bool
    least: int
    shares: tuple[float, ...]


# 1,041 outputs of 39 recorded sessions (first half of the split; own measurement, 2026-11-29): a
# value that is hard to guess or a line of an edit, used more than so many messages later. Whether
# a file was edited before tells nothing beside age and length.
CHANCES = (
    Chance(True, 0, (0.193, 0.133, 0.067, 0.038, 0.037, 0.024, 0.010, 0.010)),
    Chance(True, 2_000, (0.291, 0.218, 0.153, 0.132, 0.090, 0.071, 0.051, 0.028)),
    Chance(True, 8_000, (0.558, 0.516, 0.483, 0.430, 0.311, 0.273, 0.273, 0.273)),
    Chance(False, 0, (0.034, 0.034, 0.012, 0.008, 0.008, 0.008, 0.008, 0.008)),
    Chance(False, 2_000, (0.115, 0.099, 0.079, 0.070, 0.070, 0.067, 0.056, 0.056)),
    Chance(False, 8_000, (0.419, 0.381, 0.275, 0.222, 0.095, 0.095, 0.087, 0.056)),
)
_CODE = SourceOutline()


def chances(messages: Sequence[Message], border: int) -> dict[int, float]:
    """Return for each message before a border how likely some of what a cut takes is used later."""
    found: dict[int, float] = {}
    for block in results(messages[:border]):
        age = len(messages) - block.message
        stays = 1 - found.get(block.message, 0.0)
        found[block.message] = 1 - stays * (1 - _chance(block.text, age))
    return found


def _chance(text: str, age: int) -> float:
    """Return how likely some of what a cut takes of a text is used later."""
    is_code = _CODE.concerns(text)
    rows = [row for row in CHANCES if row.is_code == is_code and row.least <= len(text)]
    return rows[-1].shares[bisect_right(AGES, age) - 1]


def reading_again(context: int, size: int, prices: CachePrices) -> float:
    """Return what it costs to read an output again, in tokens at the input price.

    It is one more request, which reads the whole context from the cache, writes the output to it, and
    has a call as its answer.

    Args:
        context: the tokens of a request.
        size: the tokens of the output.
        prices: of cached tokens and of those of an answer.
    """
    return context * prices.read + size * prices.write + CALL_TOKENS * prices.answer
