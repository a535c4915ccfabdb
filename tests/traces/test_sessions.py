"""What agents have left on a machine, found where they keep it and remembered."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

import headroom_lab as hl
from headroom_lab.errors import HeadroomError
from headroom_lab.traces import sessions as module
from headroom_lab.traces import skimming
from headroom_lab.traces.counting import Counted
from headroom_lab.traces.places import PLACES
from tests.traces.made import claude_session, jsonl
from tests.traces.shared import NATIVE, needs_native


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    for place in PLACES:
        monkeypatch.delenv(place.variable, raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for at in range(3):
        lines = claude_session(at + 1, prefix=f"s{at}")
        for line in lines:
            line["timestamp"] = line["timestamp"].replace("-01-02T", f"-01-0{at + 2}T")
        path = tmp_path / ".claude" / "projects" / "-home-me" / f"s{at}.jsonl"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(jsonl(lines))
    return tmp_path


def test_the_three_lines_lead_to_the_answer(home: Path) -> None:
    found = hl.sessions()
    assert [row.requests for row in found] == [3, 2, 1]  # the newest first
    trace = found[0].read()
    assert hl.simulate(trace).tokens_before == trace.requests[-1].input_tokens
    assert found[0].agent == "Claude Code"
    assert found[0].cost == pytest.approx(trace.requests.cost)
    assert "3 recorded sessions" in found.to_text()
    assert len(found.to_frame()) == 3
    assert len(found.to_html()) < 16 * 1024


def test_a_request_that_stands_in_two_files_counts_once(home: Path) -> None:
    folder = home / ".claude" / "projects" / "-home-me"
    longer = [{**line, "sessionId": "again"} for line in claude_session(5, prefix="s2")]
    (folder / "again.jsonl").write_bytes(jsonl(longer))  # a session that was resumed
    os.utime(folder / "again.jsonl", (2e9, 2e9))
    (folder / "a-copy.jsonl").write_bytes(jsonl(longer))  # and what was resumed of that, no further
    os.utime(folder / "a-copy.jsonl", (2e9 + 1, 2e9 + 1))
    for _ in range(2):  # the second time they are remembered
        found = {Path(row.path).stem: row for row in hl.sessions()}
        assert {name: row.requests for name, row in found.items()} == {
            "s0": 1, "s1": 2, "s2": 3, "again": 2, "a-copy": 0,
        }  # fmt: skip
        every = list(hl.read_traces(folder))
        for column in ("input_tokens", "cache_write_5m_tokens", "cache_write_1h_tokens"):
            in_rows = sum(getattr(row, column) for row in found.values())
            assert in_rows == sum(trace.requests.total(column) for trace in every) > 0
    (folder / "again.jsonl").unlink()
    found = {Path(row.path).stem: row for row in hl.sessions()}
    assert found["a-copy"].requests == 2  # what was told elsewhere counts here now
    assert "cache_write_5m_tokens" in hl.sessions().to_frame()


def test_a_file_that_holds_no_session_is_named(home: Path) -> None:
    folder = home / ".claude" / "projects" / "-home-me"
    (folder / "notes.jsonl").write_text('{"a": 1}\n')
    (folder / "empty.jsonl").write_text("")
    for _ in range(2):
        found = hl.sessions()
        assert len(found) == 3
        told = {Path(skip.path).name: skip.reason for skip in found.skipped}
        assert told.keys() == {"notes.jsonl", "empty.jsonl"}
        assert "objects with 'a'" in told["notes.jsonl"]
        assert "2 files" in found.to_text()


def test_prices_of_ones_own_leave_no_trace_in_the_memory(home: Path) -> None:
    half = hl.sessions(prices=0.5)
    listed = hl.sessions()
    assert [row.cost for row in half] == pytest.approx([(row.cost or 0) / 2 for row in listed])
    assert hl.sessions() == listed


def test_a_file_is_read_again_only_where_it_has_changed(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = hl.sessions()
    read: list[Path] = []

    def counting(path: Path, counted: Counted) -> object:
        read.append(path)
        return skimming.skimmed(path, counted)

    monkeypatch.setattr(module, "skimmed", counting)
    assert hl.sessions() == first
    assert not read
    path = home / ".claude/projects/-home-me/s0.jsonl"
    path.write_bytes(jsonl(claude_session(7, prefix="s0")))
    assert max(row.requests for row in hl.sessions()) == 7
    assert [p.name for p in read] == ["s0.jsonl"]


@pytest.mark.parametrize(
    "spoilt", [b"", b"{", b'{"version": 1}', b"[]", b'{"version":"x","files":3}']
)
def test_a_spoilt_memory_is_made_anew(home: Path, spoilt: bytes) -> None:
    first = hl.sessions()
    (home / "cache" / "headroom_lab" / "sessions.json").write_bytes(spoilt)
    assert hl.sessions() == first


def test_a_variable_moves_the_place(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAUDE_CONFIG_DIR", str(home / "elsewhere"))
    assert len(hl.sessions()) == 0
    assert "No recorded sessions" in hl.sessions().to_text()
    assert len(hl.sessions(home / ".claude")) == 3


def test_the_magic_finds_sessions_and_takes_a_file(home: Path) -> None:
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell()
    shell.run_line_magic("load_ext", "headroom_lab")
    found = shell.run_line_magic("headroom", "sessions")
    assert len(found) == 3
    result = shell.run_line_magic("headroom", f"simulate {found[0].path}")
    assert result.tokens_before == found[0].read().requests[-1].input_tokens
    shell.user_ns["trace"] = found[0].read()
    assert shell.run_line_magic("headroom", "simulate trace").tokens_before == result.tokens_before
    for given in ("trace", found[0].path):
        assert shell.run_line_magic("headroom", f"replay {given}").basis == "anchored"
    assert len(shell.run_line_magic("headroom", f"sessions {home / '.claude'}")) == 3


@needs_native
def test_what_each_agent_leaves_is_found_where_it_leaves_it(home: Path) -> None:
    left = {
        ".codex/sessions/2026/01/02/rollout-a.jsonl": "codex_rollout.schema_fixture.jsonl",
        ".pi/agent/sessions/-home-me-/a.jsonl": "other_agents.pi.fixture.jsonl",
        ".gemini/tmp/0b7d/chats/session-a.jsonl": "other_agents.gemini.fixture.jsonl",
        ".qwen/projects/-home-me/chats/a.jsonl": "other_agents.qwen.fixture.jsonl",
        ".kimi-code/sessions/wd/a/agents/main/wire.jsonl": "other_agents.kimi.fixture.jsonl",
        ".copilot/session-state/a/events.jsonl": "other_agents.copilot.fixture.jsonl",
    }
    for place, name in left.items():
        (home / place).parent.mkdir(parents=True)
        (home / place).write_bytes((NATIVE / name).read_bytes())
    found = hl.sessions()
    agents = {place.agent for place in PLACES}
    assert {row.agent for row in found} == agents
    for row in found:
        trace = row.read()
        assert len(trace.requests) == row.requests
        assert hl.simulate(trace).tokens_before > 0


@pytest.mark.parametrize("where", ["nowhere", "", 5])
def test_a_place_that_is_none_is_told(home: Path, where: Any) -> None:
    with pytest.raises(HeadroomError, match=r"nowhere|expected a file, a folder or a glob"):
        hl.sessions(where)
