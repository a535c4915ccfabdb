"""ReplayedCorpus: what policies do to the bills of many sessions."""

from __future__ import annotations

from headroom_lab.display.figures import costs, counted, number, share, signed
from headroom_lab.display.page import Grid, Head, Page, Room, left_out
from headroom_lab.display.visible import shown
from headroom_lab.results.replay_corpus import CorpusTotal, ReplayedCorpus

CAP = 16 * 1024
POLICIES = 16


def page(record: ReplayedCorpus, room: Room) -> Page:
    """Return the verdict, and for each policy how its effect is spread."""
    if not record.results:
        return Page("replay", "Nothing replayed")
    totals = record.totals
    return Page(
        "replay",
        shown(record.verdict, room.chars(200)),
        facts=_facts(record),
        notes=(
            "Of the whole bill, output included; reading again what was lost is paid.",
            *(f"{shown(name, 40)}: {shown(why, 120)}" for name, why in _few(record)),
        ),
        grids=(_spread(totals, room),) if totals else (),
    )


def _facts(record: ReplayedCorpus) -> tuple[str, ...]:
    """Return how many sessions were replayed, on what basis."""
    done, bases = len(record.results), {result.basis for result in record.results.values()}
    return (
        f"{number(done)} of {counted(record.sessions, 'session')}",
        f"{counted(sum(r.finished for r in record.results.values()), 'request')}",
        ", ".join(sorted(bases)),
        *([f"{number(len(record.skipped))} skipped"] if record.skipped else []),
    )


def _few(record: ReplayedCorpus) -> list[tuple[str, str]]:
    """Return the first sessions that were skipped."""
    return list(record.skipped.items())[:3]


def _spread(totals: tuple[CorpusTotal, ...], room: Room) -> Grid:
    """Return a row a policy."""
    limit = max(room.rows(POLICIES), 1)
    bills = costs([total.net_cost for total in totals[:limit]])
    words = ("bill", "sum", "median", "8 in 10", "dearer in", "worst", "values kept", "edits kept")
    return Grid(
        caption="change of the bill by policy",
        heads=(Head("policy", "text"), *(Head(word, "number") for word in words)),
        rows=tuple(_row(total, bill, room) for total, bill in zip(totals, bills, strict=False)),
        left_out=left_out(min(limit, len(totals)), len(totals), "policies"),
    )


def _row(total: CorpusTotal, bill: str, room: Room) -> tuple[str, ...]:
    """Return one policy as cells."""
    low, high = total.spread or (None, None)
    if total.failed:
        return (shown(total.verdict, room.chars(160)), *("–",) * 8)
    return (
        shown(total.policy, room.chars(40)),
        bill,
        signed(total.net_percent),
        signed(total.median_percent),
        "–" if low is None else f"{signed(low)} to {signed(high)}",
        f"{number(total.loses_in)} of {number(total.sessions)}",
        signed(total.worst_percent),
        share(total.kept.values_kept, total.kept.values),
        share(total.kept.edits_kept, total.kept.edits),
    )
