"""Langfuse: a trace with its observations as the site exports it, rows of observations, batches.

Told from two exports of 2025 and Langfuse's API reference, as known in November 2026, not looked up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from headroom_lab.providers.usage import Usage
from headroom_lab.results.trace import Trace
from headroom_lab.traces.building import mapping, text
from headroom_lab.traces.chaining.chains import traces_of
from headroom_lab.traces.chaining.exchange import Exchange
from headroom_lab.traces.converting import chat, usages
from headroom_lab.traces.converting.traced import traced_input, traced_output
from headroom_lab.traces.converting.usages import dollars
from headroom_lab.traces.formats.source import Entry, Reader, Source, guarded, made, objects_in
from headroom_lab.traces.records import Record

NAME = "Langfuse"
_READ = ("input_cache_read", "input_cached_tokens", "cache_read_input_tokens", "prompt_details.cache_read",
         "cached_tokens", "input_cached")  # fmt: skip
_WRITTEN = ("input_cache_creation", "cache_creation_input_tokens", "prompt_details.cache_write",
            "input_cache_write")  # fmt: skip
_LONG = ("input_cache_creation_1h", "ephemeral_1h_input_tokens")
_THOUGHT = ("output_reasoning", "output_reasoning_tokens", "completion_details.reasoning")


def fits(record: Entry) -> bool:
    """Tell a trace with observations, or an observation."""
    if isinstance(record.get("observations"), list):
        return True
    page = record.get("data")
    if isinstance(page, list) and page and "meta" in record:  # as the API gives them
        record = mapping(page[0])
    kind = str(record.get("type") or "")
    named = "traceId" in record or "trace_id" in record
    return (named and kind.isupper()) or (
        isinstance(record.get("body"), Mapping) and kind.endswith("-create")
    )


def read(records: Iterable[Record], source: Source) -> Iterator[Trace]:
    """Yield a session a session's id, or where there is none a trace."""
    found = made(records, partial(_observations, source=source), source.skipping)
    ordered = sorted(found, key=lambda one: str(_first(one[1][0], "startTime", "start_time")))
    exchanges = guarded(ordered, partial(_exchanges, source=source), source.skipping)
    yield from traces_of(exchanges, source, NAME)


_Found = tuple[Mapping[str, Any], Mapping[str, Any]]


def _observations(record: dict[str, Any], line: int, source: Source) -> Iterator[_Found]:
    """Yield each observation in a record with the trace that it is of."""
    told = mapping(record.get("trace")) or record
    listed = record.get("observations", record.get("data"))
    if isinstance(listed, list):
        for observation in objects_in(listed, line, source.skipping):
            yield from (
                _observations(dict(observation), line, source)
                if "observations" in observation
                else [(observation, told)]
            )
    elif isinstance(record.get("body"), Mapping):
        kind = str(record.get("type")).removesuffix("-create").upper()
        yield {"type": kind, **record["body"]}, {}
    else:
        yield record, {}


def _exchanges(told_of: _Found, line: int, source: Source) -> Iterator[Exchange]:
    """Yield the exchange that an observation tells of, none where it is no call of a model."""
    found, trace = told_of
    if found.get("type") != "GENERATION":
        source.skipping.add("observations that are no call of a model", line)
        return
    given, came = traced_input(found.get("input")), traced_output(found.get("output"))
    told = mapping(chat.loaded(found.get("output")))
    tools = told.get("tools") or mapping(found.get("modelParameters")).get("tools")
    metadata = mapping(chat.loaded(found.get("metadata")))
    yield Exchange(
        messages=given.messages,
        answer=came.messages,
        model=text(_first(found, "model", "provided_model_name", "internalModel")),
        usage=_usage(found),
        started=_first(found, "startTime", "start_time"),
        stop_reason=text(told.get("finish_reason")) or text(told.get("status")),
        cost=_cost(found),
        system=given.system or told.get("instructions"),
        tools=given.tools or (tools if isinstance(tools, list) else None),
        session=text(_first(trace, "sessionId", "session_id"))
        or text(_first(found, "sessionId", "session_id", "traceId", "trace_id"))
        or text(trace.get("id")),
        agent=text(metadata.get("langgraph_node")),
        unread=given.unread + came.unread,
    )


def _usage(found: Mapping[str, Any]) -> Usage | None:
    """Return what a call used: the details of later versions, or the sums of earlier ones."""
    told = mapping(chat.loaded(_first(found, "usageDetails", "usage_details")))
    told = told or mapping(chat.loaded(found.get("usage"))) or found
    return usages.counted(
        usages.first_of(told, "input", "input_tokens", "promptTokens", "prompt_tokens", "inputUsage"),
        usages.first_of(told, "output", "output_tokens", "completionTokens", "completion_tokens", "outputUsage"),
        read=usages.first_of(told, *_READ),
        written=usages.first_of(told, *_WRITTEN),
        long=usages.first_of(told, *_LONG),
        reasoning=usages.first_of(told, *_THOUGHT),
        total=usages.first_of(told, "total", "total_tokens", "totalTokens", "totalUsage"),
    )  # fmt: skip


def _cost(found: Mapping[str, Any]) -> float | None:
    """Return what a call cost, as the file says."""
    details = mapping(chat.loaded(_first(found, "costDetails", "cost_details")))
    stated = details.get("total"), _first(found, "totalCost", "calculatedTotalCost", "total_cost")
    return next((cost for cost in map(dollars, stated) if cost), None)


def _first(found: Mapping[str, Any], *names: str) -> Any:
    """Return what stands under the first of several names that isn't empty."""
    return next((found[name] for name in names if found.get(name) not in (None, {}, "")), None)


READER = Reader(NAME, fits, read)
