"""What is read of the recorded sessions agrees with what was counted of them by hand."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from headroom_lab.messages import read
from headroom_lab.results.trace import Trace
from headroom_lab.traces.reading import read_trace
from tests.traces.shared import NATIVE, SESSIONS, needs_native, needs_sessions

CLASSES = {
    "uncached": "uncached_tokens",
    "cache_read": "cache_read_tokens",
    "cache_write_5m": "cache_write_5m_tokens",
    "cache_write_1h": "cache_write_1h_tokens",
    "output_recorded": "output_in_file",
}
# Where the truth says otherwise, and the lines that it is wrong or means something else by.
DIFFERENCES: dict[str, dict[str, Any]] = {
    # The second token_count is all zeros: a reset, as truth.json says of the same fixture.
    "codex/02.jsonl": {"requests": 1, "models": {"gpt-5.6-luna": 1}},
    # Line 17 has no sessionId, but it stands in no side chain either: one stream.
    "claude_code/17.jsonl": {"streams": 1},
}


def _truths() -> list[dict[str, Any]]:
    path = SESSIONS / "truth.jsonl"
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


@needs_sessions
@pytest.mark.parametrize("truth", _truths(), ids=lambda truth: truth["file"])
def test_each_session_has_the_requests_and_tokens_that_its_lines_say(
    truth: dict[str, Any],
) -> None:
    trace = read_trace(SESSIONS / truth["file"])
    found: dict[str, Any] = {
        "requests": len(trace.requests),
        "streams": len({request.stream for request in trace.requests}),
        "models": dict(Counter(request.model for request in trace.requests)),
        **{name: trace.requests.total(column) for name, column in CLASSES.items()},
    }
    wanted = {**truth, **DIFFERENCES.get(truth["file"], {})}
    assert found == {name: wanted[name] for name in found}


@needs_native
@pytest.mark.parametrize(
    ("name", "calls", "results"),
    [
        ("claude_code.session.jsonl", 9, 9),
        ("claude_code.session2.jsonl", 3, 3),
        # The truth counts answers of functions and of custom tools; found tools answer a call too,
        # and the vendor's own searches and pictures are call and result in one.
        ("codex_rollout.schema_fixture.jsonl", 8, 8),
        ("pi_session.head.jsonl", 72, 55),
        ("openai_chat.request_response.json", 2, 2),
        ("anthropic.request_response.json", 2, 2),
    ],
)
def test_each_format_reads_to_the_token_and_to_the_call(
    name: str, calls: int, results: int
) -> None:
    truth = json.loads((NATIVE / "truth.json").read_text())[name]
    trace = read_trace(NATIVE / name)
    requests = trace.requests
    assert len(requests) == truth["requests"]
    if truth.get("total_input", 0) is not None:
        assert requests.total("input_tokens") == truth["total_input"]
        assert requests.total("cache_read_tokens") == truth["cache_read"]
        assert requests.total("output_in_file") == truth["output_recorded"]
    else:
        assert [request.usage for request in requests] == [None]
    named = truth["models"] if isinstance(truth["models"], list) else ["claude-sonnet-4-5"]
    assert list(trace.models) == named  # pi's other model was asked for nothing
    blocks = read(list(trace.messages)).blocks
    assert sum(block.kind == "tool_call" for block in blocks) == calls
    answered = {(block.message, block.call_id) for block in blocks if block.role == "tool"}
    assert len(answered) == results


@needs_sessions
def test_the_context_grows_by_the_text_between_two_requests() -> None:
    """The error of a request's total, its text's growth added to the total before, is small."""
    errors = []
    for name in ("claude_code/14.jsonl", "coding/34.jsonl.xz", "coding/52.jsonl.xz"):
        errors += _errors(read_trace(SESSIONS / name))
    errors.sort()
    assert errors[len(errors) // 2] < 0.01
    assert errors[len(errors) * 9 // 10] < 0.06


def _errors(trace: Trace) -> list[float]:
    found = []
    for name, stream in trace.streams.items():
        size = [len(json.dumps(message)) / 2.9 for message in stream.messages]
        before: tuple[int, float] | None = None
        for request in (r for r in trace.requests if r.stream == name):
            segment = stream.segments[request.segment]
            text = sum(size[i] for i in segment.kept) + sum(size[segment.start : request.stop])
            total = request.input_tokens or 1
            if before:
                found.append(abs(total - before[0] - (text - before[1])) / total)
            before = (total, text)
    return found
