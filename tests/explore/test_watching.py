"""The watcher's picture follows a real file, stops when told, and stays as it last stood."""

from __future__ import annotations

import gc
import subprocess
import sys
import time
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import enumerate as threads
from typing import Any

import pytest

import headroom_lab as hl
from headroom_lab.errors import ConfigError, HeadroomError
from headroom_lab.explore.watching import SessionWatcher
from tests.traces.made import claude_session, jsonl

LINES = claude_session(8)
WRITER = """
import sys, time
with open(sys.argv[1], "ab", buffering=0) as file:
    for line in sys.stdin.buffer:
        file.write(line[:20])
        file.write(line[20:])
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "s1.jsonl"
    made.write_bytes(jsonl(LINES[:3]))
    return made


@pytest.fixture
def watching(path: Path) -> Iterator[SessionWatcher]:
    with hl.watch(path, every=0.05) as watcher:
        yield watcher


def until(true: Callable[[], bool], seconds: float = 20.0) -> bool:
    """Wait until something is true."""
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        time.sleep(0.02)
    return true()


def html(watcher: SessionWatcher) -> str:
    """Return what the widget shows."""
    value: str = watcher.widget.children[1].value
    return value


def test_a_new_request_shows(watching: SessionWatcher, path: Path) -> None:
    assert len(watching.trace.requests) == 1
    command = [sys.executable, "-c", WRITER, str(path)]
    subprocess.run(command, input=jsonl(LINES[3:]), check=True)
    assert until(lambda: len(watching.trace.requests) == 8)
    assert until(lambda: html(watching) == hl.read_trace(path).to_html())
    assert "8 requests" in html(watching)


def test_the_still_picture_follows_too(
    watching: SessionWatcher, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[dict[str, Any]] = []

    class Still:
        def update(self, page: dict[str, Any], raw: bool) -> None:
            seen.append(page)

    watching._still = Still()
    with path.open("ab") as file:
        file.write(jsonl(LINES[3:5]))
    assert until(lambda: bool(seen))
    assert "2 requests" in seen[-1]["text/plain"]
    assert "follow it again" in seen[-1]["text/html"]


def test_it_stops_cleanly(watching: SessionWatcher, path: Path) -> None:
    watching.widget.children[0].children[0].click()
    assert not watching.is_watching
    assert until(lambda: not watching._thread.is_alive())
    assert "No longer watching" in watching.widget.children[0].children[1].value
    with path.open("ab") as file:
        file.write(jsonl(LINES[3:]))
    assert "1 request," in html(watching)
    assert watching.look()  # by hand it still does
    assert "8 requests" in html(watching)


def test_the_same_file_watched_anew_ends_the_first(watching: SessionWatcher, path: Path) -> None:
    with hl.watch(path, every=0.05) as second:
        assert not watching.is_watching
        assert second.is_watching
    assert until(lambda: not any(t.name == "headroom-watch" and t.is_alive() for t in threads()))


def test_one_that_nobody_holds_ends(path: Path) -> None:
    watcher = hl.watch(path, every=0.05)
    thread, held = watcher._thread, weakref.ref(watcher)
    for widget in (watcher.widget, *watcher.widget.children, *watcher.widget.children[0].children):
        widget.close()
    del watcher, widget
    gc.collect()
    assert until(lambda: held() is None)  # the thread may just be looking
    assert until(lambda: not thread.is_alive())


def test_a_file_that_goes_and_comes_back_is_followed_on(
    watching: SessionWatcher, path: Path
) -> None:
    path.unlink()
    state = watching.widget.children[0].children[1]
    assert until(lambda: "No such file" in state.value)
    path.write_bytes(jsonl(LINES[:5]))
    assert until(lambda: len(watching.trace.requests) == 2)


def test_an_empty_file_is_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "new.jsonl"
    path.touch()
    with hl.watch(tmp_path, every=0.05) as watcher:
        assert "0 requests" in html(watcher)
        path.write_bytes(jsonl(LINES[:3]))
        assert until(lambda: "1 request," in html(watcher))


def test_what_cannot_be_watched_is_told(tmp_path: Path, path: Path) -> None:
    with pytest.raises(HeadroomError, match="no file or folder"):
        hl.watch(tmp_path / "none.jsonl")
    with pytest.raises(ConfigError, match="every"):
        hl.watch(path, every=0)
