"""tool_definitions(): what the tools of a request take, what that cost, which were never called."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from headroom_lab.messages.calls import calls_in
from headroom_lab.messages.definitions import Definition, definitions
from headroom_lab.messages.given import ConversationLike, Request, request_of
from headroom_lab.messages.turns import request_stops
from headroom_lab.policies.definitions.dropping import calls_of
from headroom_lab.providers.bill import FRESH, READ, WRITTEN, WRITTEN_LONG, bill
from headroom_lab.providers.own import vendor_of
from headroom_lab.providers.prices import Prices, PricesLike, prices_of
from headroom_lab.providers.usage import Usage
from headroom_lab.replays.recorded import recorded_in
from headroom_lab.replays.session_cost import read_stream
from headroom_lab.results.tool_definitions import ToolDefinition, ToolDefinitions
from headroom_lab.results.trace import Trace
from headroom_lab.tokens import Tokenizer
from headroom_lab.tokens.definitions import definition_sizes, frame_tokens
from headroom_lab.waste.schema_words import slimmed

NOT_THERE = (
    "the tools' definitions are recorded, not in the file: tools= takes them, or the file of an "
    "MCP server's tools/list"
)
NO_TOOLS = "the request has no tools: tools= takes them, or the file of an MCP server's tools/list"


def tool_definitions(
    conversation: ConversationLike,
    model: str | None = None,
    *,
    tools: Any = None,
    prices: PricesLike = None,
    corpus: Any = None,
) -> ToolDefinitions:
    """Return what each tool's definition takes of a conversation's requests, and what that cost.

    Of a recorded session each request counts at the price at which its beginning was read or
    written; of a plain conversation each answer tells of a request, the first of which writes the
    definitions to the cache and the others read them.

    Args:
        conversation: as ``simulate`` takes one, a trace among them.
        model: whose tokens and prices hold; where None a body's own, else gpt-4o.
        tools: the definitions where the conversation holds none: a list, an MCP server's answer to
            ``tools/list``, or a file with it.
        prices: prices of one's own, as ``simulate`` takes them; None for the list's.
        corpus: conversations whose calls are counted too, as ``drop_unused_tools`` takes them (None).

    Raises:
        InvalidMessagesError: where the conversation can't be read.
        ConfigError: for tools that are no definitions, and prices that won't do.

    Example::

        found = tool_definitions(messages, "gpt-4o", tools=[retrieval_tool("openai_chat")])
        found.tokens, found.cost, found.never_called
    """
    trace = conversation if isinstance(conversation, Trace) else recorded_in(conversation)
    request = request_of(conversation if trace is None else trace, model=model, tools=tools)
    counter = Tokenizer(model=request.model or "gpt-4o")
    own = prices_of(prices)
    count = max(len(request_stops(request.conversation)), 1)
    if not request.tools:
        note = NO_TOOLS if trace is None else NOT_THERE
        return ToolDefinitions(requests=count, model=counter.model, note=note)
    shared, each = frame_tokens(request.tools, counter), definition_sizes(request.tools, counter)
    taken = sum(each) + shared
    price, count = _price(trace, counter.model, own, taken, count)
    whole = counter.count_messages(request.conversation) + taken
    others = None if corpus is None else calls_of(corpus)
    found = _rows(definitions(request.tools), each, _calls(trace, request), counter)
    rows = [_filled(row, whole, price, others) for row in found]
    longest = sorted(rows, key=lambda row: (-row.tokens, row.tool))
    return ToolDefinitions(tuple(longest), shared, whole, count, counter.model)


def _filled(
    row: ToolDefinition, whole: int, price: float | None, others: Counter[str] | None
) -> ToolDefinition:
    """Return a tool's row with its share of the input, its cost, and its calls in the corpus."""
    return replace(
        row,
        share=row.tokens / whole,
        cost=None if price is None else row.tokens * price,
        corpus_calls=None if others is None else others[row.tool],
    )


def _rows(
    found: Sequence[Definition], sizes: Sequence[int], calls: Counter[str], counter: Tokenizer
) -> Iterator[ToolDefinition]:
    """Yield a row for each tool."""
    slim = definition_sizes([one.raw for one in slimmed(found)], counter)
    for one, size, less in zip(found, sizes, slim, strict=True):
        yield ToolDefinition(one.name, size, 0.0, calls[one.name], size - less, None)


def _calls(trace: Trace | None, request: Request) -> Counter[str]:
    """Return how often each tool is called, in all streams of a session."""
    streams = () if trace is None else trace.streams.values()
    several = [read_stream(stream) for stream in streams] or [request.conversation]
    return calls_in(message for one in several for message in one.messages)


def _price(
    trace: Trace | None, model: str, prices: Prices | None, tokens: int, count: int
) -> tuple[float | None, int]:
    """Return what one token of the tools cost over all requests, and how many these were."""
    recorded = [
        (asked, asked.usage)
        for asked in (() if trace is None else trace.requests)
        if isinstance(asked.usage, Usage) and asked.usage.input_tokens >= tokens
    ]
    if recorded:
        each = [_recorded(u, a.model or model, prices, tokens, a.day) for a, u in recorded]
        known = [price for price in each if price is not None]
        return (sum(known) if len(known) == len(each) else None), len(recorded)
    vendor = vendor_of(None, model, prices)
    caches = vendor.cache_rules(model).charges_writes
    first = vendor.bill(model, Usage(tokens, 0, 0, tokens if caches else 0)).total
    later = vendor.bill(model, Usage(tokens, 0, tokens)).total
    if first is None or later is None or not tokens:
        return None, count
    return (first + (count - 1) * later) / tokens, count


def _recorded(
    usage: Usage, model: str, prices: Prices | None, tokens: int, day: Any
) -> float | None:
    """Return what one token at the head of a recorded request cost: read, written, or neither."""
    parts = {part.name: part for part in bill(model, usage, prices, day).parts}
    read = usage.cache_read_tokens >= tokens
    names = (READ,) if read else (WRITTEN_LONG, WRITTEN, FRESH[0])
    part = next((parts[name] for name in names if name in parts and parts[name].count), None)
    return float(part.usd) / part.count if part is not None and part.usd is not None else None
