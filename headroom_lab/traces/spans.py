"""Spans of OpenTelemetry, however they were exported: OTLP, the SDK's JSON, Phoenix, Jaeger.

Attributes come as a tree: ``gen_ai.usage.input_tokens`` is ``tree["gen_ai"]["usage"][…]``, and
what is numbered is a list. Source: OTLP's JSON mapping, read on 2026-11-28.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from headroom_lab.traces.building import mapping, objects, text, unread
from headroom_lab.traces.converting.chat import loaded

DEEPEST = 40  # dots in a name, and values in values, that are followed


@dataclass(slots=True)
class Span:
    """One span: which trace it is of, when it began, what it says."""

    trace: str | None
    id: str | None
    name: str
    started: Any
    tree: dict[str, Any]
    events: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    unread: int = 0  # events that are no objects


def spans_in(record: Mapping[str, Any]) -> Iterator[Span]:
    """Yield the spans in a record; log records come as spans that hold one event.

    Where a span should stand and none does, an empty one comes in its place.
    """
    for resource in _groups(record, "resourceSpans", "resource_spans"):
        for scope in _scopes(resource, "Spans"):
            for span in _held(scope.get("spans")):
                yield _span(span)
    for resource in _groups(record, "resourceLogs", "resource_logs"):
        for scope in _scopes(resource, "Logs"):
            for log in _held(scope.get("logRecords") or scope.get("log_records")):
                yield _logged(log)
    for group in _groups(record, "data"):
        yield from map(_span, [group] if _is_span(group) else _held(group.get("spans")))
    for span in _groups(record, "spans"):
        yield _span(span)
    if _is_span(record):
        yield _span(record)


def _scopes(resource: Mapping[str, Any], kind: str) -> list[Mapping[str, Any]]:
    """Return the groups of spans or of logs below a resource."""
    names = (f"scope{kind}", f"scope_{kind.lower()}", f"instrumentationLibrary{kind}")
    return list(_groups(resource, *names)) or [{}]


def _groups(record: Mapping[str, Any], *names: str) -> Iterator[Mapping[str, Any]]:
    """Yield what a record holds under those of some names that it has."""
    for name in names:
        if name in record:
            yield from _held(record[name])


def _held(found: Any) -> list[Mapping[str, Any]]:
    """Return the objects of a list; what is none, and an empty list, is one without anything."""
    return (list(map(mapping, found)) if isinstance(found, list) else []) or [{}]


def _is_span(record: Mapping[str, Any]) -> bool:
    """Tell a span that stands by itself."""
    if isinstance(record.get("attributes"), (Mapping, list)) or isinstance(
        record.get("tags"), list
    ):
        return "role" not in record
    return any(str(key).startswith(("attributes.", "gen_ai.", "llm.")) for key in record)


def _span(span: Mapping[str, Any]) -> Span:
    """Return one span."""
    flat = _flat(span.get("attributes", span.get("tags")))
    for name, value in span.items():
        if name.startswith("attributes."):
            flat[name.removeprefix("attributes.")] = value
        elif name.startswith(("gen_ai.", "llm.")):
            flat[name] = value
    context = mapping(span.get("context") or span.get("spanContext"))
    stamps = ("startTimeUnixNano", "start_time_unix_nano", "start_time", "startTime", "start_timestamp", "timestamp")  # fmt: skip
    started = next((span[name] for name in stamps if span.get(name) is not None), None)
    told = loaded(span.get("events"))
    events = [
        (str(event.get("name") or ""), tree_of(_flat(event.get("attributes"))))
        for event in objects(told)
    ]
    return Span(
        _either(context, span, "trace_id", "traceId", "traceID", "context.trace_id"),
        _either(context, span, "span_id", "spanId", "spanID", "context.span_id"),
        str(span.get("name") or span.get("span_name") or ""),
        _seconds(started),
        tree_of(flat),
        events,
        unread(told),
    )


def _logged(log: Mapping[str, Any]) -> Span:
    """Return a log record as a span that holds it as its one event."""
    flat = _flat(log.get("attributes"))
    name = str(log.get("eventName") or log.get("event_name") or flat.get("event.name") or "")
    body = _value(log.get("body"))
    event = {**tree_of(flat), **(tree_of(body) if isinstance(body, Mapping) else {})}
    ids = (text(log.get("traceId")), text(log.get("spanId")))
    return Span(*ids, "", _seconds(log.get("timeUnixNano")), {}, [(name, event)])


def merged(spans: Iterable[Span]) -> list[Span]:
    """Return spans in order of time, events that were logged put to the span that they are of."""
    found: dict[tuple[str | None, str], Span] = {}
    alone: list[Span] = []
    for span in spans:
        if span.id is None:
            alone.append(span)
            continue
        known = found.get((span.trace, span.id))
        if known is None:
            found[span.trace, span.id] = span
        elif span.tree and not known.tree:
            span.events = [*known.events, *span.events]
            found[span.trace, span.id] = span
        elif not span.tree:
            known.events += span.events
    return sorted([*found.values(), *alone], key=_order)


def _order(span: Span) -> tuple[bool, str]:
    """Return by what spans stand in order of time; those without one last."""
    stamp = span.started
    if isinstance(stamp, (int, float)):
        return False, f"{stamp:020.6f}"
    return stamp is None, str(stamp)


def _flat(found: Any) -> dict[str, Any]:
    """Return attributes by name: OTLP's list of keys and values, or a mapping."""
    found = loaded(found)
    if isinstance(found, Mapping):
        return {str(key): value for key, value in found.items()}
    return {str(one.get("key")): _value(one.get("value")) for one in objects(found)}


