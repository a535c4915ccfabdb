"""The tables of a corpus: its conversations, their messages, their requests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from headroom_lab.redact import masked_repr
from headroom_lab.results.record import Column
from headroom_lab.results.trace import Trace
from headroom_lab.results.trace_requests import REQUEST_COLUMNS


@masked_repr
@dataclass(frozen=True, slots=True)
class CorpusRow:
    """One conversation: what was recorded of its requests; None where nothing was.

    ``messages`` are all there are, those of sub-agents and of branches too.
    """

    name: str
    source: str
    project: str | None = None
    started: datetime | None = None
    ended: datetime | None = None
    model: str | None = None
    messages: int = 0
    requests: int | None = None
    uncached_tokens: int | None = None
    cache_read_tokens: int | None = None
    cache_write_5m_tokens: int | None = None
    cache_write_1h_tokens: int | None = None
    output_tokens: int | None = None
    cost: float | None = None

    @property
    def input_tokens(self) -> int | None:
        """All tokens sent, None where none were recorded."""
        parts = (
            self.uncached_tokens,
            self.cache_read_tokens,
            self.cache_write_5m_tokens,
            self.cache_write_1h_tokens,
        )
        known = [part for part in parts if part is not None]
        return sum(known) if known else None


CONVERSATION_COLUMNS = (
    Column("name", "string", "name"),
    Column("source", "string", "source"),
    Column("project", "string", "project"),
    Column("started", "datetime64[us, UTC]", "started"),
    Column("ended", "datetime64[us, UTC]", "ended"),
    Column("model", "string", "model"),
    Column("messages", "Int64", "messages"),
    Column("requests", "Int64", "requests"),
    Column("input_tokens", "Int64", "tokens sent"),
    Column("uncached_tokens", "Int64", "uncached"),
    Column("cache_read_tokens", "Int64", "cache read"),
    Column("cache_write_5m_tokens", "Int64", "cache write 5 min"),
    Column("cache_write_1h_tokens", "Int64", "cache write 1 h"),
    Column("output_tokens", "Int64", "output"),
    Column("cost", "Float64", "cost"),
)
MESSAGE_COLUMNS = Trace.table_columns
TABLES = {
    "conversations": CONVERSATION_COLUMNS,
    "messages": (Column("conversation", "string", "conversation"), *MESSAGE_COLUMNS),
    "requests": (
        Column("conversation", "string", "conversation"),
        Column("source", "string", "source"),
        *REQUEST_COLUMNS,
    ),
}
