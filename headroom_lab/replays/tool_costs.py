"""What each tool's outputs took up of a session: their tokens, and what their whole stay cost."""

from __future__ import annotations

from collections import defaultdict

from headroom_lab.providers.prices import PricesLike, prices_of
from headroom_lab.replays.parts import tool_name
from headroom_lab.replays.session_cost import read_stream, stream_bill
from headroom_lab.results.trace import Trace, TraceTool
from headroom_lab.tokens import Tokenizer
from headroom_lab.traces.rows import UNKNOWN_MODEL


def tool_costs(trace: Trace, prices: PricesLike = None) -> list[TraceTool]:
    """Return a row a tool, the dearest first.

    Tokens are those of the outputs' text, once each; the cost is that of their whole stay, as in
    ``trace.cost.by_message()``, None where no price or no usage is known.
    """
    own = prices_of(prices)
    counter = Tokenizer(model=trace.models[-1] if trace.models else UNKNOWN_MODEL)
    calls: dict[str, int] = defaultdict(int)
    tokens: dict[str, int] = defaultdict(int)
    cost: dict[str, float] = {}
    for stream in trace.streams.values():
        outputs = [b for b in read_stream(stream).blocks if b.role == "tool"]
        sizes = counter.count_texts([block.text for block in outputs])
        for block, size in zip(outputs, sizes, strict=True):
            calls[tool_name(block)] += 1
            tokens[tool_name(block)] += size
        for row in stream_bill(stream, own, judged=False).rows():
            if row.kind == "tool output" and row.cost:
                cost[str(row.tool)] = cost.get(str(row.tool), 0.0) + row.cost
    rows = [TraceTool(tool, calls[tool], tokens[tool], cost.get(tool)) for tool in tokens]
    return sorted(rows, key=lambda row: (-(row.cost or 0.0), -row.tokens, row.tool))