def _value(found: Any, depth: int = 0) -> Any:
    """Return what OTLP wraps in its type."""
    if not isinstance(found, Mapping) or depth > DEEPEST:
        return found
    for name in ("stringValue", "boolValue", "doubleValue", "string_value", "bool_value"):
        if name in found:
            return found[name]
    if "intValue" in found or "int_value" in found:
        return _whole(found.get("intValue", found.get("int_value")))
    if "arrayValue" in found:
        return [_value(v, depth + 1) for v in mapping(found["arrayValue"]).get("values") or ()]
    if "kvlistValue" in found:
        pairs = objects(mapping(found["kvlistValue"]).get("values"))
        return {str(pair.get("key")): _value(pair.get("value"), depth + 1) for pair in pairs}
    return found


def _whole(found: Any) -> Any:
    """Return a whole number: as itself, as a text, or as JavaScript's two halves."""
    if isinstance(found, Mapping):
        low, high = found.get("low"), found.get("high")
        if isinstance(low, int) and isinstance(high, int):
            return (high << 32) + (low & 0xFFFFFFFF)
    return int(found) if isinstance(found, str) and found.lstrip("-").isdigit() else found


def _seconds(stamp: Any) -> Any:
    """Return nanoseconds since 1970 as seconds; other times as they are."""
    if isinstance(stamp, list) and all(type(one) is int for one in stamp) and len(stamp) == 2:
        return stamp[0] + stamp[1] / 1e9  # JavaScript's: seconds and nanoseconds
    found = _whole(stamp)
    is_number = isinstance(found, (int, float)) and not isinstance(found, bool)
    if not is_number:
        return found
    return found / 1e9 if found > 1e17 else found / 1e6 if found > 1e14 else found


def tree_of(flat: Mapping[str, Any]) -> dict[str, Any]:
    """Return dotted names as a tree; names that are numbers make a list."""
    tree: dict[str, Any] = {}
    for name, value in flat.items():
        steps = str(name).split(".", DEEPEST)
        at = tree
        for step in steps[:-1]:
            inner = at.get(step)
            if not isinstance(inner, dict):
                inner = at[step] = {}
            at = inner
        at[steps[-1]] = _grown(value, 0)
    return {name: _numbered(value, 0) for name, value in tree.items()}


def _grown(value: Any, depth: int) -> Any:
    """Return a value whose own dotted names are a tree too."""
    if depth > DEEPEST:
        return value
    if isinstance(value, list):
        return [_grown(inner, depth + 1) for inner in value]
    if isinstance(value, Mapping) and any("." in str(name) for name in value):
        return tree_of(value)
    if isinstance(value, Mapping):
        return {str(name): _grown(inner, depth + 1) for name, inner in value.items()}
    return value


def _numbered(value: Any, depth: int) -> Any:
    """Return a tree whose numbered branches are lists."""
    if not isinstance(value, dict) or depth > DEEPEST:
        return value
    inner = {name: _numbered(one, depth + 1) for name, one in value.items()}
    if inner and all(name.isdigit() and len(name) < 9 for name in inner):
        return [inner[name] for name in sorted(inner, key=int)]
    return inner


def at(tree: Any, *names: str) -> Any:
    """Return what stands in a tree at a path of names; None for nothing."""
    for name in names:
        tree = tree.get(name) if isinstance(tree, Mapping) else None
    return tree


def _either(first: Mapping[str, Any], second: Mapping[str, Any], *names: str) -> str | None:
    """Return the first text under one of several names in either of two objects."""
    return next((t for found in (first, second) for n in names if (t := text(found.get(n)))), None)
