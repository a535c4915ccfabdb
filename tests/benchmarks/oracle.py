"""What an oracle saves of the bill that knows what will be used: no policy could save more.

It cuts at the moments that cost nothing: when an output comes in, all of it that isn't used later,
and once it was used last and is written anew anyway, the rest. ``unused`` are the outputs of which
nothing was used, so that they could have gone as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median
from typing import Any

from headroom_lab.intervals import ratio_interval
from headroom_lab.results.trace import Trace
from tests.benchmarks.split import Half

Line = dict[str, Any]
_COLUMNS = {
    "head": "system prompt and tools",
    "outputs": "tool outputs",
    "unused": "outputs of which nothing was used",
    "oracle": "the oracle",
}


def foreseen(trace: Trace, half: Half, name: str) -> Line:
    """Return a session's bill in USD, what of it are which parts, and what the oracle saves."""
    costs = trace.cost.by_message()
    parts = [(row, sum(_stay(row))) for row in costs.rows if None not in _stay(row)]
    outputs = [(row, stay) for row, stay in parts if row.kind == "tool output"]
    return {
        "half": half,
        "session": name,
        "requests": len(trace.requests),
        "bill": costs.total,
        "head": sum(stay for row, stay in parts if row.kind == "system prompt and tools"),
        "outputs": sum(stay for _, stay in outputs),
        "unused": sum(stay for row, stay in outputs if (row.recoverable or 0) >= stay * (1 - 1e-9)),
        "oracle": costs.recoverable,
    }


def _stay(row: Any) -> tuple[Any, Any, Any]:
    """Return what a part cost as input."""
    return row.first_cost, row.read_cost, row.again_cost


def foreseen_table(lines: Sequence[Line], least: int) -> Iterator[str]:
    """Yield what parts of the bill are, and what the oracle saves, in sum and in the median."""
    known = [line for line in lines if line["requests"] >= least and line["bill"]]
    bills = [line["bill"] for line in known]
    yield f"{len(known)} sessions, {sum(bills):.2f} USD"
    yield "| of the bill | in sum | median |"
    yield "|---|--:|--:|"
    for key, said in _COLUMNS.items():
        own = [line[key] for line in known]
        found = ratio_interval(own, bills)
        shares = [part / bill for part, bill in zip(own, bills, strict=True)]
        ends = "–" if found is None else f"{found.value:.1%} ({found.low:.1%} to {found.high:.1%})"
        yield f"| {said} | {ends} | {median(shares):.1%} |"
