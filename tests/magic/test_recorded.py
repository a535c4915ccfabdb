"""Recorded sessions on a line of %headroom: by file, by name, two of them, one that grows."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from IPython.core.error import UsageError

import headroom_lab as hl
from headroom_lab.explore import SessionWatcher
from headroom_lab.results import SimulationResult
from headroom_lab.results.trace_comparison import TraceComparison
from tests.magic.test_completion import completed
from tests.traces.made import claude_session, jsonl

Line = Callable[[str], Any]
NAMES = ("7c9e6679-7425-40de", "7c9e0000-7425-40de", "a1b2c3d4-0000-0000")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with three sessions, the first of them the newest; the work goes on elsewhere."""
    for variable in ("CODEX_HOME", "PI_CODING_AGENT_DIR", "XDG_CACHE_HOME"):
        monkeypatch.setenv(variable, str(tmp_path / variable))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("CLAUDE_CONFIG_DIR", str(tmp_path / "claude"))
    folder = tmp_path / "claude" / "projects" / "mine"
    folder.mkdir(parents=True)
    for age, name in enumerate(NAMES):
        file = folder / f"{name}.jsonl"
        file.write_bytes(jsonl(claude_session(age + 2)))
        os.utime(file, (1_700_000_000 - age, 1_700_000_000 - age))
    work = tmp_path / "work"
    work.mkdir()
    (work / "first.jsonl").write_bytes(jsonl(claude_session(2)))
    (work / "second one.jsonl").write_bytes(jsonl(claude_session(4)))
    (work / "notes.txt").write_text("none of it", encoding="utf-8")
    monkeypatch.chdir(work)
    return tmp_path


@pytest.fixture
def line(shell: Any, home: Path) -> Line:
    return lambda text: shell.run_line_magic("headroom", text)


@pytest.mark.parametrize(
    "word", ["first.jsonl", '"second one.jsonl"', "7c9e6679", "~/work/first.jsonl", "$path"]
)
def test_a_session_is_named_by_its_file_or_its_name(shell: Any, line: Line, word: str) -> None:
    shell.user_ns["path"] = Path("first.jsonl")
    assert isinstance(line(f"simulate {word}"), SimulationResult)


def test_a_variable_comes_before_a_file_of_its_name(shell: Any, line: Line) -> None:
    Path("messages").write_bytes(jsonl(claude_session(2)))
    assert len(line("simulate messages").messages) == len(shell.user_ns["messages"])


@pytest.mark.parametrize("word", ["7c9e", "7c9", "nothing-of-this"])
def test_a_name_that_tells_no_single_session_is_refused(line: Line, word: str) -> None:
    with pytest.raises(UsageError):
        line(f"simulate {word}")


@pytest.mark.parametrize(
    "body", ["first.jsonl", '"second one.jsonl"\n', "7c9e6679;", "~/work/first.jsonl"]
)
def test_a_body_may_be_a_path(shell: Any, home: Path, body: str) -> None:
    shown = shell.run_cell_magic("headroom", "simulate -o found", body)
    assert (shown is None) == body.endswith(";")
    assert isinstance(shell.user_ns["found"], SimulationResult)


def test_a_body_that_looks_like_a_path_is_told_of(shell: Any, home: Path) -> None:
    with pytest.raises(UsageError, match="file: there is no such file"):
        shell.run_cell_magic("headroom", "simulate", "/nowhere/none.jsonl")
    with pytest.raises(UsageError, match="--as file"):
        shell.run_cell_magic("headroom", "simulate --as file", "user: hi")


def test_two_sessions_stand_side_by_side(shell: Any, line: Line) -> None:
    found = line('compare first.jsonl "second one.jsonl" -o both')
    assert isinstance(found, TraceComparison)
    assert found["requests"].difference == 2
    assert shell.user_ns["both"] is found
    assert line("compare 7c9e6679 a1b2c3d4")["requests"].second == 4
    with pytest.raises(UsageError, match="expected a session"):
        line("compare first.jsonl messages")
    with pytest.raises(UsageError, match="--policy takes one"):
        line("compare first.jsonl 7c9e6679 --policy off")


@pytest.mark.parametrize("word", ["first.jsonl", "", ".", "7c9e6679", "$path"])
def test_a_session_is_watched(shell: Any, line: Line, word: str) -> None:
    shell.user_ns["path"] = Path("first.jsonl")
    with line(f"watch {word}") as watcher:
        assert isinstance(watcher, SessionWatcher)
        assert watcher.is_watching
        assert len(watcher.trace.requests) in (2, 4)
        if not word:
            assert watcher.path.stem == NAMES[0]


def test_sessions_of_a_folder(line: Line) -> None:
    assert len(line("sessions .")) == 2
    assert len(line("sessions")) == 3


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("%headroom simulate fir", ["st.jsonl"]),
        ("%headroom simulate ~/wo", ["rk/"]),
        ("%headroom simulate ~/work/", ["first.jsonl"]),
        ("%headroom simulate 7c9e", ["6679-7425-40de", "0000-7425-40de"]),
        ("%headroom watch a1", ["b2c3d4-0000-0000"]),
        ("%headroom watch fir", ["st.jsonl"]),
        ("%headroom compare first.jsonl 7c9e6", ["679-7425-40de"]),
        ("%headroom compare first.jsonl fir", ["st.jsonl"]),
        ("%headroom cost ./fi", ["rst.jsonl"]),
        ("%headroom sessions ../wo", ["rk/"]),
        ("%headroom sessions 7c9", []),
        ("%headroom simulate first.jsonl a1", []),
    ],
)
def test_paths_and_names_complete(shell: Any, home: Path, text: str, rest: list[str]) -> None:
    assert completed(shell, text)[: len(rest) or None] == [text + more for more in rest]


def test_names_are_offered_newest_first(shell: Any, home: Path) -> None:
    offered = completed(shell, "%headroom watch ")
    assert offered[:3] == [f"%headroom watch {name}" for name in NAMES]
    assert "%headroom watch first.jsonl" in offered
    assert not any("notes" in one or "second" in one for one in offered)


def test_the_newest_reads(home: Path) -> None:
    assert hl.sessions()[0].read().requests
