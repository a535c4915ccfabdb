"""Tables of text: Markdown, CSV, columns between bars."""

from __future__ import annotations

from collections.abc import Sequence

from headroom_lab.transforms.text_kinds.outline import Outline, ends


class GridOutline(Outline):
    """Of older tables, keeps the head, the first rows and the last."""

    name = "grid_outline"
    kind = "table"

    def kept(self, lines: Sequence[str]) -> set[int]:
        """Return head, first rows and last row."""
        return ends(len(lines), 5, 1)
