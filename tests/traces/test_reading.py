"""Files, folders and archives as traces: what is told, what is left out, what is refused."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import zipfile
from pathlib import Path
from typing import Any

import pytest
import zstandard

import headroom_lab as hl
from headroom_lab.errors import HeadroomError, UnknownNameError
from headroom_lab.traces import lines
from tests.traces.made import claude_session, jsonl
from tests.traces.shared import NATIVE, needs_native

BODY = {"model": "gpt-4o", "messages": [{"role": "user", "content": "Which host is down?"}]}


@pytest.fixture
def session(tmp_path: Path) -> Path:
    path = tmp_path / "session.jsonl"
    path.write_bytes(jsonl(claude_session(3)))
    return path


def test_a_session_stands_for_the_context_of_its_last_request(session: Path) -> None:
    trace = hl.read_trace(session)
    assert trace.source == "Claude Code"
    assert trace.id == "s1"
    assert trace.project == "/home/me/project"
    assert len(trace.requests) == 3
    request = trace.request()
    assert request.model == "claude-opus-4-5"
    assert [m["role"] for m in request.messages] == ["user", "assistant"] * 2 + ["user"]
    assert hl.simulate(trace).tokens_before == hl.simulate(request).tokens_before
    assert len(trace.at(0).messages) == 1
    with pytest.raises(UnknownNameError, match="stream"):
        trace.context("agent-9")


def test_a_stream_can_be_given_in_a_traces_place(session: Path, tmp_path: Path) -> None:
    agent = claude_session(4, prefix="a")
    for line in agent:
        line |= {"isSidechain": True, "agentId": "a7"}
    session.write_bytes(jsonl([*claude_session(3), *agent]))
    trace = hl.read_trace(session)
    for name, stream in trace.streams.items():
        given, asked = stream.request(), trace.context(name)
        assert (given.messages, given.model, given.tools) == (
            asked.messages,
            asked.model,
            asked.tools,
        )
        assert given.beside_tokens == asked.beside_tokens > 0
        last = [request for request in trace.requests if request.stream == name][-1]
        assert list(stream.requests)[-1] == last
        assert hl.simulate(stream).tokens_before == last.input_tokens
        assert len(hl.compare(stream, ["lossless", "balanced"])) == 2
        assert hl.replay(stream)
        assert hl.sweep(stream, {"policy": ["lossless"]})
        assert len(hl.score_messages(stream)) == len(given.messages)
        assert hl.detect_waste(stream) is not None


@pytest.mark.parametrize("name", ["", "*.jsonl"])
def test_a_place_without_a_file_says_so(tmp_path: Path, name: str) -> None:
    (tmp_path / "picture.png").write_bytes(b"")
    where = str(tmp_path / name)
    traces = hl.read_traces(where)
    assert list(traces) == []
    for found in (traces, hl.Corpus.read(where), hl.sessions(where)):
        told = [(skip.path, skip.reason) for skip in found.skipped]
        assert told == [(where, "no file of a known format in it")]
    assert "no file of a known format" in hl.sessions(where).to_text()
    with pytest.raises(HeadroomError, match="holds no recorded session: no file of a known format"):
        hl.read_trace(where)


def _agent(requests: int, id: str) -> list[dict[str, Any]]:
    lines = claude_session(requests, prefix=id)
    return [line | {"isSidechain": True, "agentId": id} for line in lines]


def test_of_sub_agents_alone_the_longest_is_the_main_stream(tmp_path: Path) -> None:
    path = tmp_path / "agents.jsonl"
    path.write_bytes(jsonl([*_agent(2, "a"), *_agent(3, "b"), *_agent(1, "c")]))
    trace = hl.read_trace(path)
    assert {name: len(s.requests) for name, s in trace.streams.items()} == {
        "main": 3,
        "agent-a": 2,
        "agent-c": 1,
    }
    assert len(trace.messages) == len(trace.streams["main"].messages) == 6
    assert [request.stream for request in trace.requests].count("main") == 3
    assert {part.name for part in trace.cost.by_stream} == set(trace.streams)
    assert "Bash" in {part.name for part in trace.cost.by_tool}
    assert hl.simulate(trace).tokens_before
    assert trace.at(0).messages
    assert trace.map()
    assert hl.replay(trace)


def test_everything_that_takes_a_conversation_takes_a_trace(session: Path) -> None:
    trace = hl.read_trace(session)
    assert len(hl.compare(trace, ["lossless", "balanced"])) == 2
    assert hl.replay(trace)
    assert hl.sweep(trace, {"policy": ["lossless"]})
    assert len(hl.score_messages(trace)) == len(trace.request().messages)
    assert hl.detect_waste(trace) is not None


@pytest.mark.parametrize("ending", ["gz", "xz", "zst", "zip"])
def test_compressed_files_are_read_as_what_they_hold(session: Path, ending: str) -> None:
    data, path = session.read_bytes(), session.with_suffix(f".jsonl.{ending}")
    if ending == "zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("deep/session.jsonl", data)
    else:
        pack = {
            "gz": gzip.compress,
            "xz": lzma.compress,
            "zst": zstandard.ZstdCompressor().compress,
        }[ending]
        path.write_bytes(pack(data))
    assert hl.read_trace(path).requests == hl.read_trace(session).requests


def test_a_request_in_two_files_counts_once(session: Path, tmp_path: Path) -> None:
    longer = claude_session(5)
    for line in longer:
        line["sessionId"], line["uuid"] = "s2", f"other-{line['uuid']}"
        line["parentUuid"] = line["parentUuid"] and f"other-{line['parentUuid']}"
    (tmp_path / "session2.jsonl").write_bytes(jsonl(longer))
    found = hl.read_traces(tmp_path)
    traces = list(found)
    assert [len(trace.requests) for trace in traces] == [3, 2]
    assert len(traces[1].messages) == 10  # the history is there all the same
    assert any("another file" in skip.reason for skip in found.skipped)


def test_a_request_without_a_name_counts_once_too(tmp_path: Path) -> None:
    """The logs of some clouds name no request, and now and then a line of another doesn't."""
    for name, requests in (("first", 2), ("resumed", 4)):
        lines = claude_session(requests)
        for line in lines:
            line.pop("requestId", None)
        (tmp_path / f"{name}.jsonl").write_bytes(jsonl(lines))
    assert sum(len(trace.requests) for trace in hl.read_traces(tmp_path)) == 4


