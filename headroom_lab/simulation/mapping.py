"""Where in the context what stands: the map of a simulated request or of a recorded one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from headroom_lab.messages.definitions import Definition, definitions
from headroom_lab.results.context_map import NOT_IN_FILE, OUTSIDE, TOOLS, ContextMap, MapBlock
from headroom_lab.results.simulation import SimulationResult
from headroom_lab.results.trace import MAIN, Trace
from headroom_lab.simulation.calls import simulate
from headroom_lab.simulation.protecting import held
from headroom_lab.tokens import Tokenizer, as_tokenizer
from headroom_lab.tokens.definitions import definition_sizes, tools_tokens


def map_of(record: SimulationResult | Trace) -> ContextMap:
    """Return the map of a simulation's request, or of a trace's last one."""
    return replace(_map_of(record), source=record)


def _map_of(record: SimulationResult | Trace) -> ContextMap:
    """Return a map without what it is of."""
    if isinstance(record, Trace):
        last = next((r for r in reversed(record.requests) if r.stream == MAIN), None)
        cached = None if last is None or last.usage is None else last.cache_read_tokens or 0
        return _map(simulate(record, policy="off"), cached)
    return _map(record, None)


def _map(result: SimulationResult, recorded: int | None) -> ContextMap:
    """Return a simulation's map; ``recorded`` are the tokens its vendor had in the cache."""
    cached = recorded
    if cached is None and result.cached_cost_before is not None and result.rows:
        cached = result.tokens_before - result.rows[-1].tokens_before
    inside = (*_tools(result), *_beside(result), *_messages(result))
    return ContextMap(
        (*inside, *_outside(result, inside)),
        result.model,
        result.context_limit,
        cached,
        recorded is not None,
        result.provenance is None or result.provenance.exact,
    )


def _tools(result: SimulationResult) -> Iterator[MapBlock]:
    """Yield each tool's definition as it came and as it would be sent, new ones at the end.

    The definitions share what they take together by their tokens.
    """
    counter = as_tokenizer(result.options.get("tokenizer"), result.model)
    given = result.tools or ()
    sent = given if result.tools_after is None else result.tools_after
    together = result.tokens_unlisted - result.tokens_beside
    grown = 0 if sent is given else tools_tokens(sent, counter) - tools_tokens(given, counter)
    before = _sized(given, together, counter)
    after = before if sent is given else _sized(sent, together + grown, counter)
    for key, (one, tokens) in before.items():
        other, left = after.get(key, (None, 0))
        change = "dropped" if other is None else "kept" if other.raw == one.raw else "changed"
        yield MapBlock(TOOLS, one.name, None, tokens, left, change)
    for key, (one, tokens) in after.items():
        if key not in before:
            yield MapBlock(TOOLS, one.name, None, 0, tokens, "changed")


def _sized(
    tools: Sequence[Any], whole: int, counter: Tokenizer
) -> dict[tuple[str, int], tuple[Definition, int]]:
    """Return (name, how many of that name stand before it) -> a definition and its tokens."""
    found, seen = definitions(tools), Counter[str]()
    sized: dict[tuple[str, int], tuple[Definition, int]] = {}
    for one, tokens in zip(found, shares(whole, definition_sizes(tools, counter)), strict=True):
        sized[one.name, seen[one.name]] = one, tokens
        seen[one.name] += 1
    return sized


def _beside(result: SimulationResult) -> Sequence[MapBlock]:
    """Return what stands before the messages and in no file."""
    beside = result.tokens_beside
    return [MapBlock(NOT_IN_FILE, None, None, beside, beside)] if beside else []


def _messages(result: SimulationResult) -> Sequence[MapBlock]:
    """Return a block a message."""
    protected = _protected(result)
    return [
        MapBlock(
            row.role,
            row.tool,
            row.message,
            row.tokens_before,
            row.tokens_after,
            row.change,
            row.message in protected,
        )
        for row in result.rows
    ]


def _protected(result: SimulationResult) -> frozenset[int]:
    """Return the indices of the messages that the policy was told to leave."""
    if result.policy is None or result.request is None:
        return frozenset()
    request = result.request
    found = held(result.policy, request.conversation, request.begins)
    return frozenset(index - request.shift for index in found)


def _outside(result: SimulationResult, inside: Sequence[MapBlock]) -> Sequence[MapBlock]:
    """Return what the format adds around the messages."""
    before = result.tokens_before - sum(block.tokens_before for block in inside)
    after = result.tokens_after - sum(block.tokens_after for block in inside)
    return [MapBlock(OUTSIDE, None, None, before, after)] if before > 0 or after > 0 else []


def shares(whole: int, sizes: Sequence[int]) -> list[int]:
    """Return ``whole`` shared out by sizes, in whole numbers that add up to it; alike where all are 0."""
    weights = sizes if any(sizes) else [1] * len(sizes)
    found, done, so_far, total = [], 0, 0, sum(weights)
    for size in weights:
        so_far += size
        end = round(whole * so_far / total)
        found.append(end - done)
        done = end
    return found
