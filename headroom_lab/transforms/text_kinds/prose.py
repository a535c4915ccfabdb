"""Prose: headings and the first line of each passage."""

from __future__ import annotations

import re
from collections.abc import Sequence

from headroom_lab.transforms.outlining.outline import Outline, ends

_HEADING = re.compile(r"\s*(?:#{1,6} \S|={3,}|-{3,}|\*\*[^*]+\*\*:?\s*$)")
_SHORT = 240  # characters of a line after a heading that stays


class ProseOutline(Outline):
    """Of older prose, keeps headings, the line after each, and both ends.

    Args:
        config: how far back an output must lie, and what of it stays; None for ``OlderConfig()``.

    Example::

        transforms.ProseOutline(OlderConfig(keep_recent=2, stride=1)).apply(messages).removals
    """

    name = "prose_outline"
    kind = "prose"
    last = 1

    def kept(self, lines: Sequence[str]) -> set[int]:
        """Return headings, the line after each, and both ends."""
        found = ends(len(lines), 2, 1)
        wanted = False
        for number, line in enumerate(lines):
            if _HEADING.match(line):
                found.add(number)
                wanted = True
            elif wanted and line.strip():
                wanted = False
                if len(line) <= _SHORT:
                    found.add(number)
        return found
