"""What later outputs say again of an output: as long as it stands whole, they refer to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

from headroom_lab.cache import ContentCache
from headroom_lab.messages import Block, Conversation
from headroom_lab.transforms.encodings.repetition import LEAST_LINES, LONG_LINE, Three, threes

Runs = frozenset[Three | str]

_runs: ContentCache[str, Runs] = ContentCache(16_000_000)


class Later:
    """The outputs of a conversation as it came, from a message on: those that stay whole."""

    def __init__(self, given: Conversation, first: int) -> None:
        self._given = given
        self._texts = [b.text for m in given.messages[first:] for b in m.blocks if _stands(b)]

    def repeats(self, block: Block, shorter: str) -> str:
        """Return the lines of a block that a shorter text lacks and these outputs repeat.

        Runs of lines and long lines count. With the whole text before them the outputs only
        refer to it; behind the shorter one the first of them has to say these lines.
        """
        raw = self._raw(block)
        own = runs(raw) if self._texts else frozenset()
        there = [found for text in self._texts if not (found := runs(text)).isdisjoint(own)]
        if not there:
            return ""
        said = frozenset(chain(*there)) - runs(shorter)
        return "\n".join(_lines(raw.split("\n"), said))

    def _raw(self, block: Block) -> str:
        """Return a block's text as it came."""
        there = self._given.messages[block.message].blocks
        return next((b.text for b in there if b.path == block.path), block.text)


def runs(text: str) -> Runs:
    """Return each three lines in a row of a text, and its long lines."""
    found = _runs.get(text)
    if found is None:
        lines = text.split("\n")
        found = frozenset([*threes(lines), *(line for line in lines if len(line) >= LONG_LINE)])
        _runs.put(text, found, 2 * len(text) + 64)
    return found


def runs_of(blocks: Iterable[Block]) -> Runs:
    """Return the runs of all outputs among blocks."""
    return frozenset(chain(*(runs(block.text) for block in blocks if _stands(block))))


def _stands(block: Block) -> bool:
    """Tell whether a block is an output that may refer to another."""
    return block.kind == "tool_result" and block.editable and not block.is_error


def _lines(lines: Sequence[str], said: Runs) -> Iterable[str]:
    """Return the lines that stand in runs, in their order."""
    found = {n for n, line in enumerate(lines) if len(line) >= LONG_LINE and line in said}
    for start, three in enumerate(threes(list(lines))):
        if three in said:
            found.update(range(start, start + LEAST_LINES))
    return (lines[number] for number in sorted(found))
