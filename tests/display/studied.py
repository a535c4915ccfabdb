"""Records made by hand: a session replayed, a grid swept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import accumulate, product

from headroom_lab.results import Provenance
from headroom_lab.results.kept import Kept
from headroom_lab.results.record import Record
from headroom_lab.results.replay import UNCHANGED, ReplayResult
from headroom_lab.results.replay_rows import ReplayRow
from headroom_lab.results.study import StudyRow
from headroom_lab.results.sweep import SweepResult
from headroom_lab.results.sweep_points import SweepRow, points_of_cells

GUESS = Provenance(
    "0.1.0", "estimate: o200k_base × 1.2, ±15 %", False, "genai-prices 0.2", "2026-10-01", "1a2b"
)
EXACT = Provenance("0.1.0", "o200k_base, exact", True, "genai-prices 0.2", "2026-10-01", "1a2b")
MILLION = 1_000_000
READ, WRITE, INPUT = 0.3, 3.75, 3.0  # USD for a million tokens


def requests(policy: str, keeps: int, breaks: int, count: int = 12) -> list[ReplayRow]:
    """Return a session's requests: ``keeps`` per cent are sent, every ``breaks``-th rewrites."""
    before = [2_000 + 1_500 * at for at in range(count)]
    after = [size * keeps // 100 for size in before]
    rewrites = [at > 1 and at % breaks == 0 for at in range(count)]
    reads_before = [0, *before[:-1]]
    reads = [
        0 if at == 0 else 900 if rewrites[at] else min(after[at - 1], after[at])
        for at in range(count)
    ]
    costs_before = list(map(_cost, before, reads_before))
    costs = list(map(_cost, after, reads))
    sums_before, sums = list(accumulate(costs_before)), list(accumulate(costs))
    return [
        ReplayRow(
            policy, "main", at + 1, 2 * at + 1, "claude-sonnet-4-5", "modelled", before[at], after[at],
            None, before[at], None, reads_before[at], reads_before[at], reads[at],
            before[at] - reads_before[at], after[at] - reads[at], 0, 0,
            "modelled: rewritten by the policy" if rewrites[at] else None, None, None,
            costs_before[at], costs[at], sums_before[at], sums[at],
            rewritten=3 if rewrites[at] else None, rewritten_by=policy if rewrites[at] else None,
        )
        for at in range(count)
    ]  # fmt: skip


def unchanged(count: int = 12) -> list[ReplayRow]:
    """Return the session's requests as they were."""
    return requests(UNCHANGED, 100, count + 1, count)


def _cost(tokens: int, read: int) -> float:
    """Return what a request costs: what isn't read is written."""
    return (read * READ + (tokens - read) * WRITE) / MILLION


def replayed() -> ReplayResult:
    """Return a session under three policies: one cheaper, one dearer with fewer tokens."""
    rows = [
        *unchanged(),
        *requests("lossless", 84, 99),
        *requests("balanced", 60, 2),
        *requests("off", 100, 99),
    ]
    kept = {"balanced": Kept(12, 9, 7, 5, edits=4, edits_kept=3)}
    return ReplayResult("claude-sonnet-4-5", tuple(rows), 12, 300, GUESS, kept, 0.13)


def dearer() -> ReplayResult:
    """Return a session under one policy that saves tokens and costs money."""
    rows = (*unchanged(), *requests("balanced", 60, 2))
    return ReplayResult("gpt-4o", rows, 12, 300, EXACT)


def unpriced() -> ReplayResult:
    """Return an interrupted replay for a model that has no price."""
    rows = [
        ReplayRow(
            policy, "main", at + 1, 2 * at + 1, "nobody-7", "modelled", 900 + at, sent + at,
            None, 900 + at, None, 0, 0, 0, 0, 0, 0, 0, None, *[None] * 6,
        )
        for policy, sent in ((UNCHANGED, 900), ("window", 500))
        for at in range(5)
    ]  # fmt: skip
    return ReplayResult("nobody-7", tuple(rows), 46, 300, GUESS)


def grid_rows() -> Iterator[SweepRow]:
    """Yield the points of a grid: the fewer tokens, the fewer needles, and dearer when warm."""
    for at, (policy, items) in enumerate(product(("balanced", "aggressive"), (10, 20, 50))):
        after = 40_000 + 4_000 * (at % 3) - 9_000 * (at // 3)
        yield SweepRow(
            at, (("policy", policy), ("max_items_after_crush", items)), 62_000, after, 0.155,
            after * 2.5e-6, 0.079, 0.09 if at < 3 else 0.07, at, 12 + at, 61, 61 - 2 * (at // 3),
            105, 104 - 3 * (at // 3),
        )  # fmt: skip


def swept() -> SweepResult:
    """Return a grid over three conversations."""
    return SweepResult(tuple(grid_rows()), 6, 3)


def plain_sweep() -> SweepResult:
    """Return an interrupted grid of five settings, without prices and retention."""
    names = ("policy", "max_tokens", "keep_first", "keep_last", "preserve_errors")
    rows = [
        SweepRow(
            at - 1, tuple(zip(names, ("default", 5_000 * at, 3, 2, at % 2 == 0), strict=True)),
            9_000, 9_000 - 40 * at, None, None, None, None, 0, at,
        )
        for at in range(1, 31)
    ]  # fmt: skip
    return SweepResult(tuple(rows), 40, exact=False)


def measured_without_limit() -> SweepResult:
    """Return a study of three conversations whose baseline has no limit."""
    cells = tuple(
        StudyRow(point, (("max_tokens", limit),), f"talk {at}", "here",
                 {"tokens_before": 900.0 + at, "tokens_after": 900.0 - 90 * point + at,
                  "tokens_saved": 90.0 * point + at * point, "edits": 4.0, "edits_kept": 4.0 - point,
                  "own_seconds": 0.5 * point, "own_cost": 0.02 * point})
        for point, limit in enumerate((None, 5_000))
        for at in range(3)
    )  # fmt: skip
    return SweepResult(points_of_cells(cells), 2, 3, cells=cells, baseline=0)


STUDIED: dict[str, Callable[[], Record]] = {
    "sweep-of-several": measured_without_limit,
    "replay": replayed,
    "replay-dearer": dearer,
    "replay-unpriced": unpriced,
    "replay-none": lambda: ReplayResult("gpt-4o", (), 0),
    "sweep": swept,
    "sweep-plain": plain_sweep,
    "sweep-none": lambda: SweepResult((), 0),
}
