"""Single requests become the sessions that they were made in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import headroom_lab as hl
from headroom_lab.results.trace import Trace
from tests.traces.made import jsonl


def said(role: str, content: str) -> dict[str, str]:
    return {"role": role, "content": content}


def line(sent: list[Any], answer: str, **more: Any) -> dict[str, Any]:
    """A line of a log: a request of Chat Completions with its answer."""
    usage = {"prompt_tokens": 10 * len(sent), "completion_tokens": 1}
    response = {
        "model": "gpt-4o",
        "usage": usage,
        "choices": [{"message": said("assistant", answer)}],
    }
    return {"request": {"model": "gpt-4o", "messages": sent}, "response": response, **more}


def traces(path: Path, lines: list[Any]) -> list[Trace]:
    (path / "log.jsonl").write_bytes(jsonl(lines))
    return list(hl.read_traces(path / "log.jsonl"))


def contexts(trace: Trace) -> list[list[str]]:
    """The words that each request sent."""
    return [[m["content"] for m in trace.at(n).messages] for n in range(len(trace.requests))]


def test_sessions_whose_requests_stand_mixed_are_told_apart(tmp_path: Path) -> None:
    def turn(name: str, count: int) -> dict[str, Any]:
        sent = [said("system", "You help.")]
        for at in range(count):
            sent += [said("user", f"{name}{at}"), said("assistant", f"{name}-answer{at}")]
        return line([*sent, said("user", f"{name}{count}")], f"{name}-answer{count}")

    lines = [turn(name, count) for count in range(3) for name in "abc"]
    found = traces(tmp_path, lines)
    assert [len(trace.requests) for trace in found] == [3, 3, 3]
    assert [len(trace.messages) for trace in found] == [7, 7, 7]
    assert contexts(found[1])[1] == ["You help.", "b0", "b-answer0", "b1"]


def test_a_request_that_goes_on_from_an_answer_has_all_before_it_in_context(tmp_path: Path) -> None:
    def response(number: int, body: dict[str, Any], words: str) -> dict[str, Any]:
        item = {"type": "message", "role": "assistant",
                "content": [{"type": "output_text", "text": words}]}  # fmt: skip
        usage = {"input_tokens": 10, "output_tokens": 1, "input_tokens_details": {}}
        answer = {"id": f"resp_{number}", "model": "gpt-5", "output": [item], "usage": usage}
        return {"request": {"model": "gpt-5", **body}, "response": answer}

    first, second = said("user", "one"), said("user", "two")
    (trace,) = traces(
        tmp_path,
        [
            response(1, {"input": [first]}, "1"),
            response(2, {"input": [second], "previous_response_id": "resp_1"}, "2"),
        ],
    )
    assert [len(trace.at(n).messages) for n in range(2)] == [1, 3]
    assert trace.at(1).messages[-1] == second
    assert len(trace.messages) == 4
    lost = [response(2, {"input": [second], "previous_response_id": "resp_1"}, "2")]
    (trace,) = traces(tmp_path, lost)
    assert any("isn't in the file" in skip.reason for skip in trace.skipped)


def test_marks_for_the_cache_that_move_are_no_other_conversation(tmp_path: Path) -> None:
    def marked(words: str, *, last: bool) -> dict[str, Any]:
        part = {"type": "text", "text": words}
        return {"role": "user", "content": [{**part, "cache_control": {"type": "ephemeral"}} if last else part]}  # fmt: skip

    def request(sent: list[Any]) -> dict[str, Any]:
        answer = {"type": "message", "role": "assistant", "model": "claude-sonnet-4-5",
                  "content": [{"type": "text", "text": "yes"}], "stop_reason": "end_turn",
                  "usage": {"input_tokens": 1, "output_tokens": 1}}  # fmt: skip
        return {"request": {"model": "claude-sonnet-4-5", "messages": sent}, "response": answer}

    one = [marked("one", last=True)]
    two = [marked("one", last=False), said("assistant", "yes"), marked("two", last=True)]
    (trace,) = traces(tmp_path, [request(one), request(two)])
    assert len(trace.requests) == 2
    assert len(trace.messages) == 4
    assert len(trace.streams["main"].segments) == 1


def test_an_answer_that_was_asked_for_again_stays(tmp_path: Path) -> None:
    one = [said("user", "one")]
    (trace,) = traces(
        tmp_path, [line(one, "first", session_id="s"), line(one, "second", session_id="s")]
    )
    assert [m["content"] for m in trace.messages] == ["one", "first", "second"]
    assert contexts(trace) == [["one"], ["one"]]
    assert trace.streams["main"].segments[-1].cause == "compaction"


def test_a_system_prompt_that_changes_keeps_each_message_once(tmp_path: Path) -> None:
    sent: list[Any] = []
    lines = []
    for at in range(4):
        sent += [said("user", f"question {at}")]
        lines.append(
            line([said("system", f"It is {at} o'clock."), *sent], f"answer {at}", session_id="s")
        )
        sent += [said("assistant", f"answer {at}")]
    (trace,) = traces(tmp_path, lines)
    assert list(trace.streams) == ["main"]
    assert contexts(trace)[3] == ["It is 3 o'clock.", *(m["content"] for m in sent[:7])]
    assert len(trace.messages) == 4 + 8  # each prompt, each message


def test_a_compaction_goes_on_in_its_stream_and_an_agent_has_its_own(tmp_path: Path) -> None:
    main = [said("user", "task"), said("assistant", "a"), said("user", "more")]
    agent = [said("system", "You search."), said("user", "find it")]
    compacted = [
        said("user", "summary"),
        said("user", "more"),
        said("assistant", "b"),
        said("user", "on"),
    ]
    (trace,) = traces(
        tmp_path,
        [
            line(main[:1], "a", session_id="s"),
            line(main, "b", session_id="s"),
            line(agent, "found", session_id="s"),
            line(compacted, "c", session_id="s"),
        ],
    )
    assert [request.stream for request in trace.requests] == ["main", "main", "stream-2", "main"]
    assert trace.streams["main"].segments[-1].cause == "compaction"
    assert contexts(trace)[3] == ["summary", "more", "b", "on"]
    assert [m["content"] for m in trace.messages].count("more") == 1


def test_requests_that_failed_are_told_and_not_counted(tmp_path: Path) -> None:
    body = {"model": "gpt-4o", "messages": [said("user", "one")]}
    error = {"error": {"type": "rate_limit", "message": "slow down"}}
    (trace,) = traces(
        tmp_path, [{"request": body, "response": error}, line(body["messages"], "yes")]
    )
    assert len(trace.requests) == 1
    assert any("failed" in skip.reason for skip in trace.skipped)
