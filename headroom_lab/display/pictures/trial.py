"""TrialResult: what each arm of a live trial took a session, and whether that differs."""

from __future__ import annotations

from headroom_lab.display.figures import MINUS, number, percent, signed
from headroom_lab.display.page import Grid, Head, Page, Room, left_out
from headroom_lab.display.parts import warned
from headroom_lab.display.visible import shown
from headroom_lab.results.trial import MEASURES, TrialResult, TrialRow

CAP = 16 * 1024
ARMS = 6
UNKNOWN = "–"


def page(record: TrialResult, room: Room) -> Page:
    """Return what the arms differ in first, then a table a measure would ask for."""
    return Page(
        "trial",
        _verdict(record, room),
        facts=(
            f"trial {shown(record.name, 60)}",
            ", ".join(f"{shown(arm, 40)} {number(n)}" for arm, n in record.sessions.items())
            + " sessions",
            f"held against {shown(record.baseline, 40)}",
            f"{percent(100 * record.level, 0)} intervals over sessions",
        ),
        notes=tuple(shown(warning, room.chars(200)) for warning in record.warnings[:3]),
        grids=(_measured(record, room),),
        folds=warned(record.warnings[3:], room),
    )


def _verdict(record: TrialResult, room: Room) -> str:
    """Return in a sentence what the first arm that differs costs, or that none does."""
    others = [arm for arm in record.arms if arm != record.baseline]
    rows = [record[arm, "cost"] for arm in others]
    if all(row.change is None for row in rows):
        rows = [record[arm, "input_tokens"] for arm in others]
    rows = [row for row in rows if row.change is not None]
    if not rows:
        return "Too few sessions to tell the arms apart"
    found = min(rows, key=lambda row: (not row.differs, row.change or 0.0))
    arm, what = shown(found.arm, room.chars(40)), "costs" if found.measure == "cost" else "sends"
    if found.differs:
        return f"{arm} {what} {_relative(record, found)} a session, {_span(record, found)}"
    needed = (
        f"; it would take {number(found.sessions_needed)} sessions" if found.sessions_needed else ""
    )
    return f"No difference shown yet: {arm} {what} {_relative(record, found)} a session{needed}"


def _relative(record: TrialResult, row: TrialRow) -> str:
    """Return a change as a share of the baseline's mean, in words."""
    mean = record[record.baseline, row.measure].mean
    if not mean or row.change is None:
        return "as much"
    return f"{percent(abs(100 * row.change / mean))} {'less' if row.change < 0 else 'more'}"


def _span(record: TrialResult, row: TrialRow) -> str:
    """Return between which changes the true one lies, as shares of the baseline's mean."""
    mean = record[record.baseline, row.measure].mean
    ends = [row.change_low, row.change_high]
    return "from " + " to ".join(signed(100 * (end or 0.0) / mean) for end in ends) if mean else ""


def _measured(record: TrialResult, room: Room) -> Grid:
    """Return a row a measure and arm."""
    arms = record.arms[: max(room.rows(ARMS), 2)]
    rows = [row for measure in MEASURES for row in record.of(measure) if row.arm in arms]
    return Grid(
        caption="a session, by measure and arm",
        heads=(
            Head("measure", "text"),
            Head("arm", "text"),
            Head("a session", "number"),
            Head("from, to", "number"),
            Head("change", "number"),
            Head("from, to", "number"),
            Head("sessions needed", "number", is_lesser=True),
        ),
        rows=tuple(_row(record, row, room) for row in rows),
        left_out=left_out(len(arms), len(record.arms), "arms"),
    )


def _row(record: TrialResult, row: TrialRow, room: Room) -> tuple[str, ...]:
    """Return a measure of an arm as cells; a change is of the baseline's mean."""
    mean = record[record.baseline, row.measure].mean
    needed = UNKNOWN if row.sessions_needed is None else number(row.sessions_needed)
    return (
        MEASURES[row.measure],
        shown(row.arm, room.chars(40)),
        _amount(row.mean, row.measure),
        _both(_amount(row.low, row.measure), _amount(row.high, row.measure)),
        _change(row.change, mean),
        _both(_change(row.change_low, mean), _change(row.change_high, mean)),
        needed,
    )


def _both(low: str, high: str) -> str:
    """Return the ends of an interval."""
    return UNKNOWN if UNKNOWN in (low, high) else f"{low}, {high}"


def _change(value: float | None, mean: float | None) -> str:
    """Return a change as a share of the baseline's mean."""
    return UNKNOWN if value is None or not mean else signed(100 * value / mean)


def _amount(value: float | None, measure: str) -> str:
    """Return a mean in its unit."""
    if value is None:
        return UNKNOWN
    if measure == "cost":
        return f"{MINUS if value < 0 else ''}${abs(value):.4f}"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.2f}"
