"""Where in the context what stands: the map of a simulated request or of a recorded one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

from headroom_lab.messages.definitions import Definition, definitions
from headroom_lab.messages.parts import as_json, plain
from headroom_lab.results.context_map import NOT_IN_FILE, OUTSIDE, TOOLS, ContextMap, MapBlock
from headroom_lab.results.simulation import SimulationResult
from headroom_lab.results.trace import MAIN, Trace
from headroom_lab.simulation.calls import simulate
from headroom_lab.simulation.protecting import held
from headroom_lab.tokens import as_tokenizer
from headroom_lab.tokens.definitions import definition_sizes, tools_tokens


def map_of(record: SimulationResult | Trace) -> ContextMap:
    """Return the map of a simulation's request, or of a trace's last one as it was recorded."""
    if not isinstance(record, Trace):
        return replace(_map(record, None), source=record)
    last = next((r for r in reversed(record.requests) if r.stream == MAIN), None)
    cached = None if last is None else last.cache_read_tokens
    return map_of_recorded(simulate(record, policy="off"), cached)


def map_of_recorded(result: SimulationResult, cached: int | None) -> ContextMap:
    """Return the map of a recorded request; ``cached``: what it read from the cache, if known.

    Args:
        result: the request as it was sent, simulated under ``"off"``.
        cached: tokens; None where the file doesn't say.

    Example::

        map_of_recorded(simulate(trace.at(0), policy="off"), 0)
    """
    return replace(_map(result, cached), source=result)


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
    given, sent = _given_and_sent(result)
    together = result.tokens_unlisted - result.tokens_beside
    grown = 0 if sent is given else tools_tokens(sent, counter) - tools_tokens(given, counter)
    before = shares(together, definition_sizes(given, counter))
    after = before if sent is given else shares(together + grown, definition_sizes(sent, counter))
    for one, at, other, to in _paired(definitions(given), definitions(sent)):
        name = one.name if one is not None else other.name if other is not None else None
        alike = one is not None and other is not None and one.raw == other.raw
        change = "dropped" if other is None else "kept" if alike else "changed"
        sizes = (before[at] if one else 0, after[to] if other else 0)
        yield MapBlock(TOOLS, name, None, *sizes, change)


def tool_texts(result: SimulationResult) -> list[tuple[str, str | None]]:
    """Return each tool's definition as JSON, as it came and as it would be sent, as blocks stand.

    Of one that a policy brought there is nothing before, of one that it took None after.

    Args:
        result: the simulation.

    Example::

        tool_texts(simulate(messages, "gpt-4o", tools=tools))[0]
    """
    given, sent = map(definitions, _given_and_sent(result))
    return [
        (
            "" if one is None else as_json(plain(one.raw)),
            None if other is None else as_json(plain(other.raw)),
        )
        for one, _, other, _ in _paired(given, sent)
    ]


def _given_and_sent(result: SimulationResult) -> tuple[Sequence[Any], Sequence[Any]]:
    """Return the tools as they came and as they would be sent."""
    given = result.tools or ()
    return given, given if result.tools_after is None else result.tools_after


_Pair: TypeAlias = tuple[Definition | None, int, Definition | None, int]


def _paired(given: Sequence[Definition], sent: Sequence[Definition]) -> Iterator[_Pair]:
    """Yield definitions with their places, by name beside what becomes of them; new ones at the end."""
    before, after = _by_name(given), _by_name(sent)
    for key, at in before.items():
        to = after.get(key)
        yield given[at], at, None if to is None else sent[to], to or 0
    for key, to in after.items():
        if key not in before:
            yield None, 0, sent[to], to


def _by_name(found: Sequence[Definition]) -> dict[tuple[str, int], int]:
    """Return (name, how many of that name stand before it) -> its place."""
    seen = Counter[str]()
    places: dict[tuple[str, int], int] = {}
    for at, one in enumerate(found):
        places[one.name, seen[one.name]] = at
        seen[one.name] += 1
    return places


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
