"""What was spent and saved: by mode and model, through the vendor's cache, for nothing."""

from __future__ import annotations

from headroom_lab.display.figures import number
from headroom_lab.display.page import Grid, Head, Row, left_out
from headroom_lab.display.parts import size_bar, used_key
from headroom_lab.display.visible import shown
from headroom_lab.report import queries
from headroom_lab.report.sections import Section
from headroom_lab.report.wording import (
    costs,
    meaning,
    mode_name,
    priced,
    ranked,
    saved_tokens,
    share_of,
)
from headroom_lab.results.waste import KINDS

MODES = 8
WORDS = {"sent": "after", "saved": "less than before", "added": "more than before"}
TOKENS = ("requests", "answered", "tokens before", "after", "saved", "saved of before", "out")
COSTS = ("cost before", "after", "saved", "priced of answered")


def modes_section(modes: list[queries.Row], models: list[queries.Row]) -> Section:
    """Return the sums by mode, and by model and mode."""
    whole = models[0]["whole"] if models else 0
    rests = (
        left_out(MODES, len(modes), "modes", ".sql(…) for all"),
        left_out(len(models), whole, "models and modes", "those with most tokens are shown"),
    )
    groups = (("mode", ranked(modes)[:MODES], rests[0]), ("model and mode", models, rests[1]))
    return Section(
        "By model and mode",
        (
            "Tokens and costs are those of answered requests; input before and after, output "
            "beside them. No saving is summed over several modes.",
        ),
        grids=(
            *(_tokens(by, rows, rest) for by, rows, rest in groups),
            *(_costs(by, rows, rest) for by, rows, rest in groups),
        ),
    )


def _tokens(by: str, rows: list[queries.Row], rest: str) -> Grid:
    """Return the sums of tokens as a table, with a size bar a row."""
    sizes = ("tokens_input_before", "tokens_input_after")
    longest = max((row[size] for row in rows for size in sizes), default=0)
    bars = tuple(
        size_bar(row["tokens_input_before"], row["tokens_input_after"], longest) for row in rows
    )
    return Grid(
        f"tokens by {by}",
        (*_names(by), *(Head(name, "number") for name in TOKENS)),
        tuple(_token_cells(by, row) for row in rows),
        bars=bars,
        key=tuple((fill, WORDS[fill]) for fill, _ in used_key(bars)),
        left_out=rest,
    )


def _token_cells(by: str, row: queries.Row) -> Row:
    """Return the cells of a row of tokens."""
    before, saved = row["tokens_input_before"], saved_tokens(row)
    return (
        *_group(by, row),
        number(row["requests"]),
        number(row["answered"]),
        number(before),
        number(row["tokens_input_after"]),
        number(saved),
        share_of(saved, before),
        number(row["tokens_output"]),
    )


def _costs(by: str, rows: list[queries.Row], rest: str) -> Grid:
    """Return the sums of costs as a table."""
    return Grid(
        f"cost in USD by {by}",
        (*_names(by), *(Head(name, "number") for name in COSTS)),
        tuple((*_group(by, row), *costs(row), priced(row)) for row in rows),
        left_out=rest,
    )


def _names(by: str) -> tuple[Head, ...]:
    """Return the heads of what a row is about."""
    first = (Head("mode"),) if by == "mode" else (Head("model"), Head("mode"))
    return (*first, Head("savings are"))


def _group(by: str, row: queries.Row) -> Row:
    """Return the cells of what a row is about."""
    mode = (shown(mode_name(row["mode"]), 40), meaning(row["mode"]))
    return mode if by == "mode" else (shown(row["model"], 60), *mode)


def cache_section(modes: list[queries.Row]) -> Section:
    """Return the reads and writes of the vendor's prompt cache by mode."""
    heads = ("answered requests", "input tokens sent", "cache read", "read of sent")
    return Section(
        "Prompt cache",
        ("Tokens as the vendors reported them; sent is before in audit, after in other modes.",),
        grids=(
            Grid(
                "cache reads and writes by mode",
                (
                    Head("mode"),
                    *(Head(h, "number") for h in (*heads, "cache written", "written of sent")),
                ),
                tuple(_cache(row) for row in ranked(modes)[:MODES]),
            ),
        ),
    )


def _cache(row: queries.Row) -> Row:
    """Return the cells of a mode's cache reads and writes."""
    sent = row["tokens_sent"]
    read, written = row["cache_read_tokens"], row["cache_write_tokens"]
    return (
        shown(mode_name(row["mode"]), 40),
        number(row["answered"]),
        number(sent),
        number(read),
        share_of(read, sent),
        number(written),
        share_of(written, sent),
    )


def waste_section(modes: list[queries.Row]) -> Section | None:
    """Return the waste by kind in all requests that were measured, None where none was."""
    measured = [row for row in modes if row["mode"] != "off"]
    if not measured:
        return None
    whole = sum(row["tokens_input_before"] for row in measured)
    sizes = {name: sum(row[name] for row in measured) for name in KINDS}
    total = sum(sizes.values())
    return Section(
        "Waste by kind",
        ("Found in the requests as they came, measured in every mode but off.",),
        grids=(
            Grid(
                "tokens of waste",
                (Head("kind"), *(Head(h, "number") for h in ("tokens", "of", "share"))),
                tuple(_waste(KINDS[name], size, whole) for name, size in sizes.items()),
                foot=_waste("all kinds", total, whole),
            ),
        ),
    )


def _waste(label: str, size: int, whole: int) -> Row:
    """Return the cells of a kind of waste."""
    return (label, number(size), number(whole), share_of(size, whole))
