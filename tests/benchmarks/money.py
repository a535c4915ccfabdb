"""What replays of recorded sessions come to, beside what was recorded, and what policies save.

    python -m tests.benchmarks.money [--half first|second] [--keep FILE] [--only POLICY …] [--oracle]

``--keep`` holds a line a session, so that an interrupted run goes on. Prints by agent how well a
request's total and its cache read are foretold, the unchanged bill beside the recorded one
(anchored on the record, and by the forward model, which is given nothing recorded but the clock),
and for each half of the split what policies do to the bill. Shares are of the whole bill of
sessions of ten requests or more, reading again paid; intervals are 95 % over sessions. With
``--oracle`` it prints instead what no policy could save more than.
"""

from __future__ import annotations

import argparse
import json
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

from scipy.stats import quantile_test

from headroom_lab import read_traces, replay
from headroom_lab.errors import InvalidMessagesError
from headroom_lab.intervals import ratio_interval, share_interval
from headroom_lab.policies.moments.clearing import clear_tool_uses, keep_last
from headroom_lab.policies.moments.truncating import truncate
from headroom_lab.results.replay import UNCHANGED, ReplayResult
from headroom_lab.results.replay_rows import ReplayRow
from headroom_lab.results.trace import Trace
from headroom_lab.results.trace_requests import TraceRequests
from tests.benchmarks.oracle import foreseen, foreseen_table
from tests.benchmarks.split import Half, session_files

THRIFTY = "thrifty"
# policy -> what it did to the bill of 323 other sessions, in per cent (own measurement, 2026-11-28)
ELSEWHERE = {
    "clear_tool_uses(100000, keep=3)": -13.9,
    "clear_tool_uses(60000, keep=3)": -18.9,
    "keep_last(5)": 1.0,
    "keep_last(20)": 86.0,
    "keep_last(10, step=20)": -15.7,
    "truncate(1000)": -23.2,
}
LEAST = 10  # requests of a session in which a policy is judged
MISS = 0.5  # of what the request before left: a request that reads less shows a miss
LOSES = 1.0  # per cent of its bill from which on a session counts as one that loses
Line = dict[str, Any]
Measure = Callable[[Trace, Half, str], Line]


def policies() -> list[Any]:
    """Return the six policies that everybody compares, and the one that we recommend."""
    six = [clear_tool_uses(100_000, 3), clear_tool_uses(60_000, 3), keep_last(5), keep_last(20),
           keep_last(10, step=20), truncate(1_000)]  # fmt: skip
    return [*six, THRIFTY]


def forgotten(trace: Trace) -> Trace:
    """Return a session whose usage wasn't recorded."""

    def bare(requests: TraceRequests) -> TraceRequests:
        return TraceRequests(replace(one, usage=None) for one in requests)

    streams = {n: replace(s, requests=bare(s.requests)) for n, s in trace.streams.items()}
    return replace(trace, streams=streams, requests=bare(trace.requests))


def measured(trace: Trace, half: Half, name: str, asked: list[Any]) -> Line:
    """Return what is reported of a session."""
    compared: list[Any] = asked if len(trace.requests) >= LEAST else ["off"]
    found = replay(trace, compared, progress=False)
    plain = replay(forgotten(trace), "off", progress=False)
    rows = found.of(UNCHANGED)
    return {
        "half": half,
        "session": name,
        "agent": trace.source,
        "requests": len(rows),
        "reads": list(_reads(rows)),
        "totals": list(_totals(rows)),
        "recorded": _sum(row.cost_recorded for row in rows),
        "listed": _sum(row.cost_recorded for row in trace.cost.requests),
        "estimated": _sum(row.cost_recorded_estimated for row in rows),
        "anchored": found.unchanged.cost,
        "forward": plain.unchanged.cost,
        "policies": by_policy(found) if compared is asked else {},
    }


def _reads(rows: Sequence[ReplayRow]) -> Iterator[float]:
    """Yield by what share of the recorded read each read is foretold wrong, misses left out."""
    last: dict[str, ReplayRow] = {}
    for row in rows:
        before, last[row.stream] = last.get(row.stream), row
        read, said = row.cache_read_recorded, row.cache_read_predicted
        if before is None or read is None or said is None or row.miss:
            continue
        if read and read >= MISS * (before.cache_read_tokens + before.cache_write_tokens):
            yield abs(said - read) / read


def _totals(rows: Sequence[ReplayRow]) -> Iterator[float]:
    """Yield for each stream by what share all its totals are foretold wrong within segments."""
    for stream in dict.fromkeys(row.stream for row in rows):
        known = [
            (row.input_tokens_predicted, row.input_tokens_recorded)
            for row in rows
            if row.stream == stream
            and row.input_tokens_predicted is not None
            and row.input_tokens_recorded
            and row.miss is None
        ]
        if known:
            yield median(abs(said - total) / total for said, total in known)


def by_policy(found: ReplayResult) -> dict[str, Line]:
    """Return what each policy does to a session."""
    return {
        total.policy: {
            "before": total.cost_before,
            "cost": total.cost,
            "net": total.net_cost,
            "tokens": total.savings_percent,
            "far": [total.kept.strict_far_kept, total.kept.strict_far],
            "edits": [total.kept.edits_far_kept, total.kept.edits_far],
        }
        for total in found.totals
    }


def _sum(costs: Iterable[float | None]) -> float:
    return sum(cost or 0.0 for cost in costs)