def test_the_lines_of_an_answer_are_one_though_one_names_no_request(tmp_path: Path) -> None:
    lines = claude_session(1)
    more = {key: value for key, value in lines[1].items() if key != "requestId"} | {"uuid": "more"}
    more["message"] = more["message"] | {"content": [{"type": "text", "text": "And then:"}]}
    path = tmp_path / "s.jsonl"
    path.write_bytes(jsonl([*lines, more]))
    trace = hl.read_trace(path)
    assert len(trace.requests) == 1
    assert [message["role"] for message in trace.messages] == ["user", "assistant"]


@pytest.mark.parametrize("place", ["s1/subagents/agent-a7.jsonl", "agent-a7.jsonl"])
def test_files_of_sub_agents_belong_to_their_session(tmp_path: Path, place: str) -> None:
    (tmp_path / "s1.jsonl").write_bytes(jsonl(claude_session(2)))
    agent = claude_session(4, prefix="a")
    for line in agent:
        line |= {"isSidechain": True, "agentId": "a7"}
    (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / place).write_bytes(jsonl(agent))
    (trace,) = hl.read_traces(tmp_path)
    assert list(trace.streams) == ["main", "agent-a7"]
    assert [request.stream for request in trace.requests].count("agent-a7") == 4
    assert len(trace.request().messages) == 3
    assert len(trace.context("agent-a7").messages) == 7
    alone = hl.read_trace(tmp_path / place)
    assert list(alone.streams) == ["main"]
    assert len(alone.request().messages) == 7


def test_a_sub_agent_in_progress_lines_is_a_stream(tmp_path: Path) -> None:
    inner = claude_session(2, prefix="p")
    wrapped = [
        {
            "type": "progress",
            "uuid": f"w{at}",
            "parentUuid": "u0",
            "sessionId": "s1",
            "data": {"type": "agent_progress", "agentId": "b2", "message": line},
        }
        for at, line in enumerate(inner)
    ]
    path = tmp_path / "s.jsonl"
    path.write_bytes(jsonl([*claude_session(2), *wrapped]))
    trace = hl.read_trace(path)
    assert [request.stream for request in trace.requests] == ["main"] * 2 + ["agent-b2"] * 2


def test_a_compaction_leaves_its_summary_in_context(tmp_path: Path) -> None:
    cut = {"type": "system", "subtype": "compact_boundary", "uuid": "c", "parentUuid": None}
    later = claude_session(2, prefix="z")
    later[0] |= {"parentUuid": "c", "isCompactSummary": True}
    path = tmp_path / "s.jsonl"
    path.write_bytes(jsonl([*claude_session(3), cut, *later]))
    trace = hl.read_trace(path)
    assert [segment.cause for segment in trace.streams["main"].segments] == ["start", "compaction"]
    assert len(trace.request().messages) == 3
    assert len(trace.messages) == 10


