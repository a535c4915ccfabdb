"""What every metrics store can do; a backend says how rows come in and how they are read."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

from headroom_lab.errors import OriginalNotFoundError, StoreError
from headroom_lab.forks import after_fork_in_child, hold_while_forking
from headroom_lab.redact import redact
from headroom_lab.results.metrics import AUDIT, MetricsHistory, RequestMetrics
from headroom_lab.store.damage import told
from headroom_lab.store.export import write_parquet
from headroom_lab.store.frames import typed_frame
from headroom_lab.store.locks import forget_after_fork
from headroom_lab.store.originals import Keeping, KnownOriginals, Original, kept_of
from headroom_lab.store.reading import ask
from headroom_lab.store.rows import row_of
from headroom_lab.store.summary import (
    SUMMARY_COLUMNS,
    Period,
    last_rows,
    summary_columns,
    summary_query,
    totals,
)

if TYPE_CHECKING:
    import pandas as pd

_stores: WeakSet[Store] = WeakSet()


class Store(ABC):
    """Where metrics live: a row a request, each request id once, the first one counts.

    A row is acknowledged when ``record`` returns: it outlives the process then, unless the store
    is in memory. Originals of what was cut are kept beside the rows, for a while. A store may be used by several threads, and by the children of a fork; one on
    disk by several processes. It is a context manager that closes itself; a closed store takes
    no rows but can be read.
    """

    fork_rank = 1

    def __init__(self, name: str, keeping: Keeping | None = None) -> None:
        self.name = name
        self.closed = False
        self._keeping = keeping or Keeping()
        self._known = KnownOriginals(self._keeping)
        self._lock = Lock()
        hold_while_forking(self)
        _stores.add(self)

    def record(self, metrics: RequestMetrics) -> None:
        """Store a row; StoreError where that can't be done."""
        row = row_of(metrics)
        if self.closed:
            raise StoreError(f"store {self.name} is closed")
        self._append(row)

    def keep(self, originals: Mapping[str, str]) -> None:
        """Keep original texts by their content hash; StoreError where that can't be done.

        Secrets in them are masked unless the store was opened with ``redact=False``. What is
        older than ``keep_days`` goes, and the oldest beyond ``keep_bytes``.
        """
        if self.closed:
            raise StoreError(f"store {self.name} is closed")
        new = self._known.new(originals)
        found = (kept_of(name, text, self._keeping) for name, text in new.items())
        kept = [values for values in found if values is not None]
        if kept:
            self._keep(kept)
        self._known.add(new)

    def original(self, hash: str) -> Original:
        """Return the original text with that content hash; its ``masked`` tells if secrets went.

        Raises OriginalNotFoundError where it isn't here (any more).
        """
        with told(self.name):
            found = self._find(hash)
        if found is None:
            raise OriginalNotFoundError(f"no original {hash!r} is kept in the store {self.name}")
        return found

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
        with self._told_reading() as con:
            return ask(con, query)

    def to_frame(self) -> pd.DataFrame:
        """Return all rows, by time and then by request id, with the dtypes of their columns."""
        columns = RequestMetrics.table_columns
        with self._told_reading() as con:
            query = 'SELECT * FROM requests ORDER BY "timestamp", request_id'
            return typed_frame(con.sql(query).df(), columns)

    def summary(self, period: Period = "day") -> pd.DataFrame:
        """Return sums by period ("hour", "day", "week" or "month", in UTC) and model.

        A week begins on Monday. Costs are summed over the ``priced`` requests, those whose
        costs are both known. Raises ConfigError for another period.
        """
        query = summary_query(period)
        with self._told_reading(summary_columns()) as con:
            return typed_frame(con.sql(query).df(), SUMMARY_COLUMNS)

    def history(self, last: int = 20) -> MetricsHistory:
        """Return the totals of all rows and the ``last`` ones, oldest first."""
        with self._told_reading() as con:
            return MetricsHistory(last_rows(con, last), totals(con), self.name, totals(con, AUDIT))

    def export_parquet(self, folder: str | os.PathLike[str]) -> Path:
        """Write all rows as Parquet files, a folder ``day=YYYY-MM-DD`` (UTC) a day.

        An export made before is replaced; StoreError where the folder holds anything else.
        """
        with self._told_reading() as con:
            return write_parquet(con, Path(folder))

    @contextmanager
    def _told_reading(self, names: Sequence[str] | None = None) -> Iterator[Any]:
        """Open a connection as ``_reading`` does; whatever is wrong with the file is told."""
        with told(self.name), self._reading(names) as con:
            yield con

    @abstractmethod
    def _append(self, row: dict[str, Any]) -> None:
        """Take a row so that it outlives the process."""

    @abstractmethod
    def _keep(self, kept: list[dict[str, Any]]) -> None:
        """Take originals, given by column name, so that they outlive the process."""

    @abstractmethod
    def _find(self, hash: str) -> Original | None:
        """Return an original that isn't too old, None where there is none."""

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
        return redact(f"<{type(self).__name__} {self.name}{', closed' if self.closed else ''}>")


def open_stores() -> list[Store]:
    """Return the stores of this process, by name."""
    return sorted(_stores, key=lambda store: store.name)


after_fork_in_child(forget_after_fork)
