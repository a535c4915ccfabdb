"""Recorded lines: whole whatever happens, over several files and processes, read as they were."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import headroom_lab as hl
from headroom_lab.messages.given import Request

USAGE = {"prompt_tokens": 100, "completion_tokens": 5, "total_tokens": 105}
WRITER = """
import sys
from headroom_lab import Recorder
recorder = Recorder(sys.argv[1], max_bytes=200_000)
for number in range(10_000):
    messages = [{"role": "user", "content": f"{sys.argv[2]} {number} " + "x" * 5000}]
    request = {"model": "m", "messages": messages}
    answer = {"choices": [{"message": {"role": "assistant", "content": "yes"}}]}
    recorder.write({"id": f"{sys.argv[2]}-{number}", "request": request, "response": answer})
    print(number, flush=True)
"""


def record(id_: str, messages: list[Any], answer: str, **more: Any) -> dict[str, Any]:
    """Return a request with its answer, as a client records them."""
    message = {"role": "assistant", "content": answer}
    response = {"choices": [{"message": message, "finish_reason": "stop"}], "usage": USAGE}
    return {"id": id_, "request": {"messages": messages}, "response": response, **more}


def text(role: str, content: str) -> dict[str, str]:
    """Return a message."""
    return {"role": role, "content": content}


def told(folder: Path) -> list[dict[str, Any]]:
    """Return the lines of all files of a recording."""
    files = sorted(folder.glob("requests-*.jsonl"))
    return [orjson.loads(line) for file in files for line in file.read_bytes().splitlines()]


def test_a_full_file_is_followed_by_the_next(tmp_path: Path) -> None:
    recorder = hl.Recorder(tmp_path, max_bytes=1500)
    messages: list[Any] = []
    for turn in range(8):
        messages = [*messages, text("user", f"question {turn} " + "y" * 100)]
        recorder.write(record(f"r{turn}", messages, f"answer {turn}"))
        messages = [*messages, text("assistant", f"answer {turn}")]
    files = sorted(tmp_path.iterdir())
    assert len(files) > 2
    sizes = [(file.stat().st_size, file.read_bytes().count(b"\n")) for file in files]
    assert all(size <= 1500 or count == 1 for size, count in sizes)
    assert files[0].stat().st_mode & 0o077 == 0
    (trace,) = hl.read_traces(tmp_path)
    assert list(trace.messages) == messages
    assert [len(trace.at(n).messages) for n in range(8)] == list(range(1, 16, 2))
    (row,) = hl.sessions(tmp_path)
    assert (row.requests, row.input_tokens) == (8, 800)


def test_threads_and_processes_share_a_folder(tmp_path: Path) -> None:
    recorder = hl.Recorder(tmp_path, max_bytes=100_000)

    def write(thread: int) -> None:
        for number in range(50):
            id_ = f"t{thread}-{number}"
            recorder.write(record(id_, [text("user", id_ + "z" * 2000)], "yes"))

    command = [sys.executable, "-c", WRITER, str(tmp_path), "p"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        with ThreadPoolExecutor(4) as pool:
            other.stdout.readline()
            list(pool.map(write, range(4)))
        other.kill()
    ids = {line["id"] for line in told(tmp_path)}
    assert {f"t{thread}-{number}" for thread in range(4) for number in range(50)} <= ids
    assert "p-0" in ids


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL here")
def test_what_was_written_outlives_a_kill(tmp_path: Path) -> None:
    command = [sys.executable, "-c", WRITER, str(tmp_path), "p"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        last = [int(writer.stdout.readline()) for _ in range(60)][-1]
        os.kill(writer.pid, signal.SIGKILL)
    found = hl.read_traces(tmp_path)
    read = {trace.id for trace in found}
    assert {f"p-{number}" for number in range(last + 1)} <= read
    assert not found.skipped


def test_half_a_line_costs_itself_alone(tmp_path: Path) -> None:
    recorder = hl.Recorder(tmp_path)
    recorder.write(record("a", [text("user", "one")], "1"))
    (file,) = tmp_path.iterdir()
    with file.open("ab") as torn:
        torn.write(b'{"recorded_by":"headroom_lab","reque')
    recorder.write(record("b", [text("user", "two")], "2"))
    found = hl.read_traces(tmp_path)
    assert [trace.id for trace in found] == ["a", "b"]
    assert [skip.lines for skip in found.skipped] == [1]


def test_two_talks_that_begin_alike_stay_two(tmp_path: Path) -> None:
    recorder = hl.Recorder(tmp_path)
    hello = text("user", "hello")
    recorder.write(record("a", [hello], "hi, A"))
    recorder.write(record("b", [hello], "hi, B"))
    for name in "AB":
        messages = [hello, text("assistant", f"hi, {name}"), text("user", f"to {name}")]
        recorder.write(record(f"{name}2", messages, "bye"))
    first, second = hl.read_traces(tmp_path)
    assert [m["content"] for m in first.messages] == ["hello", "hi, A", "to A", "bye"]
    assert [m["content"] for m in second.messages] == ["hello", "hi, B", "to B", "bye"]


def test_a_mark_for_the_cache_makes_no_other_message(tmp_path: Path) -> None:
    recorder = hl.Recorder(tmp_path)
    marked = {"type": "text", "text": "one", "cache_control": {"type": "ephemeral"}}
    recorder.write(record("a", [{"role": "user", "content": [marked]}], "1"))
    again = [text("user", "one"), text("assistant", "1"), text("user", "two")]
    recorder.write(record("b", again, "2"))
    (trace,) = hl.read_traces(tmp_path)
    assert len(trace.messages) == 4


WORDS = st.text("abc", max_size=3)
TALKS = st.lists(st.tuples(st.integers(0, 2), st.booleans(), WORDS, WORDS), min_size=1, max_size=12)


@settings(max_examples=40, deadline=None)
@given(talks=TALKS, size=st.integers(200, 2000))
def test_every_context_comes_back_as_it_was_sent(talks: list[Any], size: int) -> None:
    sent: dict[str, list[list[Any]]] = {}
    with TemporaryDirectory() as folder:
        recorder = hl.Recorder(folder, max_bytes=size)
        for number, (talk, cuts, asked, answer) in enumerate(talks):
            name = f"talk {talk}"
            before = sent.setdefault(name, [])
            context = [*before[-1], text("assistant", answer)] if before else []
            context = context[:1] + context[2:] if cuts else context
            context = [*context, text("user", asked)]
            before.append(context)
            recorder.write(record(str(number), context, answer, session=name))
        traces = {trace.id: trace for trace in hl.read_traces(folder)}
    assert set(traces) == set(sent)
    for name, contexts in sent.items():
        trace = traces[name]
        assert len(trace.requests) == len(contexts)
        for number, context in enumerate(contexts):
            found: Request = trace.at(number)
            assert list(found.messages) == context