def test_a_microcompaction_clears_old_outputs(tmp_path: Path) -> None:
    lines = claude_session(3)
    cut = {
        "type": "system",
        "subtype": "microcompact_boundary",
        "uuid": "m",
        "parentUuid": lines[-1]["uuid"],
        "microcompactMetadata": {"compactedToolIds": ["call-0"]},
    }
    later = claude_session(1, prefix="z")
    later[0]["parentUuid"] = "m"
    path = tmp_path / "s.jsonl"
    path.write_bytes(jsonl([*lines, cut, *later]))
    sent = json.dumps(hl.read_trace(path).request().messages)
    assert "[Old tool result content cleared]" in sent
    assert "output 0" not in sent
    assert "output 1" in sent


def test_a_prompt_after_an_earlier_answer_is_a_branch(tmp_path: Path) -> None:
    lines = claude_session(3)
    again = claude_session(1, prefix="z")
    again[0]["parentUuid"] = lines[1]["uuid"]  # the first answer
    path = tmp_path / "s.jsonl"
    path.write_bytes(jsonl([*lines, *again]))
    trace = hl.read_trace(path)
    assert trace.streams["main"].segments[-1].cause == "branch"
    assert len(trace.request().messages) == 3


def test_another_model_opens_a_segment(tmp_path: Path) -> None:
    lines = claude_session(2)
    lines[-1]["message"]["model"] = "claude-sonnet-4-5"
    path = tmp_path / "s.jsonl"
    path.write_bytes(jsonl(lines))
    trace = hl.read_trace(path)
    assert [s.cause for s in trace.streams["main"].segments] == ["start", "model switch"]
    assert trace.models == ("claude-opus-4-5", "claude-sonnet-4-5")


def test_stub_outputs_are_estimated_and_told_so(tmp_path: Path) -> None:
    lines = claude_session(2)
    answer = lines[-1]["message"]
    answer["content"] = [{"type": "text", "text": "word " * 400}]
    answer["stop_reason"], answer["usage"]["output_tokens"] = None, 3
    path = tmp_path / "s.jsonl"
    path.write_bytes(jsonl(lines))
    first, last = hl.read_trace(path).requests
    assert (first.output_recorded, first.output_tokens) == (True, 50)
    assert (last.output_recorded, last.output_in_file) == (False, 3)
    assert 400 < (last.output_tokens or 0) < 800


def test_logs_of_requests_that_grow_are_one_session(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    messages: list[dict[str, Any]] = []
    records = []
    for turn in range(3):
        messages.append({"role": "user", "content": f"question {turn}"})
        answer = {"role": "assistant", "content": f"answer {turn}"}
        usage = {"prompt_tokens": 10 + turn, "completion_tokens": 2}
        response = {"model": "gpt-4o", "usage": usage, "choices": [{"message": answer}]}
        records.append({"request": {**BODY, "messages": list(messages)}, "response": response})
        messages.append(answer)
    other = {"request": BODY, "response": None}
    path.write_bytes(jsonl([*records, other]))
    first, second = hl.read_traces(path)
    assert [request.input_tokens for request in first.requests] == [10, 11, 12]
    assert len(first.messages) == 6
    assert len(second.requests) == 1
    assert second.requests[0].input_tokens is None  # unknown, not zero


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "empty"),
        (b"\x00\xff\x10\n" * 20, "isn't JSON"),
        (b'{"a": 1}\n{"b": 2}', "objects with 'a'"),
        (b'{"conversations": [{"from": "human", "value": "x"}]}', "no recorded session"),
        (b"42\n", "int"),
        (b"SQLite format 3\0rest", "an SQLite database"),
        (b"PAR1rest", "a Parquet file"),
        (b'[{"role": "user", "parts": [{"type": "text", "text": "x"}]}]', "Vercel AI SDK"),
        (b'[{"chosen": [], "rejected": []}]', "session: rows of preference data"),
    ],
)
def test_what_holds_no_session_says_what_was_seen(tmp_path: Path, data: bytes, told: str) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(data)
    with pytest.raises(HeadroomError, match=told):
        hl.read_trace(path)


def test_no_such_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(HeadroomError, match="no file or folder"):
        hl.read_traces(tmp_path / "nothing.jsonl")


def test_a_bomb_is_left_with_a_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "FREE", 1_000_000)
    monkeypatch.setattr(lines, "TIMES", 10)
    path = tmp_path / "bomb.jsonl.gz"
    path.write_bytes(gzip.compress(jsonl(claude_session(1)) + b'{"type":"mode"}\n' * 1_000_000))
    (trace,) = hl.read_traces(path)
    assert any("unpacks to more than" in skip.reason for skip in trace.skipped)


def test_a_line_without_end_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "LONGEST", 10_000)
    one, two = claude_session(2)[:2], claude_session(2)[2:]
    path = tmp_path / "long.jsonl"
    path.write_bytes(jsonl(one) + b'{"x": "' + b"y" * 3_000_000 + b'"}\n' + jsonl(two))
    trace = hl.read_trace(path)
    assert len(trace.requests) == 2
    assert any("a line of more than" in skip.reason for skip in trace.skipped)


