"""SweepResult: one row a point of the grid, the best told in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from headroom_lab.display.figures import cost, counted, money, number, percent
from headroom_lab.display.page import Bar, Grid, Head, Page, Room, left_out
from headroom_lab.display.parts import size_bar, with_columns
from headroom_lab.display.pictures import sweep_cells as cells
from headroom_lab.display.pictures.sweep_failures import failed, failing
from headroom_lab.display.pictures.sweep_rows import cells as settings_cells
from headroom_lab.display.pictures.sweep_rows import chosen, others
from headroom_lab.display.pictures.sweep_rows import heads as settings_heads
from headroom_lab.display.visible import shown
from headroom_lab.intervals import Interval
from headroom_lab.results.measures import Figure
from headroom_lab.results.study import label_of, point_of
from headroom_lab.results.sweep import SweepResult
from headroom_lab.results.sweep_points import SweepRow

CAP = 16 * 1024
MOST_CORNERS = 6
# What a plain text has no room for: never, and where lines would be too long, one after the other.
NEVER, TOO_LONG = ("changed", "dropped"), ("after", "all", "edits", "cached")


def page(record: SweepResult, room: Room) -> Page:
    """Return the best point and why it is that, then the table of the points."""
    if not record.points:
        return Page("sweep", "Nothing simulated", notes=record.notes)
    return Page(
        "sweep",
        _headline(record, room),
        facts=_facts(record, room),
        notes=(
            *failed(record, room),
            *_why(record),
            *_compared(record),
            *_warm(record),
            *record.notes,
        ),
        grids=(_table(record, room),),
    )


def _headline(record: SweepResult, room: Room) -> str:
    """Return which point to use, what it saves and at what price, and what it keeps."""
    best = record.best()
    if best is None:
        if not record.complete:
            return f"Every point failed: {failing(record, record.points[0].point, room)}"
        saves = any(row.tokens_saved > 0 for row in record.complete)
        return f"Nothing here saves tokens{' and keeps all needles' if saves else ''}"
    about = "" if record.exact else "≈ "
    told = [
        *cells.bill_change(record, best),
        f"{about}{percent(best.savings_percent)} of the tokens saved",
    ]
    if (
        len(told) == 1
        and best.cost is not None
        and best.cost_before is not None
        and not best.costs_more
    ):
        told.append(" → ".join(money(best.cost_before, best.cost)))
    kept, whole = _judged(record)
    if whole:
        told.append(f"{_part(kept, whole)} {counted(whole, 'needle')} kept")
    one = shown(point_of(best.settings, record.varying), room.chars(60))
    return f"Use {one}: {', '.join(told)}"


def _facts(record: SweepResult, room: Room) -> tuple[str, ...]:
    """Return what was simulated, and whether all points are there."""
    varying = record.varying
    points = counted(record.asked, "grid point")
    if len(record.points) < record.asked:
        points = f"{number(len(record.points))} of {points}"
    if record.conversations > 1:
        points += f" over {number(record.conversations)} conversations"
    facts = [
        points,
        f"{number((record.complete or record.points)[0].tokens_before)} tokens before",
    ]
    same = tuple(name for name in record.names if name not in varying)
    if same:
        facts.append(f"everywhere {_settings(record.points[0], same, room, 80)}")
    if not record.exact:
        facts.append("counts are estimates")
    if len({*record.failed, *(row.point for row in record.points)}) < record.asked:
        facts.append("interrupted: the points finished up to then")
    return tuple(facts)


def _judged(record: SweepResult) -> tuple[int, int]:
    """Return how many of the needles that points are judged by the best keep, and how many there are."""
    first, best = record.complete[0], record.keeping[0]
    if first.retention is None:
        return best.kept or 0, first.needles or 0
    return best.strict_far_kept or 0, first.strict_far or 0


def _why(record: SweepResult) -> tuple[str, ...]:
    """Return what the best was chosen by, nothing where no point is complete."""
    return (_chosen_by(record),) if record.complete else ()


def _chosen_by(record: SweepResult) -> str:
    """Return what the best was chosen by."""
    first, best, keeping = record.complete[0], record.best(), record.keeping
    if first.judged is None:
        plain = "which values are used again later wasn't asked"
        if first.needles is not None:
            plain = "no value is used again later that could be lost"
        return f"Best (✓): most tokens saved; {plain}." if best else f"{plain.capitalize()}."
    kept, whole = _judged(record)
    strict = ", hard to guess and used four or more messages later"
    kind = "" if first.retention is None else strict
    part = _part(kept, whole)
    some = "" if kept == whole else " (no point keeps more)"
    what = f"{part} {counted(whole, 'needle')}{kind}{some}"
    if best is None:
        return f"A needle is a value used again later. Only what saves nothing keeps {what}."
    if len(keeping) == 1:
        return f"Best (✓): the only point that keeps {what}."
    return f"Best (✓): most tokens saved among the {number(len(keeping))} points that keep {what}."


def _part(kept: int, whole: int) -> str:
    """Return how many of all are kept, in front of what they are."""
    return ("the" if whole == 1 else "all") if kept == whole else f"{number(kept)} of"


def _warm(record: SweepResult) -> tuple[str, ...]:
    """Return what the cached cost means, and how many points cost more by it."""
    if _knows(record, cells.BILL) or any(row.cached_cost is None for row in record.points):
        return ()
    line = "Cached: while the vendor still holds all but the last message of what came"
    dearer, best = [row for row in record.points if row.costs_more], record.best()
    if not dearer:
        return (f"{line}.",)
    told = ""
    if best is not None and best.costs_more:
        sums = money(best.cached_cost_before or 0.0, best.cached_cost or 0.0)
        told = f", the best one too, {' → '.join(sums)}"
    verb = "costs" if len(dearer) == 1 else "cost"
    return (
        f"{line}. {number(len(dearer))} of {counted(len(record.points), 'point')} then {verb} more "
        f"than that{told}: what is held is rewritten. replay() prices a policy kept to from the "
        "first request on.",
    )


def _table(record: SweepResult, room: Room) -> Grid:
    """Return the points as a table; the best always has a row."""
    rows, best = chosen(record, room), record.best()
    measured = any(row.needles for row in record.points)
    edits = any(row.edits for row in record.points)
    own, billed = (_knows(record, name) for name in ("own_seconds", cells.BILL))
    priced = not billed or any(row.cost is not None for row in record.points)
    named = settings_heads(record, room)
    few = len(named) == 1 and not (edits or own or billed)  # columns: bars have room
    heads = (
        *named,
        Head("after", "number", _sizes(record, rows) if few else (), is_lesser=own or billed),
        Head("saved", "number"),
        *((Head("cost", "number"), Head("cached", "number", is_lesser=own)) if priced else ()),
        *(Head(word, "number") for word in (("bill",) if billed else ())),
        *(Head(word, "number") for word in (("strict, far", "all") if measured else ())),
        *(Head(word, "number") for word in (("edits",) if edits else ())),
        *(Head(word, "number", is_lesser=True) for word in ("changed", "dropped")),
        *(Head(word, "number") for word in (("seconds", "own cost") if own else ())),
    )

    def figures(row: SweepRow) -> tuple[str, ...]:
        if row.point in record.failed:  # sums over other conversations than those of the others
            return ("–",) * (len(heads) - len(named))
        return (
            number(row.tokens_after),
            cells.saved(record, row),
            *(map(cost, (row.cost, row.cached_cost)) if priced else ()),
            *((cells.bill(record, row),) if billed else ()),
            *(cells.kept(record, row) if measured else ()),
            *((f"{number(row.edits_kept or 0)} of {number(row.edits or 0)}",) if edits else ()),
            number(row.changed),
            number(row.dropped),
            *(cells.work(record, row) if own else ()),
        )

    return Grid(
        caption=f"tokens, {'bill' if billed else 'cost'} and needles by setting",
        heads=heads,
        rows=tuple((*settings_cells(record, row, best, room), *figures(row)) for row in rows),
        left_out=f"{left_out(len(rows), len(record.points), 'grid points')}{others(record, rows)}",
    )


def _knows(record: SweepResult, name: str) -> bool:
    """Tell whether a figure is known of a point."""
    return any(name in record.figures.get(row.point, ()) for row in record.complete)


def _settings(row: SweepRow, names: tuple[str, ...], room: Room, usual: int) -> str:
    """Return some settings of a point on one line."""
    told = tuple((name, value) for name, value in row.settings if name in names)
    return shown(label_of(told), room.chars(usual))


def _sizes(record: SweepResult, rows: Sequence[SweepRow]) -> tuple[Bar, ...]:
    """Return what each point sends and saves, as bars of one length; of one that failed nothing."""
    longest = max(row.tokens_before for row in rows)
    return tuple(
        () if row.point in record.failed else size_bar(row.tokens_before, row.tokens_after, longest)
        for row in rows
    )


def _compared(record: SweepResult) -> tuple[str, ...]:
    """Return what the intervals are, how the best differs from the baseline, and the frontier."""
    if all(
        figure.interval is None for point in record.figures.values() for figure in point.values()
    ):
        return ()
    level = f"{100 * record.level:.0f} %"
    said = [f"In brackets: {level} intervals over the conversations, of needles the lower end."]
    best = record.best()
    figure = None if best is None else record.figure(best, "tokens")
    if figure is not None and figure.difference is not None:
        said.append(_apart(record, figure, figure.difference))
    corners = record.frontier()
    if len(record.complete) > 2 and len(corners) < len(record.complete):
        names = "; ".join(row.said(record.varying) for row in corners[:MOST_CORNERS])
        said.append(f"No other is better in both savings and needles kept: {shown(names, 160)}.")
    return (" ".join(said),)


def _apart(record: SweepResult, figure: Figure, apart: Interval) -> str:
    """Return by how much the best saves more than the baseline, and in how many conversations."""
    return (
        f"Best against {shown(record.against, 60)}: {percent(100 * apart.value)} of the tokens more saved "
        f"({100 * apart.low:.1f} to {100 * apart.high:.1f}), better in {figure.wins} of "
        f"{figure.compared} conversations, worse in {figure.losses}."
    )


def text(record: SweepResult) -> list[str]:
    """Return the lines of the plain text, with as many columns as it has room for."""
    from headroom_lab.display.text import page_lines

    whole = page(record, Room(0.5))
    return page_lines(replace(whole, grids=tuple(map(_narrow, whole.grids))))


def _narrow(grid: Grid) -> Grid:
    """Return the table without the columns that a line of text has no room for."""
    from headroom_lab.display.text import COLUMNS, lengths

    for label in (*NEVER, *TOO_LONG):
        rows = ([head.label for head in grid.heads], *grid.rows)
        if label in NEVER or lengths(rows) > COLUMNS:
            places = [at for at, head in enumerate(grid.heads) if head.label != label]
            grid = with_columns(grid, places)
    return grid
