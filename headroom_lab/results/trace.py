"""A recorded session: its requests with what they used, its streams, and what was in context."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, ClassVar

from headroom_lab.errors import UnknownNameError
from headroom_lab.redact import masked_repr
from headroom_lab.results import doors
from headroom_lab.results.context_map import ContextMap
from headroom_lab.results.cost import SessionCost
from headroom_lab.results.record import Column, Record
from headroom_lab.results.skips import Skips
from headroom_lab.results.trace_comparison import TraceComparison
from headroom_lab.results.trace_requests import TraceRequest, TraceRequests

MAIN = "main"


@masked_repr
@dataclass(frozen=True, slots=True)
class TraceSegment:
    """A part of a stream whose requests each add to the one before.

    ``cause`` says why it begins: "start", "compaction", "branch", "model switch" or
    "microcompaction", which clears the outputs of the calls in ``cleared``. In context stand the
    messages at ``kept`` and those from ``start`` on.
    """

    cause: str
    start: int
    kept: tuple[int, ...] = field(default=(), repr=False)
    cleared: frozenset[str] = field(default=frozenset(), repr=False)


@masked_repr
@dataclass(frozen=True, slots=True)
class TraceStream:
    """One agent's chain of requests: its messages in a vendor's format, and its segments.

    Where one conversation is needed it stands for the context of its last request. What it has from
    its trace: its ``requests``, the ``model`` of one that it has none of, ``tools``, ``is_whole``.
    """

    name: str
    messages: tuple[Any, ...] = field(repr=False)
    segments: tuple[TraceSegment, ...]
    system: Any = field(default=None, repr=False)
    requests: TraceRequests = field(default_factory=TraceRequests, repr=False)
    model: str | None = field(default=None, repr=False)
    tools: tuple[Any, ...] | None = field(default=None, repr=False)
    is_whole: bool = field(default=False, repr=False)

    def request(self) -> Any:
        """Return the context of the last request, with its model; all messages without one.

        Example::

            simulate(read_trace("session.jsonl").streams["main"].request())
        """
        return doors.stream_alone(self)

    @property
    def cache_seconds(self) -> Mapping[int, int]:
        """Request -> for how many seconds what it left in the vendor's cache surely stands."""
        seconds = doors.cache_seconds(self.requests)
        return {one.number: some for one, some in zip(self.requests, seconds, strict=True)}


class _Streams(dict[str, TraceStream]):
    """Streams by name; an unknown name raises an error that says the nearest."""

    def __missing__(self, name: object) -> TraceStream:
        raise UnknownNameError("stream", name, self)


@masked_repr
@dataclass(frozen=True, slots=True)
class TraceTool:
    """A tool of a session: how often it answered, the tokens of its outputs, their cost in USD."""

    tool: str
    calls: int
    tokens: int
    cost: float | None


