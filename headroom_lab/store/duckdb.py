"""Metrics in a DuckDB file that several processes share.

DuckDB lets one process hold a file. So a row is first appended to a spool file, and whoever
reads, flushes, closes or has spooled enough merges all spools while it holds the store's lock:
beside ``x.duckdb`` stands the folder ``x.duckdb.spool`` with both. Flock must work there: no
network drives.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from itertools import chain
from pathlib import Path
from typing import Any

from headroom_lab.errors import HeadroomWarning, StoreError
from headroom_lab.store import originals
from headroom_lab.store.attaching import Attached, StoreHeldError, attach, attached
from headroom_lab.store.base import Store
from headroom_lab.store.damage import refusal, told
from headroom_lab.store.ledger import read_ledger, write_ledger
from headroom_lab.store.locks import StoreBusyError, locked
from headroom_lab.store.merging import merge, new_rows
from headroom_lab.store.originals import Keeping, Original, original_of
from headroom_lab.store.reading import connection, load, quoted, show, stored
from headroom_lab.store.rows import line_of
from headroom_lab.store.schema import TABLE, schema_version, version_of
from headroom_lab.store.spool import (
    ORIGINALS,
    SUFFIX,
    Spool,
    SpoolWriter,
    find_spools,
    newer_spools,
    release_all,
)
from headroom_lab.store.syncing import sync_path

MERGE_ROWS = 5_000
WAIT_SECONDS = 60.0


class DuckDBStore(Store):
    """Rows in a DuckDB file, and in spool files beside it until somebody merges them.

    ``durable``: a row is acknowledged when the disk has it.
    """

    def __init__(
        self, path: Path, keeping: Keeping | None = None, *, durable: bool = False
    ) -> None:
        super().__init__(str(path), keeping)
        self.path = path
        self._folder = path.with_name(f"{path.name}.spool")
        self._durable = durable
        self._writers = {
            suffix: SpoolWriter(self._folder, suffix, durable=durable)
            for suffix in (SUFFIX, ORIGINALS)
        }
        self._since_merge = 0  # rows
        self._bytes_since_merge = 0  # of originals
        self._warned = False
        with told(self.name):
            if path.exists():
                self._check()

    def flush(self) -> None:
        """Merge all spools into the file; where that can't be, a HeadroomWarning says why.

        The rows stay in their spools then, and the next one to come merges them.
        """
        try:
            self._settle(WAIT_SECONDS)
        except StoreError as error:
            warnings.warn(f"rows stay in {self._folder}: {error}", HeadroomWarning, stacklevel=2)

    def close(self) -> None:
        """Merge all spools, let go of our own, and take no more rows."""
        super().close()
        with self._lock:
            self._let_go()

    def _append(self, row: dict[str, Any]) -> None:
        """Append a row to the spool; merge when enough of them have come."""
        line = line_of(row)
        with self._lock:
            self._writers[SUFFIX].append(line)
            self._since_merge += 1
            due = self._since_merge >= MERGE_ROWS
            if due:
                self._since_merge = 0
        if due:
            self._settle_or_warn()

    def _keep(self, kept: list[dict[str, Any]]) -> None:
        """Append originals to their spool; merge when enough of them have come."""
        lines = [originals.line_of(values) for values in kept]
        with self._lock:
            for line in lines:
                self._writers[ORIGINALS].append(line)
                self._bytes_since_merge += len(line)
            due = self._bytes_since_merge > self._keeping.part
            if due:
                self._bytes_since_merge = 0
        if due:
            self._settle_or_warn()

    def _let_go(self) -> None:
        """Close our own spools; the caller holds the lock between threads."""
        for writer in self._writers.values():
            writer.close()

    def _settle_or_warn(self) -> None:
        """Merge all spools, unless somebody else is at it; warn once where that can't be."""
        try:
            self._settle(0)
        except StoreBusyError:
            return
        except StoreError as error:
            if not self._warned:
                self._warned = True
                text = f"rows stay in {self._folder}: {error}"
                warnings.warn(text, HeadroomWarning, stacklevel=4)

    def _settle(self, timeout: float) -> None:
        """Merge all spools."""
        if self._folder.exists():
            with self._spools(timeout) as spools:
                self._merge(spools)

    @contextmanager
    def _spools(self, timeout: float) -> Iterator[list[Spool]]:
        """Hold the store's lock and all spools whose writers are gone, our own among them."""
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            with locked(self._folder / "lock", timeout):
                with self._lock:
                    self._let_go()
                merged = read_ledger(self._folder) if self.path.exists() else {}
                spools = find_spools(self._folder, merged)
                try:
                    yield spools
                finally:
                    release_all(spools)
        except OSError as error:
            raise refusal(self.name, error) from error

    def _merge(self, spools: list[Spool]) -> None:
        """Put what is new in the spools into the file; then remove those nobody writes to."""
        fresh = [spool for spool in spools if spool.has_more]
        if fresh:
            rows, kept = (_lines(fresh, suffix) for suffix in (SUFFIX, ORIGINALS))
            merge(self.path, self._folder, rows, kept, self._keeping)
            if self._durable:
                sync_path(self.path)
                sync_path(self.path.parent)
            write_ledger(self._folder, {s.path.name: s.end for s in spools if s.taken is None})
            self._warn_of_losses(fresh)
        for spool in spools:
            if spool.taken is not None:
                spool.remove()

    def _warn_of_losses(self, spools: list[Spool]) -> None:
        """Warn of rows that can't be read."""
        damaged = sum(spool.damaged for spool in spools)
        if damaged:
            text = f"{damaged} damaged rows in {self._folder} are left out"
            warnings.warn(text, HeadroomWarning, stacklevel=2)
        newer = newer_spools(self._folder)
        if newer:
            text = f"rows of a newer headroom_lab are left out until it merges them: {newer[0]}"
            warnings.warn(text, HeadroomWarning, stacklevel=2)

    @contextmanager
    def _reading(self, names: Sequence[str] | None = None) -> Iterator[Any]:
        """Open a connection with the view ``requests`` while the store's lock is held."""
        with self._waiting() as waiting, connection() as con:
            show(con, self._source(con, waiting, names), names)
            yield con

    @contextmanager
    def _waiting(self) -> Iterator[list[Spool]]:
        """Hold the store's lock and merge all spools; yield those that have to wait."""
        with self._spools(WAIT_SECONDS) as spools:
            waiting: list[Spool] = []
            try:
                self._merge(spools)
            except StoreHeldError:
                # Who holds the file to read lets others read: the spools are read beside it.
                waiting = spools
            yield waiting

    def _find(self, hash: str) -> Original | None:
        """Return an original that isn't too old, the spools that have to wait included."""
        with self._waiting() as waiting, connection() as con:
            load(con, "waiting", _lines(waiting, ORIGINALS), originals.COLUMNS)
            names = originals.NAMES
            source = f"SELECT {names} FROM waiting"
            if self._attach(con):
                source += f" UNION ALL SELECT {names} FROM {Attached(con).prefix}{originals.TABLE}"
            found = con.execute(
                f"SELECT text, masked FROM ({source}) WHERE hash = ? AND "
                f"kept_at >= {quoted(self._keeping.oldest)}::TIMESTAMPTZ ORDER BY kept_at DESC",
                [hash],
            ).fetchone()
        return None if found is None else original_of(*found)

    def _source(self, con: Any, waiting: list[Spool], names: Sequence[str] | None) -> str:
        """Return the query for all rows; StoreHeldError where nobody else may read the file."""
        load(con, "waiting", _lines(waiting, SUFFIX))
        if not self._attach(con):
            return f"SELECT {stored(names)} FROM waiting"
        table = f"{Attached(con).prefix}{TABLE}"
        query = f"SELECT {stored(names)} FROM {table}"
        if not waiting:
            return query
        return f"{query} UNION ALL SELECT {stored(names)} FROM ({new_rows('waiting', table)})"

    def _attach(self, con: Any) -> bool:
        """Attach the file to be read, in the newest schema; False where it has no rows yet."""
        if not self.path.exists():
            return False
        with attached(con, self.path, read_only=True) as database:
            version = version_of(database, f"store {self.path}")
        if version == 0:
            return False
        if version < schema_version():
            merge(self.path, self._folder)
        attach(con, self.path, read_only=True)
        return True

    def _check(self) -> None:
        """Raise StoreError for a file that is no store or a newer one; a held one may be fine."""
        # Without a folder nobody shares the file yet, and looking at it shall leave nothing.
        alone = self._spools(0) if self._folder.exists() else nullcontext()
        with (
            suppress(StoreHeldError, StoreBusyError),
            alone,
            connection() as con,
            attached(con, self.path, read_only=True) as database,
        ):
            version_of(database, f"store {self.path}")

    def after_fork(self) -> None:
        """Leave the parent's spool to the parent."""
        super().after_fork()
        for writer in self._writers.values():
            writer.forget()


def _lines(spools: list[Spool], suffix: str) -> Iterator[str]:
    """Return the lines of all spools of a kind."""
    return chain.from_iterable(s.lines() for s in spools if s.path.suffix == suffix)
