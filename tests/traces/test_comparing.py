"""Two sessions side by side: their figures, tools and files, and where they parted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import headroom_lab as hl
from headroom_lab.errors import ConfigError
from headroom_lab.results.trace import Trace
from tests.display.test_snapshots import FOLDER, PAGE, same
from tests.traces.made import claude_session, jsonl

Made = Callable[..., Trace]


@pytest.fixture
def made(tmp_path: Path) -> Made:
    def make(name: str, requests: int, change: Callable[[list[Any]], Any] | None = None) -> Trace:
        lines = claude_session(requests)
        for line in lines:
            line["sessionId"] = name
            line["cwd"] = f"/home/{name}"
        if change:
            change(lines)
        path = tmp_path / f"{name}.jsonl"
        path.write_bytes(jsonl(lines))
        return hl.read_trace(path)

    return make


def calling(lines: list[Any], turn: int, tool: str, **arguments: Any) -> None:
    """Put another call in place of a turn's."""
    call = lines[1 + 2 * turn]["message"]["content"][0]
    call["name"], call["input"] = tool, arguments


def short(lines: list[Any]) -> None:
    """Read a file in turn 1, write one in turn 2."""
    calling(lines, 1, "Read", file_path="/home/short/src/a.py")
    calling(lines, 2, "Write", file_path="/home/short/src/b.py", content="x")


def long(lines: list[Any]) -> None:
    """Read the same file in turn 1, another in turn 2, write it in turn 3; model and all else."""
    calling(lines, 1, "Read", file_path="/home/long/src/a.py")
    calling(lines, 2, "Read", file_path="/home/long/src/b.py")
    calling(lines, 3, "Edit", file_path="/home/long/src/b.py", old_string="a", new_string="b")
    for line in lines[1::2]:
        line["message"]["model"] = "claude-sonnet-4-5"


def test_figures_tools_and_files_of_both(made: Made) -> None:
    first, second = made("short", 3, short), made("long", 5, long)
    found = first.compare(second)
    assert (found["requests"].first, found["requests"].second) == (3, 5)
    for name in ("input_tokens", "cache_read_tokens", "output_tokens", "cache_write_1h_tokens"):
        assert found[name].first == first.requests.total(name)
        assert found[name].difference == second.requests.total(name) - first.requests.total(name)
    assert found["cost"].second == pytest.approx(second.requests.cost)
    assert found["duration"].first == 5
    assert found["tool_calls"].difference == 2
    assert found.models == (("claude-opus-4-5",), ("claude-sonnet-4-5",))
    calls = {row.tool: (row.first_calls, row.second_calls) for row in found.tools}
    assert calls == {"Bash": (1, 1), "Read": (1, 2), "Edit": (0, 1)}
    files = {
        r.path: (r.first_reads, r.second_reads, r.first_writes, r.second_writes)
        for r in found.files
    }
    assert files == {"src/a.py": (1, 1, 0, 0), "src/b.py": (0, 1, 1, 1)}


def test_they_part_at_the_first_step_that_differs(made: Made) -> None:
    parted = made("short", 3, short).compare(made("long", 5, long)).parted
    assert parted is not None
    assert parted.alike == 3  # the question, and two calls that differ in their folder alone
    assert parted.first.startswith('Write: {"file_path":"./src/b.py"')
    assert parted.second.startswith('Read: {"file_path":"./src/b.py"')
    same_one = made("short", 3, short)
    assert same_one.compare(same_one).parted is None
    ended = made("fewer", 3).compare(made("more", 5)).parted
    assert ended is not None
    assert ended.first == ""


def test_the_frame_has_a_row_a_figure(made: Made) -> None:
    frame = made("short", 3, short).compare(made("long", 5, long)).to_frame()
    row = frame.set_index("measure").loc["requests"]
    assert (row["first"], row["second"], row["difference"]) == (3, 5, 2)


def test_secrets_in_steps_and_paths_are_masked(made: Made) -> None:
    secret = "sk-proj-abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGH"
    first = made("a", 2, lambda lines: calling(lines, 1, "Bash", command=f"cat {secret}"))
    found = first.compare(made("b", 2))
    for told in (str(found.parted), found.to_html(), str(found.files.to_frame()), repr(found)):
        assert secret not in told


def test_only_sessions_are_compared(made: Made) -> None:
    with pytest.raises(ConfigError, match="expected a Trace"):
        made("a", 1).compare([{"role": "user", "content": "x"}])  # type: ignore[arg-type]


def test_the_picture_is_the_one_that_was_looked_at(made: Made) -> None:
    found = made("short", 3, short).compare(made("long", 5, long))
    same(FOLDER / "trace_comparison.txt", found.to_text() + "\n")
    same(FOLDER / "trace_comparison.md", found.to_markdown() + "\n")
    same(FOLDER / "trace_comparison.html", PAGE.format(name="sessions", html=found.to_html()))
    assert len(found.to_html().encode()) < 16 * 1024