@dataclass(frozen=True, repr=False)
class Trace(Record):
    """One recorded session: what was sent in which request, and what it used.

    Where one conversation is needed, a trace stands for the context of the last request of its main
    stream, with that request's model.

    Args:
        id: the session's name.
        source: the format it was read from.
        path: the file.
        streams: "main" and a stream for each sub-agent.
        requests: each with its model, tools, tokens by class and time.
        project: the folder that the agent worked in, or None.
        started, ended: when, in UTC; None where unknown.
        models: the models asked, in order.
        system: the system prompt, or None.
        tools: the tool definitions, None where unknown.
        is_whole: whether the file holds all that was sent, system prompt and tools included; where it
            doesn't, each context knows how many tokens are missing from it, if that was recorded.
        skipped: what of the file was left out, and why.

    Example::

        trace = read_trace("session.jsonl")
        simulate(trace.at(0), policy="balanced"), trace.requests.to_frame()
    """

    picture: ClassVar[str] = "trace"

    id: str
    source: str
    path: str
    streams: Mapping[str, TraceStream] = field(repr=False)
    requests: TraceRequests = field(default_factory=TraceRequests, repr=False)
    project: str | None = None
    started: datetime | None = None
    ended: datetime | None = None
    models: tuple[str, ...] = ()
    system: Any = field(default=None, repr=False)
    tools: tuple[Any, ...] | None = field(default=None, repr=False)
    is_whole: bool = field(default=False, repr=False)
    skipped: Skips = field(default_factory=Skips, repr=False)

    def __post_init__(self) -> None:
        """Give each stream what it needs to stand alone."""
        own: dict[str, list[TraceRequest]] = {name: [] for name in self.streams}
        for request in self.requests:
            own.setdefault(request.stream, []).append(request)
        streams = {
            name: replace(
                stream,
                system=self.system if stream.system is None else stream.system,
                requests=TraceRequests(own[name]),
                model=next(iter(self.models), None),
                tools=self.tools,
                is_whole=self.is_whole,
            )
            for name, stream in self.streams.items()
        }
        object.__setattr__(self, "streams", _Streams(streams))

    @property
    def messages(self) -> tuple[Any, ...]:
        """All messages of the main stream, in a vendor's format; those of other branches too."""
        return self.streams[MAIN].messages

    def at(self, number: int) -> Any:
        """Return the context of a request, to give on.

        Args:
            number: which request: 0 the first, -1 the last.

        Raises:
            OutOfRangeError: an IndexError, where there is no such request.

        Example::

            simulate(read_trace("session.jsonl").at(-1))
        """
        return self._request_at(self.requests[number])

    def context(self, stream: str = MAIN) -> Any:
        """Return the context of the last request of a stream, with its model, to give on.

        A stream without a request stands for all its messages.

        Args:
            stream: "main", or the name of a sub-agent's.

        Raises:
            UnknownNameError: for a stream that isn't there, with the nearest.

        Example::

            simulate(read_trace("session.jsonl").context("main"))
        """
        return doors.stream_request(self, stream)

    @property
    def cost(self) -> SessionCost:
        """What the session cost: by token class, model, sub-agent, tool, and why it was so much.

        At list prices of the day of each request; ``.at(prices)`` gives it at one's own.
        """
        found: SessionCost = doors.session_cost(self)
        return found

    def tool_costs(self, *, prices: Any = None) -> list[TraceTool]:
        """Return a row a tool, the dearest first; an output costs again with each request.

        Its cost is that of its whole stay, as in ``cost.by_message()``.

        Args:
            prices: prices of one's own, as ``simulate`` takes them; None for the list's.

        Raises:
            ConfigError, UnknownNameError: for prices that won't do.

        Example::

            trace = read_trace("session.jsonl")
            [row.tool for row in trace.tool_costs()]
        """
        found: list[TraceTool] = doors.tool_costs(self, prices)
        return found

    def map(self) -> ContextMap:
        """Return the context of the last request as a map from its first token to its last.

        A block a message by its tokens, in the order in which the model reads them: what goes, the
        limit, the cached prefix, what is protected and what no file holds.

        Example::

            read_trace("session.jsonl").map()
        """
        found: ContextMap = doors.context_map(self)
        return found

    def compare(self, other: Trace, *, prices: Any = None) -> TraceComparison:
        """Return this session beside another, such as the same task with another model or policy.

        Args:
            other: the second session.
            prices: prices of one's own, as ``simulate`` takes them; None for the list's.

        Raises:
            ConfigError: where it is no Trace.

        Example::

            trace = read_trace("session.jsonl")
            trace.compare(trace)["input_tokens"].difference
        """
        found: TraceComparison = doors.trace_comparison(self, other, prices)
        return found

    def request(self) -> Any:
        """Return what the trace stands for where one conversation is needed.

        Example::

            simulate(read_trace("session.jsonl").request())
        """
        return self.context()

    def _request_at(self, request: TraceRequest) -> Any:
        return doors.trace_request(self, request)

    table_columns: ClassVar[tuple[Column, ...]] = (
        Column("stream", "string", "stream"),
        Column("segment", "Int64", "segment"),
        Column("message", "Int64", "message"),
        Column("role", "string", "role"),
        Column("tool", "string", "tool"),
        Column("tokens", "Int64", "tokens"),
        Column("text", "string", "text"),
    )

    def tables(self) -> dict[str, Record]:
        """Return the messages and the requests.

        Example::

            read_trace("session.jsonl").tables()["requests"].to_frame()
        """
        return {"messages": self, "requests": self.requests}

    def table_rows(self) -> Iterable[object]:
        """Return the messages of all streams, one a row, their tokens counted for the model.

        Example::

            len(read_trace("session.jsonl").table_rows())
        """
        rows: Sequence[object] = doors.trace_rows(self)
        return rows
