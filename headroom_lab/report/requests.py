"""Single requests, errors and the time this library took."""

from __future__ import annotations

from headroom_lab.display.figures import number
from headroom_lab.display.page import Grid, Head, Row, left_out
from headroom_lab.display.visible import shown
from headroom_lab.report import queries
from headroom_lab.report.sections import Section
from headroom_lab.report.wording import (
    meaning,
    milliseconds,
    mode_name,
    part_of,
    ranked,
    saved_tokens,
    share_of,
)

HEADS = (
    Head("request"),
    Head("time (UTC)"),
    Head("model"),
    Head("mode"),
    Head("tokens before", "number"),
    Head("after", "number"),
    Head("saved", "number"),
    Head("transforms", "preview"),
)


def requests_section(figures: queries.Figures) -> Section:
    """Return the requests that saved most and those that grew most."""
    grown = sum(row["grown"] for row in figures.modes)
    answered = sum(row["answered"] for row in figures.modes)
    tokens = sum(row["tokens_grown"] for row in figures.modes)
    note = f"{part_of(grown, answered, 'answered requests')} grew, by {number(tokens)} tokens"
    grids = (
        ("requests that saved most", figures.savers),
        ("requests that grew most", figures.growers),
    )
    return Section(
        "Single requests",
        (f"{note} in all." if grown else f"{note.partition(',')[0]}.",),
        grids=tuple(
            Grid(caption, HEADS, tuple(_request(row) for row in rows))
            for caption, rows in grids
            if rows
        ),
    )


def _request(row: queries.Row) -> Row:
    """Return the cells of one request."""
    mode = row["mode"]
    saved = saved_tokens(row)
    transforms = ", ".join(row["transforms_applied"] or ())
    return (
        shown(row["request_id"], 40),
        row["at"],
        shown(row["model"], 60),
        f"{shown(mode_name(mode), 40)}: {meaning(mode)}",
        number(row["tokens_input_before"]),
        number(row["tokens_input_after"]),
        f"{number(saved)} ({share_of(saved, row['tokens_input_before'])})",
        shown(transforms, 120),
    )


def errors_section(figures: queries.Figures) -> Section:
    """Return the errors by kind."""
    rows = figures.errors
    if not rows:
        return Section("Errors", (f"None in {number(figures.requests)} requests.",))
    rest = left_out(len(rows), rows[0]["whole"], "kinds", "the most frequent are shown")
    return Section(
        "Errors",
        ("Errors of the vendor, of a broken or closed stream, and our own.",),
        grids=(
            Grid(
                "requests with an error",
                (
                    Head("kind"),
                    Head("requests", "number"),
                    Head("of", "number"),
                    Head("share", "number"),
                    Head("without an answer", "number"),
                    Head("for example", "preview"),
                ),
                tuple(_error(row, figures.requests) for row in rows),
                left_out=rest,
            ),
        ),
    )


def _error(row: queries.Row, whole: int) -> Row:
    """Return the cells of a kind of error."""
    return (
        shown(row["kind"], 60),
        number(row["requests"]),
        number(whole),
        share_of(row["requests"], whole),
        number(row["unanswered"]),
        shown(row["example"], 160),
    )


def overhead_section(rows: list[queries.Row], requests: int) -> Section | None:
    """Return the time this library took by mode, None where no request says."""
    if not rows:
        return None
    measured = sum(row["requests"] for row in rows)
    quantiles = ("half within", "90 % within", "99 % within", "longest")
    return Section(
        "Overhead",
        (
            "Milliseconds that measuring and transforming added to a request, in "
            f"{part_of(measured, requests, 'requests')} that say so.",
        ),
        grids=(
            Grid(
                "overhead in milliseconds by mode",
                (Head("mode"), *(Head(h, "number") for h in ("requests", *quantiles))),
                tuple(_overhead(row) for row in ranked(rows)),
            ),
        ),
    )


def _overhead(row: queries.Row) -> Row:
    """Return the cells of a mode's overhead."""
    times = (*row["quantiles"], row["largest"])
    return (
        shown(mode_name(row["mode"]), 40),
        number(row["requests"]),
        *(milliseconds(time) for time in times),
    )
