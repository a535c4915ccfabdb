"""A trace while it is read: messages come in, segments open, requests are noted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from headroom_lab.providers.usage import Usage
from headroom_lab.results.trace import MAIN, Trace, TraceSegment, TraceStream
from headroom_lab.results.trace_requests import TraceRequest, TraceRequests
from headroom_lab.traces.skipping import Skipping
from headroom_lab.traces.times import when


@dataclass(slots=True)
class Draft:
    """A request while its lines come in."""

    stream: str
    segment: int
    stop: int
    model: str | None
    answer: int | None = None  # the place of its answer in the stream
    usage: Usage | None = None
    started: datetime | None = None
    stop_reason: str | None = None
    recorded: bool = True
    output: int | None = None  # what the file says, a stub or not
    cost: float | None = None

    def used(self, usage: Usage | None) -> None:
        """Take what it used; its output is what the file says."""
        self.usage = usage
        self.output = None if usage is None else usage.output_tokens


@dataclass(slots=True)
class StreamDraft:
    """A stream while it is read."""

    name: str
    messages: list[Any] = field(default_factory=list)
    segments: list[TraceSegment] = field(default_factory=lambda: [TraceSegment("start", 0)])
    model: str | None = None
    system: Any = None

    def add(self, message: Any) -> int:
        """Put a message at the end; return its place."""
        self.messages.append(message)
        return len(self.messages) - 1

    def cut(
        self, cause: str, kept: tuple[int, ...] = (), cleared: frozenset[str] = frozenset()
    ) -> None:
        """Open a segment in which the messages at ``kept`` and all that follow are in context."""
        start = len(self.messages)
        if start == 0 and not kept:
            return
        self.segments.append(TraceSegment(cause, start, kept, cleared))

    def open_user(self) -> dict[str, Any] | None:
        """Return the user's message that goes on with what is given next, None for none."""
        last: dict[str, Any] | None = self.messages[-1] if self.messages else None
        begins = self.segments[-1].start == len(self.messages)
        return None if last is None or last["role"] != "user" or begins else last

    def continue_from(self, place: int | None) -> None:
        """Open a segment where what comes follows an earlier message than the last, -1 for none."""
        if place is not None and place < len(self.messages) - 1:
            self.cut("branch", self.context_up_to(place) if place >= 0 else ())

    def context(self) -> tuple[int, ...]:
        """Return the places of what is in context now."""
        last = self.segments[-1]
        return (*last.kept, *range(last.start, len(self.messages)))

    def context_up_to(self, place: int) -> tuple[int, ...]:
        """Return what was in context when the message at ``place`` was the last one.

        A summary stands before what its compaction kept, and both came into context at once.
        """
        for segment in self.segments:
            if segment.start == place + 1 and place in segment.kept:
                return segment.kept
        segment = next(s for s in reversed(self.segments) if s.start <= place)
        return (*segment.kept, *range(segment.start, place + 1))

    def built(self) -> TraceStream:
        """Return the stream as a record."""
        return TraceStream(self.name, tuple(self.messages), tuple(self.segments), self.system)


@dataclass(slots=True)
class TraceDraft:
    """A trace while it is read: what a reader fills in."""

    id: str
    source: str
    skipping: Skipping
    project: str | None = None
    system: Any = None
    tools: list[Any] | None = None
    is_whole: bool = False
    streams: dict[str, StreamDraft] = field(default_factory=dict)
    requests: list[Draft] = field(default_factory=list)
    started: datetime | None = None
    ended: datetime | None = None

    def stream(self, name: str = MAIN) -> StreamDraft:
        """Return a stream, made on first use."""
        if name not in self.streams:
            self.streams[name] = StreamDraft(name)
        return self.streams[name]

    def seen_at(self, stamp: Any) -> datetime | None:
        """Note a time within the session; return it, None where it can't be read."""
        found = when(stamp)
        if found is not None:
            self.started = found if self.started is None else min(self.started, found)
            self.ended = found if self.ended is None else max(self.ended, found)
        return found

    def request(
        self,
        stream: StreamDraft,
        model: Any,
        started: datetime | None = None,
        *,
        sent: int | None = None,
        recorded: bool = True,
    ) -> Draft:
        """Note a request whose context is all that is in context now.

        ``sent``: how many messages the stream held before its answer, where that is known and part
        of the answer is among them already.
        """
        model = model if isinstance(model, str) and model else None
        if model and stream.model and model != stream.model:
            stream.cut("model switch", stream.context())
        stream.model = model or stream.model
        last = len(stream.segments) - 1
        begun = stream.segments[last].start
        stop = len(stream.messages) if sent is None or sent < begun else sent
        made = Draft(stream.name, last, stop, model, started=started, recorded=recorded)
        self.requests.append(made)
        return made

    def built(self) -> Trace:
        """Return the trace; of sub-agents alone the one with most messages is the main stream."""
        streams = self._named_streams()
        return Trace(
            id=self.id,
            source=self.source,
            path=self.skipping.path,
            streams={name: draft.built() for name, draft in streams.items()},
            requests=TraceRequests(self._built_requests()),
            project=self.project,
            started=self.started,
            ended=self.ended,
            models=tuple(dict.fromkeys(r.model for r in self.requests if r.model)),
            system=self.system,
            tools=None if self.tools is None else tuple(self.tools),
            is_whole=self.is_whole,
            skipped=self.skipping.rows(),
        )

    def _named_streams(self) -> dict[str, StreamDraft]:
        """Return the streams by name, the main one first."""
        main = self.stream()
        others = {name: stream for name, stream in self.streams.items() if name != MAIN}
        longest = max(others.values(), key=lambda stream: len(stream.messages), default=main)
        is_told = main.messages or any(request.stream == MAIN for request in self.requests)
        if longest.messages and not is_told:
            main = others.pop(longest.name)
            for request in self.requests:
                if request.stream == main.name:
                    request.stream = MAIN
            main.name = MAIN
        return {MAIN: main, **others}

    def _built_requests(self) -> Iterator[TraceRequest]:
        """Yield the requests as records, numbered."""
        for number, draft in enumerate(self.requests):
            yield TraceRequest(
                number=number,
                stream=draft.stream,
                segment=draft.segment,
                stop=draft.stop,
                model=draft.model,
                usage=draft.usage,
                started=draft.started,
                stop_reason=draft.stop_reason,
                output_recorded=draft.recorded,
                output_in_file=draft.output,
                cost_in_file=draft.cost,
            )


# Fields of a content part that are texts wherever they are given.
_TEXTS = ("type", "id", "tool_use_id", "name", "text", "thinking", "call_id")


def sound(parts: list[Any]) -> list[Any]:
    """Return the parts of a content; TypeError for one that no vendor would have taken."""
    for part in parts:
        if type(part) is str:
            continue
        for name in _TEXTS:
            value = part.get(name)
            if value is not None and type(value) is not str:
                raise TypeError("a part of a content")
        inner = part.get("content")
        if type(inner) is list:
            sound(inner)
    return parts


def mapping(value: Any) -> Mapping[str, Any]:
    """Return an object, an empty one for anything else."""
    return value if type(value) is dict or isinstance(value, Mapping) else {}


def text(value: Any) -> str | None:
    """Return a text that isn't empty, None for anything else."""
    return value if isinstance(value, str) and value else None


def objects(found: Any) -> list[Mapping[str, Any]]:
    """Return the objects of a list, none of anything else."""
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []


def unread(found: Any) -> int:
    """Return how many items of a list are no objects, 0 for anything else."""
    return len(found) - len(objects(found)) if isinstance(found, list) else 0
