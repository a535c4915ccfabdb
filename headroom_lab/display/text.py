"""Records as one screen of plain text with Unicode bars."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from headroom_lab.display.masked import masked_page
from headroom_lab.display.page import Bar, Fold, Grid, Head, Page, Room, Row
from headroom_lab.display.pictures import picture
from headroom_lab.display.sparkline import chart_lines
from headroom_lab.display.visible import clip, columns, visible
from headroom_lab.redact import redact

if TYPE_CHECKING:
    from headroom_lab.results.record import Record

COLUMNS = 100
LINES = 24
BAR = 24
STRIP = 48
FOLDED, ROWS = 2, 3
GAP = "  "
FILLS = {
    "sent": "█", "saved": "░", "added": "▚",
    "read": "█", "written": "▓", "written_1h": "▚", "uncached": "▒", "output": "▞",
}  # fmt: skip


def render_text(record: Record) -> str:
    """Return a record as plain text of at most 24 lines of 100 columns, nothing in it acting."""
    module = picture(record.picture)
    make = getattr(module, "text", None)
    if make:
        lines = list(map(redact, make(record)))
    else:
        page = module.page(record, Room(0.5))
        lines = page_lines(masked_page(page) if record.masks else page)
    lines = [clip(visible(line).rstrip(), COLUMNS) for line in lines]
    if len(lines) > LINES:
        lines = [line for line in lines if line]
    if len(lines) > LINES:
        lines[LINES - 1 :] = ["… .to_html() or .to_frame() for the rest"]
    return "\n".join(lines)


def page_lines(page: Page) -> list[str]:
    """Return a page as lines: what heads it, its tables, its folds in brief."""
    lines = page_head(page)
    if page.chart:
        lines += ["", *chart_lines(page.chart)]
    for grid in page.grids:
        lines += ["", *grid_lines(grid)]
    for fold in page.folds:
        lines += fold_lines(fold)
    return lines


def page_head(page: Page) -> list[str]:
    """Return the headline, the facts and the sentences of a page."""
    lines = [*wrap(page.headline.split(" "), " "), *wrap(page.facts)]
    for note in page.notes:
        lines += wrap(note.split(" "), " ")
    return lines


def fold_lines(fold: Fold) -> list[str]:
    """Return a fold as its summary and what it holds, on two lines, and three rows of tables."""
    held = " · ".join(fold.lines)
    lines = wrap(f"{fold.summary}: {held}".split(" ") if held else [fold.summary], " ")
    if len(lines) > FOLDED:
        lines[FOLDED - 1 :] = [f"{lines[FOLDED - 1]} …"]
    return lines + [f"  {_brief(grid, row)}" for grid in fold.grids for row in grid.rows[:ROWS]]


def _brief(grid: Grid, row: Row) -> str:
    """Return a row as words: ``#24, read, lines 10-60, 10,378 tokens``."""
    words = [
        f"{cell} {head.label}" if head.kind == "number" else cell
        for cell, head in zip(row[1:], grid.heads[1:], strict=True)
        if cell
    ]
    return ", ".join([row[0], *words])


def wrap(parts: Iterable[str], joint: str = " · ", indent: str = "  ") -> list[str]:
    """Return parts joined into lines of the width of the screen, the later ones indented."""
    lines: list[str] = []
    for part in parts:
        longer = f"{lines[-1]}{joint}{part}" if lines else part
        if lines and columns(longer) > COLUMNS:
            lines.append(f"{indent}{part}")
        else:
            lines[-1:] = [longer]
    return lines


def grid_lines(grid: Grid) -> list[str]:
    """Return a table as aligned lines; its caption stands over the first column if that is free."""
    labelled = grid.heads[0].kind == "label"
    heads = [grid.caption if labelled else grid.heads[0].label]
    heads += [head.label for head in grid.heads[1:]]
    rows: list[Sequence[str]] = [heads, *grid.rows, *([grid.foot] if grid.foot else [])]
    widths = _widths(grid.heads, rows, BAR + 2 if grid.bars else 0)
    lines = [_line(row, grid.heads, widths) for row in rows]
    if grid.bars:
        key = GAP.join(f"{FILLS[fill]} {word}" for fill, word in grid.key)
        for place, end in enumerate([key, *map(bar, grid.bars)]):
            lines[place] += GAP + end
    above = [] if labelled else [grid.caption]
    above += [strip(grid.strip)] if grid.strip else []
    above += [grid.alike] if grid.alike else []
    return [*above, *lines, *([grid.left_out] if grid.left_out else [])]


def lengths(rows: Sequence[Sequence[str]]) -> int:
    """Return how many columns the lines of a table take."""
    widths = [max(columns(row[place]) for row in rows) for place in range(len(rows[0]))]
    return sum(widths) + len(GAP) * (len(widths) - 1)


def _widths(heads: Sequence[Head], rows: Sequence[Sequence[str]], taken: int) -> list[int]:
    """Return the columns' widths; texts give way where the screen is too narrow."""
    widths = [max(columns(row[place]) for row in rows) for place in range(len(heads))]
    over = lengths(rows) + taken - COLUMNS
    while over > 0:
        place = max(
            range(len(widths)), key=lambda i: (heads[i].kind in ("text", "preview"), widths[i])
        )
        cut = min(over, max(widths[place] // 4, 1))
        if widths[place] <= 4:
            break
        widths[place] -= cut
        over -= cut
    return widths


def _line(row: Sequence[str], heads: Sequence[Head], widths: Sequence[int]) -> str:
    """Return one row, numbers to the right."""
    cells = []
    for cell, head, width in zip(row, heads, widths, strict=True):
        text = clip(cell, width)
        space = " " * (width - columns(text))
        cells.append(space + text if head.kind == "number" else text + space)
    return GAP.join(cells)


def bar(segments: Bar, length: int = BAR) -> str:
    """Return a bar; whatever isn't nothing has at least one character."""
    drawn, at, share = "", 0, 0.0
    for segment in segments:
        share += segment.share
        end = max(round(share * length), at + 1)
        drawn += (FILLS.get(segment.fill) or segment.letter) * (end - at)
        at = end
    return drawn[:length]


def strip(segments: Bar, length: int = STRIP) -> str:
    """Return the bar of a whole table, each part drawn with its letter."""
    return bar(segments, length).ljust(length, "·")
