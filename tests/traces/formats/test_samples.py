"""Each format gives the same conversation with the same usage, told by what is in the file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import headroom_lab as hl
from headroom_lab.messages import read
from headroom_lab.messages.tool_units import problems, tool_units
from headroom_lab.results.trace import Trace
from tests.traces.formats import samples
from tests.traces.made import jsonl


def traces(path: Path, value: Any) -> list[Trace]:
    """Read a value that stands in a file as JSON, or as lines where it is a list."""
    path.write_bytes(jsonl(value) if isinstance(value, list) else json.dumps(value).encode())
    return list(hl.read_traces(path))


@pytest.mark.parametrize("name", samples.SAMPLES)
def test_a_call_and_an_answer_in_two_requests(name: str, tmp_path: Path) -> None:
    source, value = samples.SAMPLES[name]
    (trace,) = traces(tmp_path / "x.json", value)
    assert trace.source == source
    first, second = trace.requests
    assert (first.input_tokens, first.cache_read_tokens, first.output_tokens) == (100, 60, 20)
    assert (second.input_tokens, second.cache_read_tokens, second.output_tokens) == (140, 100, 5)
    wanted = {"claude-sonnet-4-5"} if name == "OpenHands" else {"gpt-4o", "gpt-4o-2024-08-06"}
    assert set(trace.models) <= wanted
    assert trace.models or name == "Kimi wire"  # which doesn't tell its model
    given = json.dumps(trace.at(1).messages)
    assert samples.QUESTION in given
    assert samples.OUTPUT in given
    assert samples.ANSWER not in given
    assert samples.ANSWER in json.dumps(trace.messages)
    assert hl.simulate(trace, trace.at(1).model or "kimi-k2").tokens_before > 0


@pytest.mark.parametrize("name", sorted(set(samples.SAMPLES) - {"mini-swe-agent"}))
def test_a_call_stands_with_its_result(name: str, tmp_path: Path) -> None:
    (trace,) = traces(tmp_path / "x.json", samples.SAMPLES[name][1])
    conversation = read(list(trace.messages))
    assert len(tool_units(conversation)) == 1
    assert not problems(conversation)


@pytest.mark.parametrize("name", samples.SAMPLES)
@pytest.mark.parametrize("indent", [None, 1])
def test_lines_an_array_and_a_document_are_the_same(
    name: str, indent: int | None, tmp_path: Path
) -> None:
    value = samples.SAMPLES[name][1]
    (lines,) = traces(tmp_path / "x.jsonl", value)
    path = tmp_path / "x.json"
    path.write_text(json.dumps(value, indent=indent))
    (document,) = hl.read_traces(path)
    assert document.requests == lines.requests
    assert document.messages == lines.messages


def test_dollars_times_and_reasons_are_those_of_the_file(tmp_path: Path) -> None:
    (trace,) = traces(tmp_path / "a.json", samples.ATIF)
    assert [request.cost_in_file for request in trace.requests] == [0.01, None]
    assert trace.requests[0].started is not None
    assert trace.id == "run-1"
    assert trace.tools == (samples.TOOL,)
    (trace,) = traces(tmp_path / "m.json", samples.MINI)
    assert trace.project == "/testbed"
    assert trace.requests[0].stop_reason == "stop"
    assert any("exit" in skip.reason for skip in trace.skipped)
    (trace,) = traces(tmp_path / "l.jsonl", samples.LANGSMITH)
    assert [request.cost_in_file for request in trace.requests] == [0.01, 0.01]
    assert any("no call of a model" in skip.reason for skip in trace.skipped)


def test_what_the_simulated_user_asked_is_not_the_agents(tmp_path: Path) -> None:
    (trace,) = traces(tmp_path / "t.json", samples.TAU2)
    assert trace.system == "Be kind."
    assert "a light" not in json.dumps(trace.messages)
    assert trace.requests[0].cost_in_file == 0.01


def test_openhands_counts_what_was_written_to_the_cache_beside_the_prompt(tmp_path: Path) -> None:
    (trace,) = traces(tmp_path / "o.jsonl", samples.OPENHANDS_FIRST)
    first = trace.requests[0]
    assert (first.input_tokens, first.cache_write_5m_tokens, first.uncached_tokens) == (100, 30, 10)
    assert [request.cost_in_file for request in trace.requests] == [0.25, 0.5]


def test_a_run_of_openhands_tells_its_usage_beside_its_events(tmp_path: Path) -> None:
    events = json.loads(json.dumps(samples.OPENHANDS_FIRST))
    for event in events:
        event.get("tool_call_metadata", {}).get("model_response", {}).pop("usage", None)
    told = {"response_id": "r1", "prompt_tokens": 70, "completion_tokens": 20,
            "cache_read_tokens": 60, "cache_write_tokens": 30}  # fmt: skip
    run = {"instance_id": "i-1", "history": events, "metrics": {"token_usages": [told]}}
    (trace,) = traces(tmp_path / "output.jsonl", [run])
    first, second = trace.requests
    assert trace.id == "i-1"
    assert (first.input_tokens, first.cache_read_tokens, first.uncached_tokens) == (100, 60, 10)
    assert second.usage is None


def test_a_later_litellm_has_counted_the_writes_in(tmp_path: Path) -> None:
    usage = {"prompt_tokens": 100, "completion_tokens": 2, "cache_creation_input_tokens": 30,
             "prompt_tokens_details": {"cached_tokens": 60, "text_tokens": 10}}  # fmt: skip
    record = {"messages": samples.CHAT[:1], "latency_sec": 1.0, "cost": 0.1,
              "response": {"usage": usage, "choices": [{"message": samples.CHAT[3]}]}}  # fmt: skip
    (trace,) = traces(tmp_path / "o.json", record)
    assert trace.source == "OpenHands"
    assert trace.requests[0].input_tokens == 100
    assert trace.requests[0].cost_in_file == 0.1


def test_events_of_the_openhands_sdk_are_a_conversation(tmp_path: Path) -> None:
    (trace,) = traces(tmp_path / "e.jsonl", samples.OPENHANDS_SDK)
    assert trace.source == "OpenHands"
    assert trace.system == "S"
    assert [m["role"] for m in trace.messages] == ["user", "assistant", "tool", "user", "assistant"]
    assert [segment.cause for segment in trace.streams["main"].segments] == ["start", "compaction"]
    assert samples.QUESTION not in json.dumps(trace.request().messages)
    assert len(trace.requests) == 0  # the SDK tells what a run used as one sum


@pytest.mark.parametrize("dump", ["dumpd", "model_dump"])
def test_langchain_messages_however_they_were_dumped(dump: str, tmp_path: Path) -> None:
    plain = traces(tmp_path / "a.jsonl", samples.LANGCHAIN)[0]
    entries = [
        samples.dumped(entry) if dump == "dumpd" else {**entry["data"], "type": entry["type"]}
        for entry in samples.LANGCHAIN
    ]
    (trace,) = traces(tmp_path / "b.jsonl", entries)
    assert trace.messages == plain.messages
    assert trace.requests == plain.requests


def test_a_list_a_line_is_a_conversation_a_line(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text("\n".join(json.dumps(samples.CHAT[:n]) for n in (4, 1)))
    assert [len(trace.messages) for trace in hl.read_traces(path)] == [4, 1]
    path.write_text("\n".join(json.dumps(samples.LANGCHAIN[:n]) for n in (4, 1)))
    found = list(hl.read_traces(path))
    assert [trace.source for trace in found] == ["LangChain"] * 2
    assert [len(trace.messages) for trace in found] == [4, 1]


def test_completions_in_files_of_their_own_are_one_session(tmp_path: Path) -> None:
    folder = tmp_path / "llm_completions" / "astropy-1"
    folder.mkdir(parents=True)
    for number, stop in enumerate((1, 3)):
        usage = {"prompt_tokens": 100 + number, "completion_tokens": 2}
        record = {"messages": samples.CHAT[:stop], "args": [], "kwargs": {}, "cost": 0.1,
                  "timestamp": 1757015076.5 + number,
                  "response": {"usage": usage, "choices": [{"message": samples.CHAT[stop]}]}}  # fmt: skip
        (folder / f"m-{1757015076.5 + number}.json").write_text(json.dumps(record))
    (trace,) = hl.read_traces(tmp_path)
    assert (trace.source, trace.id) == ("OpenHands", "astropy-1")
    assert [request.input_tokens for request in trace.requests] == [100, 101]
    assert list(trace.messages) == samples.CHAT


def test_events_in_files_of_their_own_are_one_session(tmp_path: Path) -> None:
    folder = tmp_path / "c0ffee" / "events"
    folder.mkdir(parents=True)
    for number, event in enumerate(samples.OPENHANDS_SDK):
        (folder / f"event-{number:05}-{event['id']}.json").write_text(json.dumps(event))
    (trace,) = hl.read_traces(tmp_path)
    (whole,) = traces(tmp_path / "e.jsonl", samples.OPENHANDS_SDK)
    assert trace.id == "c0ffee"
    assert trace.messages == whole.messages


def test_a_session_whose_inputs_tell_of_no_tokens_is_shown(tmp_path: Path) -> None:
    answer = {"message": samples.CHAT[3], "eval_count": 5}  # Ollama's, all read from its cache
    record = {"request": {"model": "llama3.1", "messages": samples.CHAT[:1]}, "response": answer}
    (trace,) = traces(tmp_path / "x.json", record)
    assert trace.requests[0].output_tokens == 5
    assert "llama3.1" in trace.to_text()


def test_a_summary_of_pi_stands_before_what_its_compaction_kept(tmp_path: Path) -> None:
    def entry(number: int, kind: str = "message", parent: int | None = None, **more: Any) -> Any:
        before = number - 1 if parent is None else parent
        return {"type": kind, "id": f"e{number}", "parentId": f"e{before}", **more}

    def said(number: int, role: str, text: str, parent: int | None = None) -> Any:
        usage = {"usage": {"input": 10, "output": 5}} if role == "assistant" else {}
        content = [{"type": "text", "text": text}]
        message = {"role": role, "content": content, **usage}
        return entry(number, parent=parent, message=message)

    lines = [
        {"type": "session", "id": "s", "cwd": "/x"},
        said(1, "user", "one"), said(2, "assistant", "two"),
        said(3, "user", "three"), said(4, "assistant", "four"),
        entry(5, "compaction", summary="SUMMARY", firstKeptEntryId="e3"),
        said(6, "user", "five"), said(7, "assistant", "six"),
        said(8, "user", "seven", parent=5), said(9, "assistant", "eight"),
    ]  # fmt: skip
    path = tmp_path / "s.jsonl"
    path.write_bytes(jsonl(lines))
    trace = hl.read_trace(path)

    def texts(number: int) -> list[str]:
        return [m["content"][0]["text"] for m in trace.at(number).messages]

    assert texts(1) == ["one", "two", "three"]
    assert texts(2) == ["SUMMARY", "three", "four", "five"]
    assert texts(3) == ["SUMMARY", "three", "four", "seven"]
