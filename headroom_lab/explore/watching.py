"""A session that is still being written, with a picture that follows it."""

from __future__ import annotations

import time
import weakref
from datetime import datetime
from os import PathLike
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Any, ClassVar

from headroom_lab.errors import ConfigError
from headroom_lab.explore.explorer import Explorer, alert
from headroom_lab.results.trace import MAIN, Trace, TraceSegment, TraceStream
from headroom_lab.traces.following import Follower, newest_file

_watchers: weakref.WeakValueDictionary[Path, SessionWatcher] = weakref.WeakValueDictionary()
_REST = 2.0  # a look that took a second is followed by a rest of so many
_LONGEST = 10.0  # seconds of rest


class SessionWatcher(Explorer):
    """The picture of a session, drawn anew whenever its file grows; ``watch`` makes one.

    ``trace`` is the session as it stands, ``is_watching`` whether it is still followed.
    """

    about: ClassVar[str] = "Watched session"
    again: ClassVar[str] = "follow it again"

    def __init__(self, path: str | PathLike[str] | None = None, *, every: float = 0.5) -> None:
        super().__init__()
        if not 0 < every <= _LONGEST:
            raise ConfigError(f"every: found {every!r}, expected 0 to {_LONGEST:g} seconds")
        self.path = newest_file(path)
        self._follower = Follower(self.path)
        self.trace = _empty(str(self.path), self.path.stem)
        self._stopped, self._looking = Event(), Lock()
        self._build()
        self.look()
        if (before := _watchers.get(self.path)) is not None:
            before.stop()
        _watchers[self.path] = self
        arguments = (weakref.ref(self), self._stopped, every)
        self._thread = Thread(target=_follow, args=arguments, daemon=True, name="headroom-watch")
        self._thread.start()

    @property
    def record(self) -> Trace:
        """What is shown now."""
        return self.trace

    @property
    def widget(self) -> Any:
        """The button that stops it, and the picture."""
        return self._widget

    @property
    def is_watching(self) -> bool:
        """Whether the file is still followed."""
        return not self._stopped.is_set()

    def stop(self) -> None:
        """Stop following the file; the picture stays.

        Example::

            watcher = watch("session.jsonl")
            watcher.stop()
        """
        self._stopped.set()
        self._button.disabled = True
        self._say()

    def look(self) -> bool:
        """Draw the session anew where its file has changed; tell whether it had.

        Example::

            watcher = watch("session.jsonl")
            watcher.look()
        """
        with self._looking:
            try:
                found = self._follower.look()
            except OSError as error:
                self._state.value = alert(f"{self.path.name}: {error.strerror or error}")
                return False
            if found is None:
                return False
            self.trace = found
            self._picture.value = found.to_html()
            self._say()
            self.refresh()
        return True

    def __enter__(self) -> SessionWatcher:
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()

    def _build(self) -> None:
        """Make the widgets."""
        import ipywidgets as w

        self._state = w.HTML()
        self._picture = w.HTML(self.trace.to_html())
        self._button = w.Button(description="Stop watching", layout=w.Layout(width="max-content"))
        self._button.on_click(lambda _: self.stop())
        self._widget = w.VBox([w.HBox([self._button, self._state]), self._picture])
        self._say()

    def _say(self) -> None:
        """Say whether the file is followed, and when it was last seen to change."""
        doing = "Watching" if self.is_watching else "No longer watching"
        self._state.value = f"<p>{doing}, last change seen {datetime.now():%H:%M:%S}</p>"


def watch(path: str | PathLike[str] | None = None, *, every: float = 0.5) -> SessionWatcher:
    """Return a widget that follows a session which is still being written.

    A new request shows within two seconds. Files are asked for their size and time, and only what
    was added to them is read. A saved notebook holds the picture as it last stood. It goes on until
    it is stopped, the kernel ends, or the same file is watched anew.

    Args:
        path: a session's file, or a folder, of which the file that was written to last is taken;
            None for the newest of the agents' own on this machine.
        every: seconds between two looks (0.5); longer where drawing takes long.

    Raises:
        HeadroomError: where there is no such file, or it is over 256 MB.
        ConfigError: for seconds that are not between 0 and 10.

    Example::

        watcher = watch("session.jsonl")
        watcher.trace.requests.cost
        watcher.stop()
    """
    return SessionWatcher(path, every=every)


def _follow(watched: weakref.ref[SessionWatcher], stopped: Event, every: float) -> None:
    """Look again and again until that is stopped, or nobody holds the widget any more."""
    rest = every
    while not stopped.wait(rest):
        watcher = watched()
        if watcher is None:
            return
        started = time.thread_time()
        try:
            watcher.look()
        except Exception as error:  # noqa: BLE001 - shown in the widget: a thread has no caller
            watcher.stop()
            watcher._state.value = alert(str(error))
        rest = min(max(every, _REST * (time.thread_time() - started)), _LONGEST)
        del watcher


def _empty(path: str, name: str) -> Trace:
    """Return a session of which nothing is known yet."""
    stream = TraceStream(MAIN, (), (TraceSegment("start", 0),))
    return Trace(id=name, source="no request yet", path=path, streams={MAIN: stream})


__all__ = ["SessionWatcher", "watch"]
