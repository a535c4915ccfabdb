"""The sessions found on a machine: a list to index, a table to see, a frame to query."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from headroom_lab.redact import masked_repr
from headroom_lab.results import doors
from headroom_lab.results.record import Column, Table
from headroom_lab.results.skips import Skips


@masked_repr
@dataclass(frozen=True, slots=True)
class SessionRow:
    """One session on disk: tokens by class, USD at list prices; None where it isn't known."""

    agent: str
    project: str | None
    started: datetime | None
    last: datetime | None
    requests: int
    model: str | None
    input_tokens: int
    uncached_tokens: int
    cache_read_tokens: int
    cache_write_5m_tokens: int
    cache_write_1h_tokens: int
    output_tokens: int
    cost: float | None
    size: int
    path: str

    @property
    def cached_percent(self) -> float | None:
        """The share of the input that was read from the cache, in per cent."""
        return 100.0 * self.cache_read_tokens / self.input_tokens if self.input_tokens else None

    def read(self) -> Any:
        """Return the whole session as a Trace."""
        return doors.read_session(self.path)

    def request(self) -> Any:
        """Return what the session stands for where one conversation is needed.

        Example::

            simulate(sessions(".")[0])
        """
        return self.read().request()


class Sessions(Table[SessionRow]):
    """Sessions, the newest first; ``sessions()[0].read()`` is the last one as a Trace.

    ``skipped`` names the files that hold no session, and why.
    """

    __slots__ = ("skipped",)

    def __init__(self, rows: Iterable[SessionRow] = (), skipped: Skips | None = None) -> None:
        super().__init__(rows)
        self.skipped = Skips() if skipped is None else skipped

    picture: ClassVar[str] = "sessions"
    row_name: ClassVar[str] = "session"
    table_columns: ClassVar[tuple[Column, ...]] = (
        Column("agent", "string", "agent"),
        Column("project", "string", "project"),
        Column("started", "datetime64[us, UTC]", "started"),
        Column("last", "datetime64[us, UTC]", "last"),
        Column("requests", "Int64", "requests"),
        Column("model", "string", "model"),
        Column("input_tokens", "Int64", "tokens sent"),
        Column("uncached_tokens", "Int64", "uncached"),
        Column("cache_read_tokens", "Int64", "cache read"),
        Column("cache_write_5m_tokens", "Int64", "cache write 5 min"),
        Column("cache_write_1h_tokens", "Int64", "cache write 1 h"),
        Column("output_tokens", "Int64", "output"),
        Column("cached_percent", "Float64", "% from cache"),
        Column("cost", "Float64", "cost"),
        Column("size", "Int64", "bytes"),
        Column("path", "string", "path"),
    )
