"""An outline of lines: some stay as they are, an index stands for each gap."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Iterator, Sequence
from typing import ClassVar

from headroom_lab.messages.values import kinds
from headroom_lab.transforms.markers import all_lines_gone, lines_gone, way_back
from headroom_lab.transforms.outlining.errors import error_lines
from headroom_lab.transforms.outlining.facts import Standing, facts, written
from headroom_lab.transforms.outlining.numbers import bare
from headroom_lab.transforms.outlining.odd_rows import odd_rows
from headroom_lab.transforms.outlining.older import Older
from headroom_lab.transforms.outlining.summaries import summaries
from headroom_lab.transforms.outlining.used import used_lines
from headroom_lab.transforms.output_transform import Cut, Rewritten

LEAST_GAP = 2  # lines; a shorter gap is not worth a marker
LEAST_GAIN = 20  # characters that a gap's marker must save


class Outline(Older):
    """Keeps the lines that tell what a text is about, and its errors; indexes the rest.

    Kept lines are what they were. A gap reads ``[12 lines left out: a, b, c]``, with the facts
    that its lines held; where the request holds the retrieval tool, the last line, or the only
    gap, says how to call it. What speaks of an error, what sums up, and the last lines stay in
    all kinds.
    """

    last: ClassVar[int] = 2  # lines at the end that stay
    is_code: ClassVar[bool] = False  # its lines sum nothing up
    shows_numbers: ClassVar[bool] = False  # the numbers before its lines tell what they are
    lists_all: ClassVar[bool] = False  # its lines are nothing but facts

    @abstractmethod
    def kept(self, lines: Sequence[str]) -> set[int]:
        """Return the numbers (from 0) of the lines that stay."""

    def outline(self, text: str, standing: Standing) -> Rewritten | None:
        """Return the lines that stay, with an index for each gap between them."""
        lines = text.split("\n")
        said = lines if self.shows_numbers else bare(lines)
        kept = self._staying(said) | used_lines(text, standing.used, standing)
        seen = standing.plus(kinds("\n".join(said[i] for i in sorted(kept))))
        out: list[str] = []
        cuts: list[Cut] = []
        markers: list[str] = []
        place = 0
        for start, stop in _gaps(kept, len(lines)):
            gone = "\n".join(lines[start:stop])
            marker, listed = self._marker("\n".join(said[start:stop]), stop - start, seen)
            if len(marker) + LEAST_GAIN > len(gone):
                continue
            seen.add(listed)
            out += [*lines[place:start], marker]
            markers.append(marker)
            cuts.append(self._cut(start, stop, gone))
            place = stop
        if not cuts:
            return None
        back = way_back(text, standing.retrieval)
        if len(cuts) == 1:
            markers = [f"{markers[0][:-1]}{back}]"]
            out[-1:] = markers
        out += lines[place:]
        if back and len(cuts) > 1:
            markers.append(all_lines_gone(sum(cut.count for cut in cuts), len(lines), back))
            out.append(markers[-1])
        return Rewritten("\n".join(out), tuple(cuts), tuple(markers))

    def _staying(self, lines: Sequence[str]) -> set[int]:
        """Return the numbers of the lines that stay whatever was used; blank ones end no text."""
        count = next((n for n in range(len(lines), 0, -1) if lines[n - 1].strip()), 0)
        said = lines[:count]
        told = self.kept(said) if self.config.headings else set()
        found = told | error_lines(said, self.kind) | ends(count, 0, self.last)
        found |= odd_rows(said, self.kind)
        return found if self.is_code else found | summaries(said)

    def _marker(self, gone: str, count: int, seen: Standing) -> tuple[str, list[str]]:
        """Return what stands for a gap, and the facts it names."""
        share = 1.0 if self.lists_all and self.config.index else self.config.index
        listed = self.facts(gone, seen, share)
        return lines_gone(count, written(listed)), listed

    def facts(self, gone: str, seen: Standing, share: float) -> list[str]:
        """Return what the index of a gap names, in ``share`` of the characters that go."""
        return facts(gone, seen, room=int(share * len(gone))) if share else []

    def _cut(self, start: int, stop: int, gone: str) -> Cut:
        """Return the ledger's entry of a gap."""
        path = f"lines {start + 1}-{stop}"
        return Cut(path, "lines", f"{self.kind} that was answered", stop - start, gone)


def matching(lines: Sequence[str], pattern: re.Pattern[str]) -> set[int]:
    """Return the numbers of the lines that a pattern fits at their start."""
    return {number for number, line in enumerate(lines) if pattern.match(line)}


def ends(count: int, first: int, last: int) -> set[int]:
    """Return the numbers of the first and last lines of ``count``."""
    return set(range(min(first, count))) | set(range(max(count - last, 0), count))


def _gaps(kept: set[int], count: int) -> Iterator[tuple[int, int]]:
    """Yield start and stop of each run of lines that may go."""
    start = 0
    for number in [*sorted(kept), count]:
        if number - start >= LEAST_GAP:
            yield start, number
        start = number + 1
