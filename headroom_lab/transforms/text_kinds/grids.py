"""Tables of text: Markdown, CSV, columns between bars."""

from __future__ import annotations

import re
from collections.abc import Sequence

from headroom_lab.transforms.outlining.outline import Outline, ends, matching

_HEADING = re.compile(r"#{1,6} \S")


class GridOutline(Outline):
    """Of older tables, keeps the head, the first rows and the last, and headings between them.

    Args:
        config: how far back an output must lie, and what of it stays; None for ``OlderConfig()``.

    Example::

        transforms.GridOutline(OlderConfig(keep_recent=2, stride=1)).apply(messages).removals
    """

    name = "grid_outline"
    kind = "table"

    def kept(self, lines: Sequence[str]) -> set[int]:
        """Return head, first rows, headings and the last row."""
        return matching(lines, _HEADING) | ends(len(lines), 5, 1)