def foretold(lines: Sequence[Line]) -> Iterator[str]:
    """Yield how well requests are foretold, an agent a row."""
    yield "| agent | requests | read ≤ 1 % | read ≤ 3 % | streams' totals ≤ 5 % | recorded, USD | "
    yield "|---|--:|--:|--:|--:|--:|"
    for agent in sorted({line["agent"] for line in lines}):
        own = [line for line in lines if line["agent"] == agent]
        reads = [[sum(e <= limit for e in line["reads"]) for line in own] for limit in (0.01, 0.03)]
        asked = [len(line["reads"]) for line in own]
        totals = [sum(e <= 0.05 for e in line["totals"]) for line in own]
        streams = [len(line["totals"]) for line in own]
        cells = [
            agent,
            f"{sum(line['requests'] for line in own)}",
            *(_share(part, asked) for part in reads),
            _share(totals, streams),
            f"{sum(line['recorded'] for line in own):.2f}",
        ]
        yield f"| {' | '.join(cells)} |"
    equal = sum(abs(line["recorded"] - line["listed"]) < 0.005 for line in lines)
    yield f"\ncost_recorded is the usage at list prices to the cent in {equal} of {len(lines)}"
    for basis in ("anchored", "forward"):
        yield _bill(lines, basis)


def _bill(lines: Sequence[Line], basis: str) -> str:
    """Return how near the unchanged bill comes to the recorded one."""
    priced = [line for line in lines if line["estimated"] and line[basis] is not None]
    errors = [abs(line[basis] / line["estimated"] - 1) for line in priced]
    near = share_interval([int(e <= 0.05) for e in errors], [1] * len(errors))
    whole = sum(line[basis] for line in priced) / sum(line["estimated"] for line in priced) - 1
    return (
        f"{basis}: {whole:+.1%} of the recorded bill in sum, {median(errors):.1%} off in the "
        f"median session, within 5 % in {_said(near)} of {len(priced)} sessions"
    )


def saved(lines: Sequence[Line], key: str = "policies") -> Iterator[str]:
    """Yield what each policy does to the bill, a row a policy."""
    yield (
        "| policy | tokens saved | bill in sum, net | median, net | in sum, gross | loses in | "
        "worst | far values | far edits | elsewhere |"
    )
    yield "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|"
    for name in next(iter(line[key] for line in lines if line[key]), {}):
        own = [line[key][name] for line in lines if line[key]]
        own = [one for one in own if one["before"] and one["net"] is not None]
        before = [one["before"] for one in own]
        change = [100 * (one["net"] / one["before"] - 1) for one in own]
        gross = [one["cost"] - one["before"] for one in own]
        net = [one["net"] - one["before"] for one in own]
        lost = sum(c > LOSES for c in change)
        cells = [
            name,
            f"{median(one['tokens'] or 0 for one in own):.0f} %",
            _said(ratio_interval(net, before)),
            _median(change),
            _said(ratio_interval(gross, before)),
            f"{lost} of {len(own)}: {_share([int(c > LOSES) for c in change], [1] * len(own))}",
            f"{max(change):+.1f} %",
            *(_share(*zip(*(one[k] for one in own), strict=True)) for k in ("far", "edits")),
            f"{ELSEWHERE[name]:+.1f} %" if name in ELSEWHERE else "",
        ]
        yield f"| {' | '.join(cells)} |"


def _median(changes: Sequence[float]) -> str:
    """Return the median in per cent, with its interval by the order of the values.

    Of fewer than six values no two ends hold it in 95 of 100 cases.
    """
    found = quantile_test(changes, p=0.5).confidence_interval()
    ends = f" ({found.low:+.1f} to {found.high:+.1f})" if len(changes) >= 6 else ""
    return f"{median(changes):+.1f} %{ends}"


def _share(parts: Sequence[int], wholes: Sequence[int]) -> str:
    """Return a share over sessions with its interval."""
    return _said(share_interval(list(parts), list(wholes))) if sum(wholes) else "–"


def _said(found: Any) -> str:
    """Return an interval in words."""
    if found is None:
        return "–"
    return f"{found.value:.1%} ({found.low:.1%} to {found.high:.1%})"


def lines_of(halves: Iterable[Half], keep: Path | None, measure: Measure) -> Iterator[Line]:
    """Yield the line of each session, those that are known already without replaying them.

    ``measure`` makes it of a trace, its half and its name.
    """
    known = keep.read_text(encoding="utf-8").splitlines() if keep and keep.exists() else []
    done = {(line["half"], line["session"]): line for line in map(json.loads, known)}
    for half in halves:
        for path in session_files(half):
            name = f"{path.parent.name}/{path.name}"
            if (half, name) not in done:
                for trace in read_traces(path):
                    with suppress(InvalidMessagesError):  # no request with a context
                        done[half, name] = measure(trace, half, name)
                        _kept(keep, done[half, name])
            if (half, name) in done:
                yield done[half, name]


def _kept(keep: Path | None, line: Line) -> None:
    """Write a line to the file that holds them."""
    if keep is not None:
        with keep.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")


def main(show: Callable[[str], Any] = print) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", choices=("first", "second"))
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--only", nargs="+", help="policies by name instead of all")
    parser.add_argument("--oracle", action="store_true", help="what no policy could save more than")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    halves: tuple[Half, ...] = (options.half,) if options.half else ("first", "second")
    if options.oracle:
        known = list(lines_of(halves, options.keep, foreseen))
        for half in halves:
            show(f"\n{half} half")
            for text in foreseen_table([one for one in known if one["half"] == half], LEAST):
                show(text)
        return
    asked = options.only or policies()
    lines = list(lines_of(halves, options.keep, lambda *one: measured(*one, asked)))
    for text in foretold(lines):
        show(text)
    for half in halves:
        show(f"\n{half} half")
        for text in saved([line for line in lines if line["half"] == half]):
            show(text)


if __name__ == "__main__":
    main()
