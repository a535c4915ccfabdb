"""The requests of a recorded session: when, to which model, and what each used by token class."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar, Protocol

from headroom_lab.errors import UnknownNameError
from headroom_lab.redact import masked_repr
from headroom_lab.results import doors
from headroom_lab.results.known import known_sum
from headroom_lab.results.record import Column, Table


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
    def day(self) -> date | None:
        """The day whose prices hold, None where it is unknown."""
        return None if self.started is None else self.started.date()

    @property
    def cost(self) -> float | None:
        """What the request costs in USD, output included; None where unknown.

        At list prices of its day where the price table has several, as for ``input_cost``.
        """
        return doors.cost_of(self)

    @property
    def input_cost(self) -> float | None:
        """What the request's input costs in USD at list prices; None where unknown."""
        return doors.cost_of(self, input_only=True)


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


# What can be summed up over requests.
_SUMMED = ("input_tokens", "uncached_tokens", "cache_read_tokens", "cache_write_5m_tokens",
           "cache_write_1h_tokens", "output_tokens", "output_in_file", "reasoning_tokens",
           "cost_in_file", "input_cost", "cost")  # fmt: skip


class TraceRequests(Table[TraceRequest]):
    """The requests of a session, one a row, in the order in which they were sent."""

    row_name: ClassVar[str] = "request"
    table_columns: ClassVar[tuple[Column, ...]] = REQUEST_COLUMNS

    def total(self, column: str) -> Any:
        """Return the sum of a column over the requests that have one.

        Raises UnknownNameError for a column that holds no number, or isn't there.
        """
        if column not in _SUMMED:
            raise UnknownNameError("column", column, _SUMMED)
        values = (getattr(request, column) for request in self)
        return sum(value for value in values if value is not None)

    @property
    def cost(self) -> float | None:
        """The cost of all in USD; None where the price of none is known."""
        return self.cost_at(None)

    def cost_at(self, prices: Any) -> float | None:
        """Return the cost of all in USD at prices of one's own, as ``simulate`` takes them."""
        own = doors.prices_from(prices)
        return known_sum(doors.cost_of(request, prices=own) for request in self)
