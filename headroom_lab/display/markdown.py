"""Records as Markdown: headline, sentences and pipe tables that no text in them can break."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from headroom_lab.display.masked import masked_page
from headroom_lab.display.page import Grid, Page, Room
from headroom_lab.display.pictures import picture
from headroom_lab.display.sparkline import chart_lines
from headroom_lab.display.visible import visible

if TYPE_CHECKING:
    from headroom_lab.results.record import Record

# What Markdown, its tables, HTML or MathJax would read; entities can't begin anything.
_ENTITIES = {
    "\\": "&#92;",
    "|": "&#124;",
    "`": "&#96;",
    "[": "&#91;",
    "]": "&#93;",
    "~": "&#126;",
    "<": "&lt;",
    ">": "&gt;",
    "&": "&amp;",
    "*": "\\*",
    "_": "\\_",
    "$": "\\$",
    "\n": " ",
    "\t": " ",
    "@": "&#64;",
}
_ACTIVE = re.compile("[" + re.escape("".join(_ENTITIES)) + "]|:(?=//)|(?<=www)\\.", re.IGNORECASE)


# What begins a heading, a list or a definition.
_LEADING = re.compile(r"[#+=:-]|\d+[.)](?:\s|$)")


def render_markdown(record: Record) -> str:
    """Return a record as Markdown."""
    page = picture(record.picture).page(record, Room())
    return page_markdown(masked_page(page) if record.masks else page)


def page_markdown(page: Page) -> str:
    """Return a page as Markdown; what is folded in HTML follows under its summary."""
    parts = [f"**{escape(page.headline)}**"]
    if page.facts:
        parts.append(escape(" · ".join(page.facts)))
    parts += map(escape, page.notes)
    if page.chart:
        parts += [escape(line) for line in chart_lines(page.chart)]
    for grid in page.grids:
        parts += grid_markdown(grid)
    for fold in page.folds:
        parts.append(f"**{escape(fold.summary)}**")
        parts += map(escape, fold.lines)
        for grid in fold.grids:
            parts += grid_markdown(grid)
    return "\n\n".join(parts) + "\n"


def escape(text: str) -> str:
    """Return ``text`` so that Markdown shows it as it is, on one line."""
    line = _ACTIVE.sub(lambda m: _ENTITIES.get(m[0], f"&#{ord(m[0])};"), visible(text).strip())
    return f"&#{ord(line[0])};{line[1:]}" if _LEADING.match(line) else line


def grid_markdown(grid: Grid) -> list[str]:
    """Return the caption, the pipe table, and what is left out."""
    under = [("parts of the bar",), (":---",), *((line,) for line in grid.under)]
    heads = [escape(head.label) for head in grid.heads]
    marks = ["---:" if head.kind == "number" else ":---" for head in grid.heads]
    cells = [heads, marks, *(list(map(escape, row)) for row in grid.rows)]
    if grid.under:
        cells = [[*row, *part] for row, part in zip(cells, under, strict=True)]
    rows = [_row(row) for row in cells]
    if grid.foot:
        rows.append(_row(map(escape, grid.foot)))
    table = "\n".join(rows)
    return [
        escape(grid.caption).capitalize(),
        *([escape(grid.alike)] if grid.alike else []),
        table,
        *([escape(grid.left_out)] if grid.left_out else []),
    ]


def _row(cells: Iterable[str]) -> str:
    """Return one row of a pipe table."""
    return f"| {' | '.join(cells)} |"
