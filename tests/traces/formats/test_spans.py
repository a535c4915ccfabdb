"""Spans, however the program that made them has spelt their messages and times."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import headroom_lab as hl
from headroom_lab.traces.spans import spans_in, tree_of
from tests.traces.formats import samples
from tests.traces.made import jsonl

ARGUMENTS = {"h": 7}
SENT = [
    {"event.name": "gen_ai.user.message", "role": "user", "content": samples.QUESTION},
    {"event.name": "gen_ai.assistant.message", "role": "assistant",
     "tool_calls": [samples.CALL]},
    {"event.name": "gen_ai.tool.message", "role": "tool", "id": "c1", "content": samples.OUTPUT},
    {"event.name": "gen_ai.choice", "index": 0,
     "message": {"role": "assistant", "content": samples.ANSWER}},
]  # fmt: skip
USED = {"gen_ai.operation.name": "chat", "gen_ai.request.model": "gpt-4o",
        "gen_ai.usage.input_tokens": 140, "gen_ai.usage.output_tokens": 5}  # fmt: skip
NUMBERED: dict[str, Any] = {
    "gen_ai.prompt.0.role": "user", "gen_ai.prompt.0.content": samples.QUESTION,
    "gen_ai.prompt.1.role": "assistant", "gen_ai.prompt.1.tool_calls.0.id": "c1",
    "gen_ai.prompt.1.tool_calls.0.name": "ping",
    "gen_ai.prompt.1.tool_calls.0.arguments": json.dumps(ARGUMENTS),
    "gen_ai.prompt.2.role": "tool", "gen_ai.prompt.2.tool_call_id": "c1",
    "gen_ai.prompt.2.content": samples.OUTPUT,
    "gen_ai.completion.0.role": "assistant", "gen_ai.completion.0.content": samples.ANSWER,
    "gen_ai.request.model": "gpt-4o", "gen_ai.usage.prompt_tokens": 140,
    "gen_ai.usage.completion_tokens": 5,
}  # fmt: skip
VERCEL = {
    **USED,
    "ai.prompt.messages": json.dumps([
        {"role": "user", "content": [{"type": "text", "text": samples.QUESTION}]},
        {"role": "assistant", "content": [
            {"type": "tool-call", "toolCallId": "c1", "toolName": "ping", "input": ARGUMENTS}]},
        {"role": "tool", "content": [
            {"type": "tool-result", "toolCallId": "c1", "toolName": "ping",
             "output": {"type": "text", "value": samples.OUTPUT}}]},
    ]),
    "ai.response.text": samples.ANSWER,
}  # fmt: skip
EVENTS = [{"name": one["event.name"], "attributes": {k: json.dumps(v) if isinstance(v, list) else v
           for k, v in one.items() if k not in ("event.name", "message")}
           | ({"message": one["message"]} if "message" in one else {})} for one in SENT]  # fmt: skip


def _wrapped(value: Any) -> dict[str, Any]:
    """A value as OTLP's JSON mapping writes it."""
    if isinstance(value, list):
        return {"arrayValue": {"values": [_wrapped(one) for one in value]}}
    if isinstance(value, int):
        return {"intValue": str(value)}
    return {"stringValue": value}


def _otlp(attributes: dict[str, Any]) -> dict[str, Any]:
    listed = [{"key": name, "value": _wrapped(value)} for name, value in attributes.items()]
    span = {"traceId": "t", "spanId": "s", "startTimeUnixNano": "1767323045500000000",
            "attributes": listed}  # fmt: skip
    return {"resourceSpans": [{"scopeSpans": [{"spans": [span]}]}]}


def _js(attributes: dict[str, Any]) -> dict[str, Any]:
    return {"spanContext": {"traceId": "t", "spanId": "s"}, "name": "chat",
            "startTime": [1767323045, 500_000_000], "attributes": attributes}  # fmt: skip


