"""What a recorded session cost: each request's usage at the prices of its day, and why."""

from __future__ import annotations

from collections import Counter

from headroom_lab.errors import InvalidMessagesError
from headroom_lab.messages import Conversation, read
from headroom_lab.providers.bill import ANSWER, FRESH, READ, WRITTEN, WRITTEN_LONG, Bill, bill
from headroom_lab.providers.prices import Prices, PricesLike, origin, prices_of, told_unused
from headroom_lab.providers.usage import Usage
from headroom_lab.replays.attribution import StreamBill, last_uses
from headroom_lab.replays.layout import Laid, laid_out
from headroom_lab.replays.needs import needs_of, stream_needs
from headroom_lab.replays.rewriting import Rewritten, rewritten
from headroom_lab.results.cost import RequestCost, RequestCosts, SessionCost
from headroom_lab.results.cost_by_message import MessageCosts
from headroom_lab.results.trace import Trace, TraceStream
from headroom_lab.results.trace_requests import TraceRequest


def session_cost(trace: Trace, prices: PricesLike = None) -> SessionCost:
    """Return what a session cost.

    Args:
        trace: a recorded session.
        prices: prices of one's own, as ``simulate`` takes them; None for the list's.
    """
    own = prices_of(prices)
    told_unused(own, trace.models)
    again = _rewritten(trace)
    known = [r for r in trace.requests if isinstance(r.usage, Usage) and r.model]
    rows = [_row(request, own, again.get(request.number, Rewritten())) for request in known]
    priced = [row for row in rows if row.cost is not None]
    source, dated = origin(own)
    return SessionCost(
        trace.id,
        trace.source,
        RequestCosts(rows),
        source,
        dated,
        len(trace.requests) - len(priced),
        trace,
        own,
    )


def message_costs(cost: SessionCost) -> MessageCosts:
    """Return what each message of a session cost over its whole stay."""
    trace: Trace = cost.trace
    bills = [stream_bill(stream, cost.prices) for stream in trace.streams.values()]
    rows = [row for bill in bills for row in bill.rows()]
    ordered = sorted(rows, key=lambda row: (-(row.cost or 0.0), row.stream, row.message or 0))
    sent = sum((bill.sent for bill in bills), Counter[str]())
    return MessageCosts(tuple(ordered), cost.total, cost.id, sent)


def stream_bill(stream: TraceStream, prices: Prices | None, *, judged: bool = True) -> StreamBill:
    """Return the bill of one stream; a ``judged`` one knows what could have been saved."""
    conversation = read_stream(stream)
    needs = stream_needs(stream, conversation) if judged else needs_of(conversation, ())
    uses = last_uses(needs)
    found = StreamBill(stream.name, conversation, needs)
    for laid in laid_out(stream, conversation, list(stream.requests)):
        if laid.request.model:
            found.add(laid, _bill(laid.request, laid.usage, prices), uses)
    return found


def _rewritten(trace: Trace) -> dict[int, Rewritten]:
    """Return request number -> what it wrote again."""
    found: dict[int, Rewritten] = {}
    for stream in trace.streams.values():
        requests: list[Laid] = list(laid_out(stream, read_stream(stream), list(stream.requests)))
        numbers = [laid.request.number for laid in requests]
        found.update(zip(numbers, rewritten(stream, requests), strict=True))
    return found


def read_stream(stream: TraceStream) -> Conversation:
    """Return the messages of a stream, none where they can't be read."""
    try:
        return read(list(stream.messages))
    except (InvalidMessagesError, TypeError):
        return Conversation("openai_chat", ())


def _bill(request: TraceRequest, usage: Usage, prices: Prices | None) -> Bill:
    """Return the bill of a request at the prices of its day."""
    return bill(str(request.model), usage, prices, request.day)


def _row(request: TraceRequest, prices: Prices | None, again: Rewritten) -> RequestCost:
    """Return what one request cost, by token class."""
    usage = request.usage
    assert isinstance(usage, Usage)
    filed = request.output_in_file if not request.output_recorded else usage.output_tokens
    recorded = min(filed or 0, usage.output_tokens or 0)
    whole = _bill(request, usage, prices)
    stub = _bill(
        request,
        usage.answered(recorded),
        prices,
    )
    amounts = {part.name: float(part.usd or 0) for part in whole.parts}
    known = not whole.gaps

    def usd(*names: str) -> float | None:
        return sum(amounts.get(name, 0.0) for name in names) if known else None

    output = sum(float(p.usd or 0) for p in stub.parts if p.name in ANSWER) if known else None
    listed = {*FRESH, *ANSWER, READ, WRITTEN, WRITTEN_LONG}
    return RequestCost(
        number=request.number,
        stream=request.stream,
        model=request.model,
        started=request.started,
        uncached_tokens=usage.input_tokens - usage.cache_read_tokens - usage.cache_write_tokens,
        cache_read_tokens=usage.cache_read_tokens,
        cache_write_5m_tokens=usage.cache_write_tokens - usage.cache_write_1h_tokens,
        cache_write_1h_tokens=usage.cache_write_1h_tokens,
        output_in_file=recorded,
        output_estimated=(usage.output_tokens or 0) - recorded,
        uncached_cost=usd(*FRESH),
        cache_read_cost=usd(READ),
        cache_write_5m_cost=usd(WRITTEN),
        cache_write_1h_cost=usd(WRITTEN_LONG),
        output_cost=output,
        output_estimated_cost=None if output is None else (usd(*ANSWER) or 0.0) - output,
        other_cost=usd(*(name for name in amounts if name not in listed)),
        cost_in_file=request.cost_in_file,
        rewritten_tokens=again.tokens,
        rewritten_cost=_again_cost(whole, again.tokens) if known else None,
        cause=again.cause,
    )


def _again_cost(whole: Bill, tokens: int) -> float:
    """Return what some of the tokens that weren't read cost: those written first."""
    left, total = tokens, 0.0
    for name in (WRITTEN_LONG, WRITTEN, *FRESH):
        part = next((part for part in whole.parts if part.name == name), None)
        if part and part.count and left > 0:
            taken = min(left, part.count)
            total += taken * float(part.usd or 0) / part.count
            left -= taken
    return total
