"""A file that grows is read as it stands, and no byte of it twice."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import headroom_lab as hl
from headroom_lab.errors import HeadroomError
from headroom_lab.results.trace import Trace
from headroom_lab.traces import following
from headroom_lab.traces.following import Follower, Tail, newest_file
from headroom_lab.traces.skipping import Skipping
from tests.traces.made import claude_session, jsonl

SESSION = jsonl(claude_session(6))


def same(one: Trace | None, other: Trace) -> bool:
    """Tell whether two sessions are alike."""
    return (
        one is not None
        and one.streams == other.streams
        and list(one.requests) == list(other.requests)
    )


@settings(max_examples=30, deadline=None)
@given(cuts=st.lists(st.integers(1, len(SESSION)), max_size=8))
def test_a_file_that_grows_anyhow_reads_as_it_would_at_once(cuts: list[int]) -> None:
    with TemporaryDirectory() as folder:
        path, whole = Path(folder) / "s.jsonl", Path(folder) / "whole" / "s.jsonl"
        whole.parent.mkdir()
        path.write_bytes(b"")
        follower, last = Follower(path), None
        for start, stop in zip([0, *sorted(cuts)], [*sorted(cuts), len(SESSION)], strict=True):
            with path.open("ab") as file:
                file.write(SESSION[start:stop])
            last = follower.look() or last
            lines = SESSION[:stop].rpartition(b"\n")[0]
            whole.write_bytes(lines)
            if lines and stop == SESSION.find(b"\n", stop - 1) + 1:
                assert same(last, hl.read_trace(whole))
        whole.write_bytes(SESSION)
        assert same(last, hl.read_trace(whole))


def test_only_what_was_added_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "s.jsonl"
    path.write_bytes(SESSION)
    tail, read = Tail(path), []
    tail.advance()
    opened = Path.open

    class Counted:
        """A file that counts what is read of it."""

        def __init__(self, path: Path) -> None:
            self.file = opened(path, "rb")

        def __enter__(self) -> Counted:
            return self

        def __exit__(self, *error: object) -> None:
            self.file.close()

        def fileno(self) -> int:
            return self.file.fileno()

        def seek(self, place: int) -> int:
            return self.file.seek(place)

        def read(self, size: int) -> bytes:
            read.append(size)
            return self.file.read(size)

    with path.open("ab") as file:
        file.write(b'{"type":"mode"}\n')
    monkeypatch.setattr(Path, "open", lambda self, *_: Counted(self))
    tail.advance()
    assert read == [16]
    assert len(list(tail.records(Skipping("s")))) == SESSION.count(b"\n") + 1


def test_nothing_new_is_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "s.jsonl"
    path.write_bytes(SESSION)
    follower = Follower(path)
    assert follower.look() is not None
    assert follower.look() is None


def test_a_file_written_anew_is_read_anew(tmp_path: Path) -> None:
    path = tmp_path / "s.jsonl"
    path.write_bytes(SESSION)
    follower = Follower(path)
    follower.look()
    path.write_bytes(jsonl(claude_session(2)))  # shorter
    assert same(follower.look(), hl.read_trace(path))
    path.write_bytes(jsonl(claude_session(9, prefix="other")))  # longer, another beginning
    assert same(follower.look(), hl.read_trace(path))
    other = tmp_path / "new"
    other.write_bytes(jsonl(claude_session(12)))
    os.replace(other, path)
    assert same(follower.look(), hl.read_trace(path))


def test_a_document_that_is_written_as_a_whole_is_followed(tmp_path: Path) -> None:
    path = tmp_path / "log.json"
    body: dict[str, Any] = {"model": "gpt-4o", "messages": []}
    follower = Follower(path)
    for turn in range(3):
        body["messages"] = [{"role": "user", "content": "x" * turn}, *body["messages"]]
        path.write_text(json.dumps({"request": body}, indent=1), encoding="utf-8")
        found = follower.look()
        assert found is not None
        assert len(found.messages) == turn + 1


def test_sub_agents_recordings_and_packed_files_are_followed(tmp_path: Path) -> None:
    path = tmp_path / "s1.jsonl"
    path.write_bytes(SESSION)
    follower = Follower(path)
    follower.look()
    agent = claude_session(2, prefix="a")
    for line in agent:
        line |= {"isSidechain": True, "agentId": "a7"}
    beside = tmp_path / "s1" / "subagents" / "agent-a7.jsonl"
    beside.parent.mkdir(parents=True)
    beside.write_bytes(jsonl(agent))
    found = follower.look()
    assert found is not None
    assert len(found.streams) == 2
    packed = tmp_path / "packed.jsonl.gz"
    packed.write_bytes(gzip.compress(SESSION))
    assert same(Follower(packed).look(), hl.read_trace(packed))


def test_a_recording_is_followed_into_its_next_file(tmp_path: Path) -> None:
    recorder = hl.Recorder(tmp_path, max_bytes=400)
    messages: list[Any] = []
    follower = None
    for turn in range(4):
        messages = [*messages, {"role": "user", "content": f"{turn}" * 50}]
        recorder.write({"request": {"messages": messages}, "response": {"choices": []}})
        follower = follower or Follower(newest_file(tmp_path))
        found = follower.look()
        assert found is not None
        assert len(found.requests) == turn + 1


def test_the_newest_file_of_a_folder_is_found(tmp_path: Path) -> None:
    for age, name in enumerate(("new.jsonl", "old.jsonl")):
        (tmp_path / name).write_bytes(SESSION)
        os.utime(tmp_path / name, (1_700_000_000 - age, 1_700_000_000 - age))
    assert newest_file(tmp_path).name == "new.jsonl"
    with pytest.raises(HeadroomError, match="no file or folder"):
        newest_file(tmp_path / "none")
    (tmp_path / "empty").mkdir()
    with pytest.raises(HeadroomError, match="no session to follow"):
        newest_file(tmp_path / "empty")


def test_a_file_too_large_to_hold_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "MOST", 10)
    path = tmp_path / "s.jsonl"
    path.write_bytes(SESSION)
    with pytest.raises(HeadroomError, match="too large to follow"):
        Follower(path).look()