SPANS: dict[str, dict[str, Any]] = {
    "OTLP, OpenLLMetry": _otlp(NUMBERED),
    "JavaScript, Vercel": _js(VERCEL),
    "Logfire": {**_js({**USED, "events": json.dumps(SENT)})},
    "events": {**_js(USED), "events": EVENTS},
    "Jaeger": {"data": [{"spans": [{"traceID": "t", "spanID": "s", "startTime": 1767323045500000,
                                    "tags": [{"key": k, "value": v} for k, v in NUMBERED.items()]}]}]},
    "a row": {"context.trace_id": "t", "context.span_id": "s", "start_time": 1767323045.5,
              **{f"attributes.{k}": v for k, v in NUMBERED.items()}},
}  # fmt: skip


@pytest.mark.parametrize("name", SPANS)
def test_a_call_is_read_from_a_span(name: str, tmp_path: Path) -> None:
    path = tmp_path / "spans.jsonl"
    path.write_bytes(jsonl([SPANS[name]]))
    trace = hl.read_trace(path)
    assert (trace.source, trace.id) == ("OpenTelemetry GenAI", "t")
    (request,) = trace.requests
    assert (request.input_tokens, request.output_tokens) == (140, 5)
    assert request.started is not None
    assert (request.started.year, request.started.microsecond) == (2026, 500_000)
    assert [m["role"] for m in trace.messages] == ["user", "assistant", "tool", "assistant"]
    assert trace.messages[1]["tool_calls"][0]["function"]["name"] == "ping"
    assert trace.messages[2] == {"role": "tool", "tool_call_id": "c1", "content": samples.OUTPUT}
    assert trace.messages[3]["content"] == samples.ANSWER


def test_phoenix_nests_what_openinference_names_with_dots(tmp_path: Path) -> None:
    nested = [{**span, "attributes": tree_of(span["attributes"])} for span in samples.OPENINFERENCE]
    rows = [
        {"context": span["context"], "attributes.llm.input_messages": [{"message.role": "user",
         "message.content": samples.QUESTION}], "attributes.openinference.span.kind": "LLM",
         "attributes.llm.model_name": "gpt-4o", "attributes.llm.token_count.prompt": 9,
         "attributes.llm.token_count.completion": 1}
        for span in samples.OPENINFERENCE[:1]
    ]  # fmt: skip
    flat = tmp_path / "flat.jsonl"
    flat.write_bytes(jsonl(samples.OPENINFERENCE))
    path = tmp_path / "nested.jsonl"
    path.write_bytes(jsonl(nested))
    assert hl.read_trace(path).messages == hl.read_trace(flat).messages
    path.write_bytes(jsonl(rows))
    trace = hl.read_trace(path)
    assert trace.messages == ({"role": "user", "content": samples.QUESTION},)
    assert trace.requests[0].input_tokens == 9


def test_names_that_go_deep_are_bounded() -> None:
    deep = ".".join(["a"] * 10_000)
    (span,) = spans_in({"attributes": {deep: 1, "b": json.loads("[" * 300 + "]" * 300)}})
    assert "a" in span.tree


def test_a_page_of_langfuses_api_is_read(tmp_path: Path) -> None:
    row = {"id": "o", "traceId": "t", "type": "GENERATION", "startTime": "2026-01-02T03:04:05Z",
           "model": "gpt-4o", "input": samples.CHAT[:1], "output": samples.CHAT[1],
           "usageDetails": {"input": 40, "input_cached_tokens": 60, "output": 20, "total": 120},
           "costDetails": {"total": 0.5}}  # fmt: skip
    path = tmp_path / "page.json"
    path.write_text(json.dumps({"data": [row], "meta": {"page": 1}}))
    trace = hl.read_trace(path)
    (request,) = trace.requests
    assert trace.source == "Langfuse"
    assert (request.input_tokens, request.cache_read_tokens, request.output_tokens) == (100, 60, 20)
    assert request.cost_in_file == 0.5
