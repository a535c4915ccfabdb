"""What each tool's outputs took up of a session: their tokens, and what sending them again cost."""

from __future__ import annotations

from collections import defaultdict
from itertools import accumulate

from headroom_lab.errors import InvalidMessagesError
from headroom_lab.messages import read
from headroom_lab.results.trace import Trace, TraceStream, TraceTool
from headroom_lab.tokens import Tokenizer
from headroom_lab.traces.rows import UNKNOWN_MODEL

UNNAMED = "unnamed"


def tool_costs(trace: Trace) -> list[TraceTool]:
    """Return a row a tool, the dearest first.

    The cost is the outputs' share of each request's input at that request's own average price,
    over all requests in whose context they stood.
    """
    counter = Tokenizer(model=trace.models[-1] if trace.models else UNKNOWN_MODEL)
    calls: dict[str, int] = defaultdict(int)
    tokens: dict[str, int] = defaultdict(int)
    cost: dict[str, float] = defaultdict(float)
    for stream in trace.streams.values():
        sizes = _sizes(stream, counter)
        for tool, each in sizes.items():
            calls[tool] += sum(size > 0 for size in each)
            tokens[tool] += sum(each)
        for tool, spent in _spent(trace, stream, sizes).items():
            cost[tool] += spent
    rows = [TraceTool(tool, calls[tool], tokens[tool], cost.get(tool)) for tool in tokens]
    return sorted(rows, key=lambda row: (-(row.cost or 0.0), -row.tokens, row.tool))


def _sizes(stream: TraceStream, counter: Tokenizer) -> dict[str, list[int]]:
    """Return for each tool the tokens of its outputs in each message of a stream."""
    try:
        conversation = read(list(stream.messages))
    except (InvalidMessagesError, TypeError):
        return {}
    found: dict[str, list[int]] = {}
    for block in conversation.blocks:
        if block.role == "tool":
            named = block.tool if isinstance(block.tool, str) and block.tool else UNNAMED
            sizes = found.setdefault(named, [0] * len(stream.messages))
            sizes[block.message] += counter.count_text(block.text)
    return found


def _spent(trace: Trace, stream: TraceStream, sizes: dict[str, list[int]]) -> dict[str, float]:
    """Return the USD that each tool's outputs cost over the requests of a stream."""
    sums = {tool: [0, *accumulate(each)] for tool, each in sizes.items()}
    kept = [
        {tool: sum(each[place] for place in segment.kept) for tool, each in sizes.items()}
        for segment in stream.segments
    ]
    spent: dict[str, float] = defaultdict(float)
    for request in trace.requests:
        if request.stream != stream.name or not request.input_tokens or request.input_cost is None:
            continue
        price = request.input_cost / request.input_tokens
        start = stream.segments[request.segment].start
        for tool, total in sums.items():
            held = (
                kept[request.segment][tool] + total[request.stop] - total[min(start, request.stop)]
            )
            spent[tool] += price * held
    return spent
