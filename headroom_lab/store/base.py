"""What every metrics store can do; a backend says how rows come in and how they are read."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from headroom_lab.errors import StoreError
from headroom_lab.forks import after_fork_in_child, hold_while_forking
from headroom_lab.results.metrics import AUDIT, MetricsHistory, RequestMetrics
from headroom_lab.store.export import write_parquet
from headroom_lab.store.frames import typed_frame
from headroom_lab.store.locks import forget_after_fork
from headroom_lab.store.reading import ask
from headroom_lab.store.rows import row_of
from headroom_lab.store.summary import (
    SUMMARY_COLUMNS,
    last_rows,
    summary_columns,
    summary_query,
    totals,
)

if TYPE_CHECKING:
    import pandas as pd


class Store(ABC):
    """Where metrics live: a row a request, each request id once, the first one counts.

    A row is acknowledged when ``record`` returns: it outlives the process then, unless the store
    is in memory. A store may be used by several threads, and by the children of a fork; one on
    disk by several processes. It is a context manager that closes itself; a closed store takes
    no rows but can be read.
    """

    fork_rank = 1

    def __init__(self, name: str) -> None:
        self.name = name
        self.closed = False
        self._lock = Lock()
        hold_while_forking(self)

    def record(self, metrics: RequestMetrics) -> None:
        """Store a row; StoreError where that can't be done."""
        row = row_of(metrics)
        if self.closed:
            raise StoreError(f"store {self.name} is closed")
        self._append(row)

    @abstractmethod
    def flush(self) -> None:
        """Bring all acknowledged rows to where others look for them."""

    def close(self) -> None:
        """Flush, and take no more rows. Closing twice is closing once."""
        if not self.closed:
            self.closed = True
            self.flush()

    def sql(self, query: str) -> pd.DataFrame:
        """Return the answer of DuckDB to a query on the table ``requests``.

        Its columns are those of RequestMetrics; times are in UTC. Raises StoreError for a wrong
        query and for one that writes.
        """
        with self._reading() as con:
            return ask(con, query)

    def to_frame(self) -> pd.DataFrame:
        """Return all rows, by time and then by request id, with the dtypes of their columns."""
        columns = RequestMetrics.table_columns
        with self._reading() as con:
            query = 'SELECT * FROM requests ORDER BY "timestamp", request_id'
            return typed_frame(con.sql(query).df(), columns)

    def summary(self, period: str = "day") -> pd.DataFrame:
        """Return sums by period ("hour", "day", "week" or "month", in UTC) and model.

        A week begins on Monday. Costs are summed over the ``priced`` requests, those whose
        costs are both known. Raises ConfigError for another period.
        """
        query = summary_query(period)
        with self._reading(summary_columns()) as con:
            return typed_frame(con.sql(query).df(), SUMMARY_COLUMNS)

    def history(self, last: int = 20) -> MetricsHistory:
        """Return the totals of all rows and the ``last`` ones, oldest first."""
        with self._reading() as con:
            return MetricsHistory(last_rows(con, last), totals(con), self.name, totals(con, AUDIT))

    def export_parquet(self, folder: str | os.PathLike[str]) -> Path:
        """Write all rows as Parquet files, a folder ``day=YYYY-MM-DD`` (UTC) a day.

        An export made before is replaced; StoreError where the folder holds anything else.
        """
        with self._reading() as con:
            return write_parquet(con, Path(folder))

    @abstractmethod
    def _append(self, row: dict[str, Any]) -> None:
        """Take a row so that it outlives the process."""

    @abstractmethod
    def _reading(self, names: Sequence[str] | None = None) -> AbstractContextManager[Any]:
        """Open a connection with the view ``requests``; ``names`` are the columns needed."""

    def after_fork(self) -> None:
        """Forget, in a forked child, what belongs to the parent."""
        self._lock = Lock()

    def _repr_mimebundle_(
        self, include: Iterable[str] | None = None, exclude: Iterable[str] | None = None
    ) -> dict[str, str]:
        """Return the history as a notebook shows it."""
        return self.history()._repr_mimebundle_(include, exclude)

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name}{', closed' if self.closed else ''}>"


after_fork_in_child(forget_after_fork)
