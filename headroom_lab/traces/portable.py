"""A conversation of a corpus as one line of plain data, and back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

import orjson

from headroom_lab.messages.given import Request
from headroom_lab.providers.usage import Usage
from headroom_lab.results.trace import Trace, TraceSegment, TraceStream
from headroom_lab.results.trace_requests import TraceRequest, TraceRequests
from headroom_lab.traces.corpus_items import CorpusItem, CorpusNeedle
from headroom_lab.traces.times import when

# Fields of a line that are no columns of a person's own.
KNOWN = {"name", "id", "source", "messages", "model", "system", "tools", "beside_tokens", "needles"}
_OF_LOGS = {"request", "response", "usage", "choices", "role", "type"}


def is_line(found: Mapping[str, Any]) -> bool:
    """Tell a line that holds one named conversation from a line of a log."""
    if "trace" in found and isinstance(found["trace"], Mapping):
        return "name" in found
    named = isinstance(found.get("name"), str) or isinstance(found.get("id"), str)
    return named and isinstance(found.get("messages"), list) and not _OF_LOGS & set(found)


def line_of(item: CorpusItem) -> dict[str, Any]:
    """Return an item as plain data: all that it holds but for the path of a trace's file."""
    line: dict[str, Any] = {"name": item.name, "source": item.source}
    if item.trace is not None:
        line["trace"] = _of_trace(item.trace)
    else:
        request = item.request()
        messages = item.messages[request.ahead :]
        line |= {"messages": messages, "model": request.model, "tools": request.tools}
        line["system"] = item.messages[0]["content"] if request.ahead else None
        line["beside_tokens"] = request.beside_tokens or None
    line["columns"] = dict(item.columns)
    if item.known_needles is not None:
        line["needles"] = [asdict(needle) for needle in item.known_needles]
    return {key: value for key, value in line.items() if value is not None}


def packed(line: dict[str, Any], *, is_sorted: bool = False) -> bytes:
    """Return a line as JSON, its keys as they come or sorted."""
    try:
        return orjson.dumps(line, option=orjson.OPT_SORT_KEYS if is_sorted else 0)
    except TypeError:  # a whole number of more than 64 bits, or no plain data
        text = json.dumps(line, sort_keys=is_sorted, default=str, separators=(",", ":"))
        return text.encode()


def item_from(line: Mapping[str, Any], path: str) -> CorpusItem:
    """Return the item that a line holds; KeyError, TypeError or ValueError for what holds none.

    Fields besides the known ones become columns where each is one value.
    """
    # A conversation may be called ""; then an id says more, where there is one.
    name = (line.get("name") or line["id"]) if "id" in line else line["name"]
    source = line.get("source")
    columns = {key: value for key, value in line.items() if key not in KNOWN and _is_value(value)}
    told = line.get("needles")
    return CorpusItem(
        str(name),
        source if isinstance(source, str) else "file",
        _trace_from(line["trace"], path) if "trace" in line else _request_from(line),
        None if told is None else tuple(CorpusNeedle(**one) for one in told),
        {**columns, **(line.get("columns") or {})},
    )


def _is_value(value: Any) -> bool:
    """Tell what can stand in a cell of a table."""
    return value is None or isinstance(value, (str, int, float, bool))


def _request_from(line: Mapping[str, Any]) -> Request:
    """Return the request that a line holds."""
    return Request(
        line["messages"],
        line.get("model"),
        line.get("system"),
        line.get("tools"),
        line.get("beside_tokens") or 0,
    )


def _of_trace(trace: Trace) -> dict[str, Any]:
    """Return a trace as plain data."""
    streams = [
        {
            "name": stream.name,
            "system": None if stream.system == trace.system else stream.system,
            "messages": list(stream.messages),
            "segments": [_of_segment(segment) for segment in stream.segments],
        }
        for stream in trace.streams.values()
    ]
    return {
        "id": trace.id,
        "project": trace.project,
        "started": trace.started,
        "ended": trace.ended,
        "models": list(trace.models),
        "system": trace.system,
        "tools": None if trace.tools is None else list(trace.tools),
        "is_whole": trace.is_whole,
        "streams": streams,
        "requests": [asdict(request) for request in trace.requests],
        "source": trace.source,
    }


def _of_segment(segment: TraceSegment) -> dict[str, Any]:
    """Return a segment as plain data."""
    return {**asdict(segment), "kept": list(segment.kept), "cleared": sorted(segment.cleared)}


def _trace_from(found: Mapping[str, Any], path: str) -> Trace:
    """Return the trace that plain data hold."""
    tools = found.get("tools")
    return Trace(
        id=found["id"],
        source=found["source"],
        path=path,
        streams={one["name"]: _stream_from(one) for one in found["streams"]},
        requests=TraceRequests(map(_request_row, found["requests"])),
        project=found.get("project"),
        started=when(found.get("started")),
        ended=when(found.get("ended")),
        models=tuple(found["models"]),
        system=found.get("system"),
        tools=None if tools is None else tuple(tools),
        is_whole=bool(found.get("is_whole")),
    )


def _stream_from(found: Mapping[str, Any]) -> TraceStream:
    """Return the stream that plain data hold."""
    segments = tuple(
        TraceSegment(one["cause"], one["start"], tuple(one["kept"]), frozenset(one["cleared"]))
        for one in found["segments"]
    )
    return TraceStream(found["name"], tuple(found["messages"]), segments, found.get("system"))


def _request_row(found: Mapping[str, Any]) -> TraceRequest:
    """Return the request that plain data hold; what a later version adds is left."""
    known: dict[str, Any] = {item.name: found.get(item.name) for item in fields(TraceRequest)}
    usage = known["usage"]
    if usage is not None:
        known["usage"] = Usage(**{f.name: usage[f.name] for f in fields(Usage) if f.name in usage})
    return TraceRequest(**{**known, "started": when(found.get("started"))})
