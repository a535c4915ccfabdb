"""A session told without its messages is the session that the whole reader tells."""

from __future__ import annotations

import json
import lzma
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import headroom_lab as hl
from headroom_lab.results.trace import Trace
from headroom_lab.traces.counting import Counted
from headroom_lab.traces.reading import read_traces
from headroom_lab.traces.sessions import _row, sessions
from headroom_lab.traces.skimming import skimmed
from tests.timing import noisy, seconds
from tests.traces.made import claude_session, jsonl
from tests.traces.shared import NATIVE, SESSIONS, needs_sessions


def told(trace: Trace) -> Any:
    """Return all that a row is made of."""
    requests = [
        (r.model, r.usage, r.started, r.stop_reason, r.output_recorded, r.output_in_file)
        for r in trace.requests
    ]
    times = (trace.started, trace.ended)
    return trace.id, trace.source, trace.project, times, trace.models, requests


@needs_sessions
def test_rows_come_to_what_the_whole_reader_tells(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    quick = 0
    files = [*sorted(SESSIONS.rglob("*.jsonl*")), *sorted(NATIVE.glob("*.json*"))]
    for file in (file for file in files if file.parent != SESSIONS):
        path = file
        if file.suffix == ".xz":
            path = tmp_path / file.name.removesuffix(".xz")
            path.write_bytes(lzma.decompress(file.read_bytes()))
        whole = list(read_traces(path))
        found = skimmed(path, Counted())
        if found is not None:
            quick += 1
            assert [told(found)] == [told(trace) for trace in whole], file
        if file.parent.name != "coding":
            size = path.stat().st_size
            assert list(sessions(path)) == [_row(trace, size, None) for trace in whole]
    assert quick > 70


def _old(lines: list[dict[str, Any]]) -> None:
    lines[3]["timestamp"] = "2025-01-01T00:00:00Z"


def _late(lines: list[dict[str, Any]]) -> None:
    lines.append({**lines[0], "uuid": "late", "timestamp": "2027-01-01T00:00:00+02:00"})


def _side(lines: list[dict[str, Any]]) -> None:
    for line in lines[40:]:
        line["isSidechain"] = True


def _stub(lines: list[dict[str, Any]]) -> None:
    for line in lines:
        if line["type"] == "assistant":
            line["message"] |= {"stop_reason": None}
            line["message"]["content"].append({"type": "text", "text": "So it is. " * 40})


def _told(lines: list[dict[str, Any]]) -> None:
    lines[2]["message"]["content"] = '"usage": {"input_tokens": 4} "timestamp":"2031-01-01"'


def _nameless(lines: list[dict[str, Any]]) -> None:
    for line in lines:
        del line["cwd"], line["uuid"]


def _unchanged(lines: list[dict[str, Any]]) -> None:
    pass


@pytest.mark.parametrize("change", [_old, _late, _side, _stub, _told, _nameless, _unchanged])
@pytest.mark.parametrize("end", [b"", b'{"type":"user","uuid":', b"\xff\n", b"[]\n", b"\r\n"])
def test_what_is_odd_changes_nothing(
    tmp_path: Path, change: Callable[[list[dict[str, Any]]], None], end: bytes
) -> None:
    lines = claude_session(80)
    change(lines)
    path = tmp_path / "s1.jsonl"
    path.write_bytes(jsonl(lines) + end)
    (trace,) = read_traces(path)
    quick = skimmed(path, Counted())
    assert quick is None or told(quick) == told(trace)
    assert quick is not None or change in (_side, _nameless)


@pytest.mark.parametrize("place", ["s1/subagents/agent-a7.jsonl", "agent-a7.jsonl"])
def test_sub_agents_are_in_the_row_and_a_new_one_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    home = tmp_path / "project"
    home.mkdir()
    (home / "s1.jsonl").write_bytes(jsonl(claude_session(2)))
    assert [row.requests for row in hl.sessions(home)] == [2]
    agent = [line | {"isSidechain": True, "agentId": "a7"} for line in claude_session(4, "a")]
    (home / place).parent.mkdir(parents=True, exist_ok=True)
    (home / place).write_bytes(jsonl(agent))
    assert [row.requests for row in hl.sessions(home)] == [6]
    (trace,) = read_traces(home)
    quick = skimmed(home / "s1.jsonl", Counted())
    assert quick is not None
    assert told(quick) == told(trace)


@noisy
@needs_sessions
def test_a_row_and_a_trace_cost_little_more_than_the_lines() -> None:
    files = sorted(SESSIONS.glob("claude_code/*.jsonl"), key=lambda file: -file.stat().st_size)[:4]
    loading = reading = skimming = 0.0
    for file in files:
        lines = file.read_bytes().splitlines()
        assert skimmed(file, Counted()) is not None  # what is imported on the first call
        loading += seconds(lambda lines=lines: [json.loads(line) for line in lines], 5)
        reading += seconds(lambda file=file: list(read_traces(file)), 5)
        skimming += seconds(lambda file=file: skimmed(file, Counted()), 5)
    assert reading < 2 * loading
    assert skimming < reading
