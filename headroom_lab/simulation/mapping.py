"""Where in the context what stands: the map of a simulated request or of a recorded one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from headroom_lab.messages.parts import as_json, plain
from headroom_lab.results.context_map import NOT_IN_FILE, OUTSIDE, TOOLS, ContextMap, MapBlock
from headroom_lab.results.simulation import SimulationResult
from headroom_lab.results.trace import MAIN, Trace
from headroom_lab.simulation.calls import simulate
from headroom_lab.simulation.protecting import held


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
    return ContextMap(
        (*_beside(result), *_messages(result), *_outside(result)),
        result.model,
        result.context_limit,
        cached,
        recorded is not None,
        result.provenance is None or result.provenance.exact,
    )


def _beside(result: SimulationResult) -> Sequence[MapBlock]:
    """Return what stands before the messages: each tool's definition, and what no file holds.

    The definitions share what they take together by their lengths.
    """
    sizes = [len(as_json(plain(tool))) for tool in result.tools or ()]
    parts = shares(result.tokens_unlisted - result.tokens_beside, sizes)
    found = [
        MapBlock(TOOLS, _named(tool), None, tokens, tokens)
        for tool, tokens in zip(result.tools or (), parts, strict=True)
    ]
    beside = result.tokens_beside
    return [*found, MapBlock(NOT_IN_FILE, None, None, beside, beside)] if beside else found


def _named(tool: Any) -> str | None:
    """Return a tool's name in any vendor's form of a definition."""
    data = plain(tool)
    inner = data.get("function", data) if isinstance(data, dict) else None
    name = inner.get("name") if isinstance(inner, dict) else None
    return name if isinstance(name, str) else None


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
    if result.protection is None:
        return frozenset()
    request = result.request
    found = held(result.policy, request.conversation, request.begins)
    return frozenset(index - request.shift for index in found)


def _outside(result: SimulationResult) -> Sequence[MapBlock]:
    """Return what the format adds around the messages."""
    inside = sum(row.tokens_before for row in result.rows) + result.tokens_unlisted
    after = sum(row.tokens_after for row in result.rows) + result.tokens_unlisted
    before, after = result.tokens_before - inside, result.tokens_after - after
    return [MapBlock(OUTSIDE, None, None, before, after)] if before > 0 or after > 0 else []


def shares(whole: int, sizes: Sequence[int]) -> list[int]:
    """Return ``whole`` shared out by sizes, in whole numbers that add up to it."""
    found, done, so_far, total = [], 0, 0, sum(sizes)
    for size in sizes:
        so_far += size
        end = round(whole * so_far / total)
        found.append(end - done)
        done = end
    return found
