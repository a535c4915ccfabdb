"""A recorded session: its requests with what they used, its streams, and what was in context."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Protocol

from headroom_lab.redact import masked_repr
from headroom_lab.results import doors
from headroom_lab.results.record import Column, Record, Table
from headroom_lab.results.skips import Skips

MAIN = "main"


class UsageLike(Protocol):
    """What a vendor counted of a request: ``providers.usage.Usage``."""

    @property
    def input_tokens(self) -> int:
        """See ``providers.usage.Usage``."""

    @property
    def output_tokens(self) -> int | None:
        """See ``providers.usage.Usage``."""

    @property
    def cache_read_tokens(self) -> int:
        """See ``providers.usage.Usage``."""

    @property
    def cache_write_tokens(self) -> int:
        """See ``providers.usage.Usage``."""

    @property
    def cache_write_1h_tokens(self) -> int:
        """See ``providers.usage.Usage``."""

    @property
    def reasoning_tokens(self) -> int:
        """See ``providers.usage.Usage``."""


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
    """One agent's chain of requests: its messages in a vendor's format, and its segments."""

    name: str
    messages: tuple[Any, ...] = field(repr=False)
    segments: tuple[TraceSegment, ...]
    system: Any = field(default=None, repr=False)


@masked_repr
@dataclass(frozen=True, slots=True)
class TraceRequest:
    """One recorded request: when, to which model, with which messages, and what it used.

    ``stop``: the place in its stream behind the last message that was sent. ``usage`` is None
    where the file holds none: unknown, not zero. ``output_recorded`` is False where the file has
    a stub for the output's tokens, ``output_in_file``, and they are estimated from its text.
    ``cost_in_file``: the USD that the file itself states. ``started``: when the answer began.
    """

    number: int
    stream: str
    segment: int
    stop: int
    model: str | None
    usage: UsageLike | None
    started: datetime | None = None
    stop_reason: str | None = None
    output_recorded: bool = True
    output_in_file: int | None = None
    cost_in_file: float | None = None

    @property
    def input_tokens(self) -> int | None:
        """All tokens sent; None where unknown, as for each class."""
        return None if self.usage is None else self.usage.input_tokens

    @property
    def uncached_tokens(self) -> int | None:
        """Tokens that were neither read from a cache nor written to one."""
        if self.usage is None:
            return None
        cached = self.usage.cache_read_tokens + self.usage.cache_write_tokens
        return self.usage.input_tokens - cached

    @property
    def cache_read_tokens(self) -> int | None:
        """Tokens read from the vendor's cache."""
        return None if self.usage is None else self.usage.cache_read_tokens

    @property
    def cache_write_5m_tokens(self) -> int | None:
        """Tokens written to the vendor's cache for its usual five minutes."""
        if self.usage is None:
            return None
        return self.usage.cache_write_tokens - self.usage.cache_write_1h_tokens

    @property
    def cache_write_1h_tokens(self) -> int | None:
        """Tokens written to the vendor's cache for one hour."""
        return None if self.usage is None else self.usage.cache_write_1h_tokens

    @property
    def output_tokens(self) -> int | None:
        """Tokens that came back, reasoning included; an estimate unless ``output_recorded``."""
        return None if self.usage is None else self.usage.output_tokens

    @property
    def reasoning_tokens(self) -> int | None:
        """Tokens of reasoning among the output."""
        return None if self.usage is None else self.usage.reasoning_tokens

    @property
    def cost(self) -> float | None:
        """What the request costs in USD at list prices, output included; None where unknown."""
        return doors.cost_of(self.model, self.usage)


REQUEST_COLUMNS = (
    Column("number", "Int64", "request"),
    Column("stream", "string", "stream"),
    Column("segment", "Int64", "segment"),
    Column("started", "datetime64[us, UTC]", "started"),
    Column("model", "string", "model"),
    Column("uncached_tokens", "Int64", "uncached"),
    Column("cache_read_tokens", "Int64", "cache read"),
    Column("cache_write_5m_tokens", "Int64", "cache write 5 min"),
    Column("cache_write_1h_tokens", "Int64", "cache write 1 h"),
    Column("output_tokens", "Int64", "output"),
    Column("reasoning_tokens", "Int64", "reasoning"),
    Column("output_recorded", "boolean", "output recorded"),
    Column("stop_reason", "string", "stopped"),
    Column("cost_in_file", "Float64", "cost in file"),
    Column("cost", "Float64", "cost"),
)


class TraceRequests(Table[TraceRequest]):
    """The requests of a session, one a row, in the order in which they were sent."""

    table_columns: ClassVar[tuple[Column, ...]] = REQUEST_COLUMNS

    def total(self, column: str) -> Any:
        """Return the sum of a column over the requests that have one."""
        values = (getattr(request, column) for request in self)
        return sum(value for value in values if value is not None)

    @property
    def cost(self) -> float | None:
        """The cost of all in USD; None where the price of none is known."""
        costs = [request.cost for request in self]
        known = [cost for cost in costs if cost is not None]
        return sum(known) if known else None


@masked_repr
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

    @property
    def messages(self) -> tuple[Any, ...]:
        """All messages of the main stream, in a vendor's format; those of other branches too."""
        return self.streams[MAIN].messages

    def at(self, number: int) -> Any:
        """Return the context of a request, to give on.

        Args:
            number: which request: 0 the first, -1 the last.

        Raises:
            IndexError: where there is no such request.

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

    def table_rows(self) -> Iterable[object]:
        """Return the messages of all streams, one a row, their tokens counted for the model.

        Example::

            len(read_trace("session.jsonl").table_rows())
        """
        rows: Sequence[object] = doors.trace_rows(self)
        return rows
