"""Comparison: one row a policy, the best ones told in words."""

from __future__ import annotations

from collections.abc import Sequence

from headroom_lab.display.figures import cost, costs, counted, number, percent
from headroom_lab.display.page import Grid, Head, Page, Room, left_out
from headroom_lab.display.parts import size_bar
from headroom_lab.display.visible import shown
from headroom_lab.results.comparison import Comparison, ComparisonRow

CAP = 16 * 1024
ROWS = 20
OWN = ("kept", "seconds", "own cost")
CACHED = (
    "Cost is that of the input as sent. Cached: where the vendor's prompt cache still holds all that "
    "is unchanged.",
)
# field -> its column, and what the row that has least of it is called
BEST = {
    "tokens_after": ("tokens", "fewest tokens"),
    "cost": ("cost", "lowest cost"),
    "cached_cost": ("cached", "lowest cost with a warm cache"),
}


def page(record: Comparison, room: Room) -> Page:
    """Return the table of the policies; the best ones stay where not all have room."""
    if not record:
        return Page("comparison", "Nothing compared")
    best = best_of(record)
    rows = _chosen(record, best, max(room.rows(ROWS), 1))
    cached = any(row.cached_cost is not None for row in record)
    return Page(
        "comparison",
        _advice(record, room),
        facts=(f"{counted(len(record), 'simulation')} compared", *_verdicts(record, best, room)),
        notes=(*(CACHED if cached else ()), *_errors(record, room)),
        grids=(_table(record, rows, best, room),),
    )


def _advice(record: Comparison, room: Room) -> str:
    """Return which policy to use: the cheapest on a warm cache, or on a cold one, or by tokens."""
    done = [row for row in record if not row.error]
    failed = [shown(row.policy, room.chars(40)) for row in record if row.error]
    if not done:
        return f"Nothing came of {shown(record[0].error or '', room.chars(120))}"
    told = _use(done, room, is_left=len(done) == 1 < len(record))
    return f"{told}; {', '.join(failed[:2])} failed" if failed else told


def _use(done: Sequence[ComparisonRow], room: Room, *, is_left: bool) -> str:
    """Return which of the policies to use that didn't fail; ``is_left``: all others did."""
    for name in ("cached_cost", "cost", "tokens_after"):
        values = [getattr(row, name) for row in done]
        if None not in values:
            break
    row = min(done, key=lambda row: (getattr(row, name), row.tokens_after))
    policy = shown(row.policy, room.chars(40))
    if len(set(values)) < 2 and not is_left:
        return f"No difference: every policy leaves {number(row.tokens_after)} tokens"
    told = f"{percent(row.savings_percent)} of the tokens go{_lost(row)}"
    if name == "tokens_after":
        return f"Use {policy}: {told}, price unknown"
    held = " while the cache is warm" if name == "cached_cost" else ""
    return f"Use {policy}: it costs least{held}, {cost(getattr(row, name))}; {told}"


def _lost(row: ComparisonRow) -> str:
    """Return what share of the values that were used later goes too, "" where none does."""
    if row.retention is None or row.retention >= 1:
        return ""
    return f", {percent(100 * (1 - row.retention))} of the values that were used later too"


def best_of(record: Comparison) -> dict[int, list[str]]:
    """Return the place of each row that is best at something, and at which fields; ties share.

    Nothing is best where all are alike or a value is unknown, or where it failed.
    """
    found: dict[int, list[str]] = {}
    for name in BEST:
        values = {at: getattr(row, name) for at, row in enumerate(record) if not row.error}
        if None in values.values() or len(set(values.values())) < 2:
            continue
        least = min(values.values())
        for at, value in values.items():
            if value == least:
                found.setdefault(at, []).append(name)
    return found


def _chosen(record: Comparison, best: dict[int, list[str]], limit: int) -> list[int]:
    """Return the places of the rows that are shown, in their order."""
    if len(record) <= limit:
        return list(range(len(record)))
    first = list(best)[:limit]
    rest = [at for at in range(limit) if at not in best]
    return sorted([*first, *rest[: limit - len(first)]])


def _verdicts(record: Comparison, best: dict[int, list[str]], room: Room) -> tuple[str, ...]:
    """Return who is best at what."""
    facts = []
    for name, (_, words) in BEST.items():
        names = [shown(record[at].policy, room.chars(40)) for at in best if name in best[at]]
        more = f" and {number(len(names) - 2)} more" if len(names) > 2 else ""
        facts += [f"{words}: {', '.join(names[:2])}{more}"] if names else []
    return tuple(facts)


def _table(record: Comparison, places: list[int], best: dict[int, list[str]], room: Room) -> Grid:
    """Return the rows as a table with a bar each."""
    rows = [record[at] for at in places]
    longest = max(max(row.tokens_before, row.tokens_after) for row in record)
    bars = tuple(
        () if row.error else size_bar(row.tokens_before, row.tokens_after, longest) for row in rows
    )
    plain, cached = costs([r.cost for r in rows]), costs([r.cached_cost for r in rows])
    return Grid(
        caption="tokens and cost by policy",
        heads=(
            Head("policy", "text"),
            Head("before", "number"),
            Head("after", "number", bars),
            *(Head(word, "number") for word in ("saved", "cost", "cached")),
            *(Head(word, "number", is_lesser=True) for word in ("changed", "dropped")),
            *(Head(word, "number") for word in (OWN if _own(record) else ())),
            Head("best at", "text"),
        ),
        rows=tuple(
            _row(row, (cold, warm), _work(row) if _own(record) else (), best.get(at, []), room)
            for at, row, cold, warm in zip(places, rows, plain, cached, strict=True)
        ),
        left_out=left_out(len(rows), len(record), "rows"),
    )


def _own(record: Comparison) -> bool:
    """Tell whether compressors of one's own are compared."""
    return any(row.seconds is not None or row.error for row in record)


def _work(row: ComparisonRow) -> tuple[str, str, str]:
    """Return what was kept of what is used later, the time, and what a compressor's work cost."""
    kept = "–" if row.retention is None else percent(100 * row.retention)
    return kept, "–" if row.seconds is None else f"{row.seconds:.2f}", cost(row.own_cost)


def _errors(record: Comparison, room: Room) -> tuple[str, ...]:
    """Return a line for each compressor that failed."""
    return tuple(
        f"Nothing came of {shown(row.error, room.chars(200))}" for row in record if row.error
    )


def _row(
    row: ComparisonRow,
    costs: tuple[str, str],
    work: tuple[str, ...],
    best: list[str],
    room: Room,
) -> tuple[str, ...]:
    """Return one policy as cells; of one that failed why, in place of what it is best at."""
    name, before = shown(row.policy, room.chars(40)), number(row.tokens_before)
    if row.error:
        why = shown(row.error.removeprefix(f"{row.policy}: "), room.chars(80))
        return (name, before, *("–",) * (6 + len(work)), f"failed: {why}")
    return (
        name,
        before,
        number(row.tokens_after),
        percent(row.savings_percent),
        *costs,
        number(row.changed),
        number(row.dropped),
        *work,
        f"✓ {', '.join(BEST[name][0] for name in best)}" if best else "",
    )
