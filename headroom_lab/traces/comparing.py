"""Two recorded sessions side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import PurePosixPath

from headroom_lab.errors import ConfigError, InvalidMessagesError
from headroom_lab.messages import read
from headroom_lab.messages.blocks import Block
from headroom_lab.messages.file_uses import file_uses
from headroom_lab.providers.prices import Prices, PricesLike, prices_of
from headroom_lab.redact.preview import preview
from headroom_lab.results.trace import MAIN, Trace
from headroom_lab.results.trace_comparison import (
    FilePair,
    FilePairs,
    Parting,
    ToolPair,
    ToolPairs,
    TraceComparison,
    TraceMeasure,
)

CLASSES = (
    "input_tokens", "uncached_tokens", "cache_read_tokens", "cache_write_5m_tokens",
    "cache_write_1h_tokens", "output_tokens",
)  # fmt: skip
SHOWN = 160  # characters of a step

Step = tuple[str, str]


def compare_traces(first: Trace, second: Trace, prices: PricesLike = None) -> TraceComparison:
    """Return two sessions side by side; ConfigError where one is no Trace."""
    if not isinstance(second, Trace):
        raise ConfigError(f"compare: found {type(second).__name__}, expected a Trace")
    own = prices_of(prices)
    blocks = [_blocks(trace) for trace in (first, second)]
    return TraceComparison(
        first=first.id,
        second=second.id,
        models=(first.models, second.models),
        measures=tuple(_measures((first, second), blocks, own)),
        tools=_tools(first, second, own),
        files=_files((first, second), blocks),
        parted=_parting(
            *(
                list(_steps(found.get(MAIN, []), trace.project))
                for trace, found in zip((first, second), blocks, strict=True)
            )
        ),
    )


def _blocks(trace: Trace) -> dict[str, list[Block]]:
    """Return the blocks of each stream; none of one that no vendor would have taken."""
    found: dict[str, list[Block]] = {}
    for name, stream in trace.streams.items():
        try:
            found[name] = list(read(list(stream.messages)).blocks)
        except (InvalidMessagesError, TypeError):
            continue
    return found


def _measures(
    traces: tuple[Trace, Trace], blocks: list[dict[str, list[Block]]], prices: Prices | None
) -> Iterator[TraceMeasure]:
    """Yield the figures of both."""
    yield _both("requests", "count", *(len(trace.requests) for trace in traces))
    for name in CLASSES:
        yield _both(name, "tokens", *(trace.requests.total(name) for trace in traces))
    yield _both("cost", "USD", *(trace.requests.cost_at(prices) for trace in traces))
    yield _both("read_from_cache", "%", *map(_cached, traces))
    yield _both("largest_context", "tokens", *map(_largest, traces))
    yield _both("compactions", "count", *map(_compactions, traces))
    yield _both("sub_agents", "count", *(len(trace.streams) - 1 for trace in traces))
    every = [[block for part in found.values() for block in part] for found in blocks]
    calls = ([b for b in found if b.kind == "tool_call"] for found in every)
    yield _both("tool_calls", "count", *map(len, calls))
    yield _both("failed_calls", "count", *(sum(b.is_error for b in found) for found in every))
    yield _both("duration", "minutes", *map(_minutes, traces))


def _both(measure: str, unit: str, first: float | None, second: float | None) -> TraceMeasure:
    """Return a figure of both."""
    return TraceMeasure(measure, unit, first, second)


def _cached(trace: Trace) -> float | None:
    """Return the share of the input that was read from the cache, in per cent."""
    sent = trace.requests.total("input_tokens")
    return 100 * trace.requests.total("cache_read_tokens") / sent if sent else None


def _largest(trace: Trace) -> int:
    """Return the tokens of the largest request."""
    return max((request.input_tokens or 0 for request in trace.requests), default=0)


def _compactions(trace: Trace) -> int:
    """Return how often a stream was compacted."""
    return sum(
        segment.cause == "compaction"
        for stream in trace.streams.values()
        for segment in stream.segments
    )


def _minutes(trace: Trace) -> float | None:
    """Return how long a session took."""
    if trace.started is None or trace.ended is None:
        return None
    return (trace.ended - trace.started).total_seconds() / 60


def _tools(first: Trace, second: Trace, prices: Prices | None) -> ToolPairs:
    """Return the tools of both, those with the most tokens first."""
    ours, theirs = (
        {row.tool: row for row in trace.tool_costs(prices=prices)} for trace in (first, second)
    )
    rows = []
    for name in ours.keys() | theirs.keys():
        one, other = ours.get(name), theirs.get(name)
        rows.append(
            ToolPair(
                tool=name,
                first_calls=one.calls if one else 0,
                second_calls=other.calls if other else 0,
                first_tokens=one.tokens if one else 0,
                second_tokens=other.tokens if other else 0,
                first_cost=one.cost if one else None,
                second_cost=other.cost if other else None,
            )
        )
    return ToolPairs(sorted(rows, key=lambda r: (-(r.first_tokens + r.second_tokens), r.tool)))


def _files(traces: tuple[Trace, Trace], blocks: list[dict[str, list[Block]]]) -> FilePairs:
    """Return the files of both, what was written first."""
    counts = [_used(trace, found) for trace, found in zip(traces, blocks, strict=True)]
    paths = {path for count in counts for path, _ in count}
    rows = [
        FilePair(
            path,
            *(count[path, writes] for writes in (False, True) for count in counts),
        )
        for path in paths
    ]
    return FilePairs(sorted(rows, key=lambda r: (-(r.first_writes + r.second_writes > 0), r.path)))


def _used(trace: Trace, blocks: dict[str, list[Block]]) -> Counter[tuple[str, bool]]:
    """Return how often a session read or wrote each file."""
    return Counter(
        (_within(use.path, trace.project), use.writes)
        for part in blocks.values()
        for block in part
        for use in file_uses(block)
    )


def _within(path: str, project: str | None) -> str:
    """Return a path as seen from the project that a session worked in."""
    plain = path.replace("\\", "/").removeprefix("./")
    root = (project or "").replace("\\", "/").rstrip("/")
    return plain.removeprefix(f"{root}/") if root else str(PurePosixPath(plain))


def _steps(blocks: list[Block], project: str | None) -> Iterator[Step]:
    """Yield what was done: calls of tools and what a user said, the project's folder as ``.``."""
    for block in blocks:
        if block.kind == "tool_call" or (block.kind == "text" and block.role == "user"):
            text = block.text.replace(project, ".") if project else block.text
            yield block.tool or "user", text


def _parting(first: list[Step], second: list[Step]) -> Parting | None:
    """Return where two runs of steps part; None where they don't."""
    alike = next(
        (at for at, pair in enumerate(zip(first, second, strict=False)) if pair[0] != pair[1]),
        min(len(first), len(second)),
    )
    if alike == len(first) == len(second):
        return None
    return Parting(alike, *(_worded(steps[alike : alike + 1]) for steps in (first, second)))


def _worded(steps: list[Step]) -> str:
    """Return a step in words, "" for none."""
    return "".join(preview(f"{who}: {text}", SHOWN) for who, text in steps)
