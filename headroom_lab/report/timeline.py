"""Savings over time, a plot and a table by mode."""

from __future__ import annotations

from headroom_lab.display.figures import counted, number
from headroom_lab.display.page import Grid, Head, left_out
from headroom_lab.display.visible import shown
from headroom_lab.report.drawing import Panel, draw
from headroom_lab.report.queries import Row
from headroom_lab.report.sections import Section
from headroom_lab.report.wording import (
    MEANINGS,
    costs,
    meaning,
    mode_name,
    priced,
    ranked,
    saved_tokens,
    share_of,
)

GROUPS = 4  # modes; there are three, but a row may say anything
REALISED = {"sent": "sent", "saved": "saved", "added": "added"}
POSSIBLE = {"sent": "would be left", "saved": "could go", "added": "would be added"}
_STAMPS = {"hour": 16, "day": 10, "week": 10, "month": 7}


def timeline_section(rows: list[Row], period: str) -> Section | None:
    """Return the savings by period; None where no mode that measures has any."""
    measured = [row for row in rows if row["mode"] != "off"]
    if not measured:
        return None
    groups = _groups(measured)
    sizes = ("tokens_input_before", "tokens_input_after")
    longest = max(row[size] for _, group in groups for row in group for size in sizes)
    panels = tuple(_panel(mode, group, period, longest) for mode, group in groups)
    places = len({row["period"] for row in rows})
    rest = left_out(places, rows[0]["whole"], f"{period}s with requests", "the last ones are shown")
    notes = (f"A {period} begins in UTC; one without requests is left out. {rest}".strip(),)
    grids = tuple(_table(mode, group, period) for mode, group in groups)
    return Section("Savings over time", notes, panels=panels, folded=grids)


def _groups(rows: list[Row]) -> list[tuple[str | None, list[Row]]]:
    """Return the rows by mode, optimize first."""
    modes = dict.fromkeys(row["mode"] for row in ranked(rows))
    shown_modes = list(modes)[:GROUPS]
    return [(mode, [row for row in rows if row["mode"] == mode]) for mode in shown_modes]


def _title(mode: str | None) -> str:
    """Return what a mode's plot and table show."""
    kind = f"{meaning(mode)} savings" if mode in MEANINGS else "savings"
    return f"{kind} ({shown(mode_name(mode), 40)})"


def _panel(mode: str | None, rows: list[Row], period: str, longest: int) -> Panel:
    """Return the plot of a mode."""
    bars = [
        (row["period"][: _STAMPS[period]], row["tokens_input_before"], row["tokens_input_after"])
        for row in rows
    ]
    before = sum(bar[1] for bar in bars)
    after = sum(bar[2] for bar in bars)
    words = POSSIBLE if mode == "audit" else REALISED
    told = f"{_title(mode)}: {number(before)} input tokens before, {number(after)} after, "
    told += f"in {counted(len(bars), period)}; the table below has each."
    return draw(f"{_title(mode)}, input tokens by {period}", told, words, bars, longest)


def _table(mode: str | None, rows: list[Row], period: str) -> Grid:
    """Return the table of a mode."""
    return Grid(
        f"{_title(mode)} by {period}",
        (
            Head(f"{period} from (UTC)"),
            *(
                Head(name, "number")
                for name in (
                    "requests",
                    "tokens before",
                    "after",
                    "saved",
                    "saved of before",
                    "cost before",
                    "after",
                    "saved",
                    "priced",
                )
            ),
        ),
        tuple(_cells(row, period) for row in rows),
    )


def _cells(row: Row, period: str) -> tuple[str, ...]:
    """Return the cells of a period."""
    before = row["tokens_input_before"]
    return (
        row["period"][: _STAMPS[period]],
        number(row["requests"]),
        number(before),
        number(row["tokens_input_after"]),
        number(saved_tokens(row)),
        share_of(saved_tokens(row), before),
        *costs(row),
        priced(row),
    )
