"""What holds the requests that were recorded of one session: a trace, a stream, a corpus's item."""

from __future__ import annotations

from typing import Any

from headroom_lab.results.sessions import SessionRow
from headroom_lab.results.trace import Trace, TraceStream
from headroom_lab.traces.corpus_items import CorpusItem


def recorded_in(given: Any) -> Trace | None:
    """Return the recorded session that something is or holds, None where it holds none.

    A stream is a session by itself; a row of ``sessions()`` is read.
    """
    if isinstance(given, CorpusItem):
        given = given.conversation
    if isinstance(given, SessionRow):
        given = given.read()
    if isinstance(given, TraceStream):
        given = _alone(given)
    return given if isinstance(given, Trace) and given.requests else None


def _alone(stream: TraceStream) -> Trace:
    """Return a stream as a session of its own."""
    models = dict.fromkeys(request.model for request in stream.requests if request.model)
    return Trace(
        stream.name,
        "a stream",
        "",
        {stream.name: stream},
        requests=stream.requests,
        models=tuple(models) or ((stream.model,) if stream.model else ()),
        system=stream.system,
        tools=stream.tools,
        is_whole=stream.is_whole,
    )
