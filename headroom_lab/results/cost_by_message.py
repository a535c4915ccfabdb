"""What each message of a session cost over its whole stay in the context."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from headroom_lab.redact import masked_repr
from headroom_lab.results.known import known_sum
from headroom_lab.results.record import Column, Record


@masked_repr
@dataclass(frozen=True, slots=True)
class MessageCost:
    """A part of a session's context or output, with what it cost in USD.

    ``kind``: "system prompt and tools", "tool output", "call", "thinking", "answer", "user",
    "system", "output not in the log" or "other"; ``message`` is its place in the stream, None for
    what stands in no message. ``tokens`` are those of one sending, fitted to what was recorded;
    ``requests``: how often it was sent. ``output_cost``: when the model wrote it; ``first_cost``:
    when it was sent first; ``read_cost``: when it was read from the cache; ``again_cost``: when it
    was written or sent anew. ``recoverable``: what an oracle would have saved of it. Amounts are
    None where no price is known.
    """

    stream: str
    message: int | None
    kind: str
    tool: str | None
    file: str | None
    tokens: int
    requests: int
    output_cost: float | None
    first_cost: float | None
    read_cost: float | None
    again_cost: float | None
    recoverable: float | None = 0.0

    @property
    def cost(self) -> float | None:
        """All that it cost."""
        return known_sum((self.output_cost, self.first_cost, self.read_cost, self.again_cost))


@masked_repr
@dataclass(frozen=True, slots=True)
class CostGroup:
    """Several parts of a session together: name, parts, times sent, tokens sent, USD."""

    name: str
    parts: int
    requests: int
    tokens: int
    cost: float | None
    recoverable: float | None


@dataclass(frozen=True, repr=False)
class MessageCosts(Record):
    """What each message, output and call of a session cost: the parts add up to its bill.

    ``recoverable`` is the most that any policy could have saved on tool outputs without losing a
    value that the agent used later or a text that it edited: an oracle that knows these cuts all
    else when it comes in, and these too once they were used last and the cache is cold.

    Args:
        rows: a part each, the dearest first.
        total: the bill in USD, None where no price is known.
        id: the session's name.
        sent: of each tool, how many requests held some call or output of it.

    Example::

        costs = read_trace("session.jsonl").cost.by_message()
        costs.by_tool, costs.by_file, costs.recoverable / costs.total
    """

    picture: ClassVar[str] = "message_costs"
    table_columns: ClassVar[tuple[Column, ...]] = (
        Column("stream", "string", "stream"),
        Column("message", "Int64", "message"),
        Column("kind", "string", "kind"),
        Column("tool", "string", "tool"),
        Column("file", "string", "file"),
        Column("tokens", "Int64", "tokens"),
        Column("requests", "Int64", "times sent"),
        Column("output_cost", "Float64", "as output, USD"),
        Column("first_cost", "Float64", "sent first, USD"),
        Column("read_cost", "Float64", "read, USD"),
        Column("again_cost", "Float64", "sent anew, USD"),
        Column("cost", "Float64", "cost, USD"),
        Column("recoverable", "Float64", "recoverable, USD"),
    )

    rows: tuple[MessageCost, ...]
    total: float | None
    id: str = ""
    sent: Mapping[str, int] = field(default_factory=dict, repr=False)
    _groups: dict[str, tuple[CostGroup, ...]] = field(
        default_factory=dict, repr=False, compare=False, init=False
    )

    @property
    def recoverable(self) -> float | None:
        """The most that any policy could have saved on tool outputs, in USD."""
        return known_sum(row.recoverable for row in self.rows)

    @property
    def in_messages(self) -> tuple[MessageCost, ...]:
        """The parts that stand in messages, without the system prompt and the tools beside them."""
        return tuple(row for row in self.rows if row.message is not None)

    @property
    def by_kind(self) -> tuple[CostGroup, ...]:
        """The bill by kind of part, the dearest first."""
        return self._grouped("kind", lambda row: row.kind)

    @property
    def by_tool(self) -> tuple[CostGroup, ...]:
        """What each tool's calls and outputs cost, the dearest first."""
        return self._grouped("tool", lambda row: row.tool)

    @property
    def by_file(self) -> tuple[CostGroup, ...]:
        """What the calls and outputs that concern each file cost, the dearest first."""
        return self._grouped("file", lambda row: row.file)

    def table_rows(self) -> tuple[MessageCost, ...]:
        """Return the parts, the dearest first.

        Example::

            read_trace("session.jsonl").cost.by_message().table_rows()[0].kind
        """
        return self.rows

    def _grouped(self, by: str, name: Callable[[MessageCost], str | None]) -> tuple[CostGroup, ...]:
        """Return the rows that have a name in groups."""
        if by not in self._groups:
            found: dict[str, list[MessageCost]] = {}
            for row in self.rows:
                if (key := name(row)) is not None:
                    found.setdefault(key, []).append(row)
            groups = [_group(key, rows) for key, rows in found.items()]
            self._groups[by] = tuple(
                sorted(groups, key=lambda group: (-(group.cost or 0.0), group.name))
            )
        return self._groups[by]


def _group(name: str, rows: Iterable[MessageCost]) -> CostGroup:
    """Return rows summed up."""
    rows = list(rows)
    return CostGroup(
        name,
        len(rows),
        sum(row.requests for row in rows),
        sum(row.tokens * max(row.requests, 1) for row in rows),
        known_sum(row.cost for row in rows),
        known_sum(row.recoverable for row in rows),
    )