def test_an_entry_that_climbs_out_of_its_archive_is_left(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../../evil.jsonl", jsonl(claude_session(1)))
        archive.writestr("good.jsonl", jsonl(claude_session(2)))
    (trace,) = hl.read_traces(path)
    assert len(trace.requests) == 2
    assert any("climbs out" in skip.reason for skip in trace.skipped)


def test_numbers_that_count_no_tokens_are_told_not_summed(tmp_path: Path) -> None:
    lines = claude_session(2)
    lines[1]["message"]["usage"]["input_tokens"] = 10**19
    path = tmp_path / "s.jsonl"
    path.write_bytes(jsonl(lines))
    trace = hl.read_trace(path)
    assert len(trace.requests.to_frame()) == 1
    assert any("usage that can't be read" in skip.reason for skip in trace.skipped)


@pytest.mark.parametrize("odd", [10**30, json.loads("[" * 700 + "]" * 700)], ids=["large", "deep"])
def test_what_is_too_large_or_too_deep_for_one_reader_costs_no_file(
    tmp_path: Path, odd: Any
) -> None:
    call = {"type": "tool_use", "id": "t", "name": "f", "input": {"n": odd}}
    told = [{"role": "user", "content": "q"}, {"role": "assistant", "content": [call]}]
    path = tmp_path / "log.jsonl"
    body = {"model": "claude-sonnet-4-5", "messages": told}
    path.write_text(json.dumps(body) + "\n" + json.dumps(body), encoding="utf-8")
    assert next(len(trace.messages) for trace in hl.read_traces(path)) == 2


def test_two_objects_on_a_line_and_a_lone_surrogate_are_read(tmp_path: Path) -> None:
    first, second, *rest = claude_session(2)
    first["message"]["content"] = "a\ud800b"
    path = tmp_path / "s.jsonl"
    path.write_text(json.dumps(first) + json.dumps(second) + "\n" + jsonl(rest).decode())
    trace = hl.read_trace(path)
    assert len(trace.requests) == 2
    assert trace.messages[0]["content"].encode()
    assert not trace.skipped


def test_other_compressions_are_told_as_what_they_are(tmp_path: Path) -> None:
    path = tmp_path / "s.jsonl"
    path.write_bytes(bz2.compress(jsonl(claude_session(1))))
    with pytest.raises(HeadroomError, match="holds no recorded session"):
        hl.read_trace(path)


def test_what_the_record_says_beyond_the_text_is_a_row_of_its_own(session: Path) -> None:
    trace = hl.read_trace(session)
    result = hl.simulate(trace, policy="lossless")
    assert result.tokens_before == trace.requests[-1].input_tokens
    assert result.tokens_beside > 20_000
    assert "system, tools: recorded, not in file" in result.to_text()
    assert (result.cost_before or 0) > (
        hl.simulate(list(trace.request().messages), trace.models[0]).cost_before or 0
    )
    swept = hl.sweep(trace, {"policy": ["lossless"]})
    assert swept.to_frame()["tokens_before"][0] == result.tokens_before
    assert hl.replay(trace).to_frame()["tokens_before"].max() > 20_000


def test_a_log_that_holds_whole_requests_has_nothing_beside_its_text(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    path.write_bytes(jsonl([{**BODY, "usage": {"prompt_tokens": 9000, "completion_tokens": 1}}]))
    assert hl.simulate(hl.read_trace(path)).tokens_beside == 0


@needs_native
def test_a_gemini_session_has_its_calls_with_their_results() -> None:
    trace = hl.read_trace(NATIVE / "other_agents.gemini.fixture.jsonl")
    assert [request.input_tokens for request in trace.requests] == [11855, 12069]
    assert [request.cache_read_tokens for request in trace.requests] == [0, 11502]
    assert [m["role"] for m in trace.messages] == ["user", "assistant", "tool", "assistant"]
    assert hl.simulate(trace).tokens_before == 12069


def test_a_list_of_messages_is_a_conversation(tmp_path: Path) -> None:
    path = tmp_path / "run.traj.json"
    path.write_text(json.dumps(BODY["messages"], indent=1))
    trace = hl.read_trace(path)
    assert list(trace.request().messages) == BODY["messages"]
    assert hl.simulate(trace, "gpt-4o").tokens_before < 30


def test_a_log_without_a_reader_is_named_not_misread(tmp_path: Path) -> None:
    path = tmp_path / "mlflow.json"
    path.write_text(json.dumps({"info": {"trace_id": "t"}, "data": {"spans": []}}))
    with pytest.raises(HeadroomError, match="MLflow"):
        hl.read_trace(path)
