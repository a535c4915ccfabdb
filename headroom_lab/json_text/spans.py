"""Where the values of a JSON text stand that could stand there twice, told from its marks alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headroom_lab.json_text.places import CLOSES, OPENS, characters, quotes_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

_COLON = 0x3A


def repeatable(text: str, least: int) -> list[tuple[int, int]]:
    """Return start and stop of objects, arrays and strings that are as long as another one.

    Those of ``least`` characters or more, keys aside; all in valid JSON, of one value or one on
    each line. Any other text gets spans that mean nothing.
    """
    import numpy as np

    marks = characters(text)
    quotes = quotes_of(marks)
    strings = _strings(marks, quotes)
    containers = _containers(marks, quotes)
    starts = np.concatenate((strings[0], containers[0]))
    stops = np.concatenate((strings[1], containers[1]))
    lengths = stops - starts
    fit = (lengths >= least) & (2 * lengths <= len(text))
    starts, stops, lengths = starts[fit], stops[fit], lengths[fit]
    if not len(lengths):
        return []
    twice = np.bincount(lengths)[lengths] > 1
    return list(zip(starts[twice].tolist(), stops[twice].tolist(), strict=True))


def strings(text: str, least: int) -> list[tuple[int, int]]:
    """Return start and stop of the strings of ``least`` characters or more, keys aside."""
    marks = characters(text)
    starts, stops = _strings(marks, quotes_of(marks))
    fit = stops - starts >= least
    return list(zip(starts[fit].tolist(), stops[fit].tolist(), strict=True))


def _strings(marks: NDArray[Any], quotes: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return where the strings begin and end that are no keys."""
    import numpy as np

    opens, closes = quotes[: len(quotes) // 2 * 2 : 2], quotes[1::2]
    ends = np.minimum(closes + 1, len(marks) - 1)
    values = marks[ends] != _COLON
    return opens[values], closes[values] + 1


def _containers(marks: NDArray[Any], quotes: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return where objects and arrays begin and end: brackets of one level come in pairs."""
    import numpy as np

    curly = marks | 0x20  # makes braces of square brackets
    brackets = ((curly == OPENS) | (curly == CLOSES)).nonzero()[0]
    brackets = brackets[np.searchsorted(quotes, brackets) % 2 == 0]  # those in strings are none
    opens = curly[brackets] == OPENS
    levels = np.cumsum(np.where(opens, 1, -1)) + ~opens
    paired = brackets[np.argsort(levels, kind="stable")]
    return paired[: len(paired) // 2 * 2 : 2], paired[1::2] + 1
