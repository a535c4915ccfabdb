"""What a session cost: its requests priced by token class, summed up in several ways."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar

from headroom_lab.redact import masked_repr
from headroom_lab.results import doors
from headroom_lab.results.cost_by_message import MessageCosts
from headroom_lab.results.known import known_sum
from headroom_lab.results.record import Column, Record, Table

CLASSES = (
    ("uncached", "uncached_tokens", "uncached_cost"),
    ("cache read", "cache_read_tokens", "cache_read_cost"),
    ("cache write 5 min", "cache_write_5m_tokens", "cache_write_5m_cost"),
    ("cache write 1 h", "cache_write_1h_tokens", "cache_write_1h_cost"),
    ("output", "output_in_file", "output_cost"),
    ("output, estimated", "output_estimated", "output_estimated_cost"),
    ("other", "", "other_cost"),
)


@masked_repr
@dataclass(frozen=True, slots=True)
class RequestCost:
    """One request of a session, its tokens and USD by token class.

    ``output_in_file`` are the output tokens as the file has them, ``output_estimated`` those that
    its text has beyond a stub; ``other_cost``: calls of the vendor's tools and the like. Of what
    had been sent before, ``rewritten_tokens`` were written or sent anew instead of read; ``cause``
    says why, ``rewritten_cost`` is what they cost. Amounts are None where a price is unknown.
    """

    number: int
    stream: str
    model: str | None
    started: datetime | None
    uncached_tokens: int
    cache_read_tokens: int
    cache_write_5m_tokens: int
    cache_write_1h_tokens: int
    output_in_file: int
    output_estimated: int
    uncached_cost: float | None
    cache_read_cost: float | None
    cache_write_5m_cost: float | None
    cache_write_1h_cost: float | None
    output_cost: float | None
    output_estimated_cost: float | None
    other_cost: float | None
    cost_in_file: float | None
    rewritten_tokens: int = 0
    rewritten_cost: float | None = None
    cause: str | None = None

    @property
    def input_tokens(self) -> int:
        """All tokens sent."""
        cached = self.cache_read_tokens + self.cache_write_5m_tokens + self.cache_write_1h_tokens
        return self.uncached_tokens + cached

    @property
    def cost_recorded(self) -> float | None:
        """What the usage costs in USD as it was recorded, stubs of output as they are."""
        if self.output_cost is None:
            return None
        return float(sum(getattr(self, usd) for *_, usd in CLASSES if "estimated" not in usd))

    @property
    def cost(self) -> float | None:
        """What the request costs in USD, with output estimated where the record is a stub."""
        recorded, more = self.cost_recorded, self.output_estimated_cost
        return None if recorded is None or more is None else recorded + more


class RequestCosts(Table[RequestCost]):
    """What each request of a session cost, in the order in which they were sent."""

    table_columns: ClassVar[tuple[Column, ...]] = (
        Column("number", "Int64", "request"),
        Column("stream", "string", "stream"),
        Column("model", "string", "model"),
        Column("started", "datetime64[us, UTC]", "started"),
        *(Column(tokens, "Int64", name) for name, tokens, _ in CLASSES if tokens),
        *(Column(usd, "Float64", f"{name}, USD") for name, _, usd in CLASSES),
        Column("cost_recorded", "Float64", "as recorded, USD"),
        Column("cost", "Float64", "cost, USD"),
        Column("cost_in_file", "Float64", "in file, USD"),
        Column("rewritten_tokens", "Int64", "written again"),
        Column("rewritten_cost", "Float64", "written again, USD"),
        Column("cause", "string", "why"),
    )


@masked_repr
@dataclass(frozen=True, slots=True)
class CostPart:
    """A part of a session's bill: what it was made by, its name, requests, tokens, USD, share.

    ``cost`` is None where no price is known, ``share`` of the whole bill also where that is 0.
    """

    by: str
    name: str
    requests: int
    tokens: int
    cost: float | None
    share: float | None


@dataclass(frozen=True, repr=False)
class SessionCost(Record):
    """What a session cost: the recorded usage of all its streams at list prices, and why.

    Args:
        id, source: the session's name, and the format it was read from.
        requests: what each request cost, by token class.
        price_source, price_date: where the prices are from, and their date; those of a request are those
            of its own day where the source has several.
        unknown: how many requests have no recorded usage, or no known price: they are in no sum (0).
        trace: the session itself (None).
        prices: prices of one's own, None for the list's (None).

    Example::

        cost = read_trace("session.jsonl").cost
        cost.total, cost.by_class, cost.by_message().to_frame()
    """

    picture: ClassVar[str] = "cost"
    table_columns: ClassVar[tuple[Column, ...]] = (
        Column("by", "string", "by"),
        Column("name", "string", "part"),
        Column("requests", "Int64", "requests"),
        Column("tokens", "Int64", "tokens"),
        Column("cost", "Float64", "cost, USD"),
        Column("share", "Float64", "of the bill"),
    )

    id: str
    source: str
    requests: RequestCosts
    price_source: str
    price_date: str
    unknown: int = 0
    trace: Any = field(default=None, repr=False, compare=False)
    prices: Any = field(default=None, repr=False)

    @property
    def total(self) -> float | None:
        """The bill in USD, output estimated where a stub was recorded; None where no price is known."""
        return known_sum(row.cost for row in self.requests)

    @property
    def recorded(self) -> float | None:
        """The usage as recorded, in USD, stubs of output as they are."""
        return known_sum(row.cost_recorded for row in self.requests)

    @property
    def output_estimated(self) -> float | None:
        """What output beyond the recorded stubs is estimated to cost, in USD."""
        return known_sum(row.output_estimated_cost for row in self.requests)

    @property
    def in_file(self) -> float | None:
        """The USD that the file itself states, None where it states none."""
        return known_sum(row.cost_in_file for row in self.requests)

    @property
    def rewritten(self) -> float | None:
        """What writing again cost of what had been sent before, in USD."""
        return known_sum(row.rewritten_cost for row in self.requests)

    @property
    def by_class(self) -> tuple[CostPart, ...]:
        """The bill by token class; the classes add up to it."""
        parts = (
            self._part(
                "class",
                name,
                sum(1 for row in self.requests if getattr(row, usd)),
                sum(getattr(row, tokens) for row in self.requests) if tokens else 0,
                known_sum(getattr(row, usd) for row in self.requests),
            )
            for name, tokens, usd in CLASSES
        )
        return tuple(part for part in parts if part.tokens or part.cost)

    @property
    def by_model(self) -> tuple[CostPart, ...]:
        """The bill by model, the dearest first."""
        return self._grouped("model", [(row.model or "unknown", row) for row in self.requests])

    @property
    def by_stream(self) -> tuple[CostPart, ...]:
        """The bill by stream: "main" and each sub-agent, the dearest first."""
        return self._grouped("stream", [(row.stream, row) for row in self.requests])

    @property
    def by_cause(self) -> tuple[CostPart, ...]:
        """What was written again of what had been sent before, by cause; a part of the bill."""
        found: dict[str, list[RequestCost]] = {}
        for row in self.requests:
            if row.cause:
                found.setdefault(row.cause, []).append(row)
        parts = [
            self._part(
                "rewriting",
                cause,
                len(rows),
                sum(row.rewritten_tokens for row in rows),
                known_sum(row.rewritten_cost for row in rows),
            )
            for cause, rows in found.items()
        ]
        return _dearest(parts)

    @property
    def by_tool(self) -> tuple[CostPart, ...]:
        """The bill by tool: what the calls and outputs of each cost over their whole stay.

        Its ``requests`` are those in which some of them stood.
        """
        found = self.by_message()
        return tuple(
            self._part("tool", part.name, found.sent[part.name], part.tokens, part.cost)
            for part in found.by_tool
        )

    def by_message(self) -> MessageCosts:
        """Return what each message, output and call cost over its whole stay, parts of the bill.

        Example::

            read_trace("session.jsonl").cost.by_message().by_file[:5]
        """
        return self._messages

    @cached_property
    def _messages(self) -> MessageCosts:
        found: MessageCosts = doors.message_costs(self)
        return found

    def at(self, prices: Any) -> SessionCost:
        """Return what the same session costs at other prices.

        Args:
            prices: a discount, a table by model or a file, as ``simulate`` takes them; None for the list's.

        Raises:
            ConfigError, UnknownNameError: for prices that won't do.

        Example::

            read_trace("session.jsonl").cost.at(0.15).total
        """
        found: SessionCost = doors.session_cost(self.trace, prices)
        return found

    def table_rows(self) -> Sequence[CostPart]:
        """Return the parts of the bill: by class, model, stream, cause of writing again, tool.

        Example::

            rows = read_trace("session.jsonl").cost.table_rows()
            [row.name for row in rows if row.by == "class"]
        """
        parts = (self.by_class, self.by_model, self.by_stream, self.by_cause, self.by_tool)
        return [part for group in parts for part in group]

    def _grouped(self, by: str, rows: Iterable[tuple[str, RequestCost]]) -> tuple[CostPart, ...]:
        """Return the requests in groups, the dearest first."""
        found: dict[str, list[RequestCost]] = {}
        for name, row in rows:
            found.setdefault(name, []).append(row)
        return _dearest(
            self._part(
                by,
                name,
                len(group),
                sum(row.input_tokens + row.output_in_file + row.output_estimated for row in group),
                known_sum(row.cost for row in group),
            )
            for name, group in found.items()
        )

    def _part(self, by: str, name: str, requests: int, tokens: int, cost: float | None) -> CostPart:
        """Return a part with its share of the bill."""
        share = cost / self.total if self.total and cost is not None else None
        return CostPart(by, name, requests, tokens, cost, share)


def _dearest(parts: Iterable[CostPart]) -> tuple[CostPart, ...]:
    """Return parts, the dearest first."""
    return tuple(sorted(parts, key=lambda part: (-(part.cost or 0.0), -part.tokens, part.name)))
