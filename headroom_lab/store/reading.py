"""Reading by SQL: a DuckDB connection in memory that can't change a store."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import orjson

from headroom_lab.errors import StoreError
from headroom_lab.results.metrics import STORED
from headroom_lab.results.record import Column
from headroom_lab.store.schema import duckdb_type

if TYPE_CHECKING:
    import pandas as pd

LINES_AT_ONCE = 20_000
CHARACTERS_AT_ONCE = 32_000_000
READS = ("SELECT", "EXPLAIN", "MULTI")
_DERIVED = {
    "tokens_saved": "tokens_input_before - tokens_input_after",
    "cost_saved": "cost_before - cost_after",
}
_LOCKDOWN = "SET enable_external_access=false; SET lock_configuration=true"


@contextmanager
def connection() -> Iterator[Any]:
    """Open a private DuckDB connection in memory whose clock is UTC."""
    import duckdb

    folder = tempfile.mkdtemp(prefix="headroom-")
    con = duckdb.connect(":memory:")
    try:
        con.execute(f"SET TimeZone='UTC'; SET temp_directory={quoted(folder)}")
        con.execute("SET python_enable_replacements=false")
        con.execute("SET autoinstall_known_extensions=false")
        yield con
    finally:
        con.close()
        shutil.rmtree(folder, ignore_errors=True)


def load(con: Any, table: str, lines: Iterable[str], columns: Sequence[Column] = STORED) -> None:
    """Make a temporary table of rows given as JSON, one a line, with a column ``place``.

    ``place`` counts the rows from 1.
    """
    structure = orjson.dumps({c.name: _json_type(duckdb_type(c)) for c in columns}).decode()
    declared = ", ".join(f'"{c.name}" {duckdb_type(c)}' for c in columns)
    con.execute(f"CREATE TEMP TABLE {table} ({declared}, place BIGINT)")
    values = ", ".join(
        f'coalesce(r."{c.name}", 0)' if c.dtype == "int64" else f'r."{c.name}"' for c in columns
    )
    done = 0
    for batch in _batches(lines):
        con.execute(
            f"INSERT INTO {table} SELECT {values}, place FROM (SELECT "
            f"from_json(unnest($1::VARCHAR[]), {quoted(structure)}) AS r, "
            f"{done} + generate_subscripts($1::VARCHAR[], 1) AS place)",
            [batch],
        )
        done += len(batch)


def show(con: Any, source: str, names: Sequence[str] | None = None) -> None:
    """Offer ``source``, a query for stored rows, as the view ``requests``.

    The derived columns are there where all stored ones are.
    """
    derived = "" if names else "".join(f", {made} AS {name}" for name, made in _DERIVED.items())
    con.execute(f"CREATE VIEW requests AS SELECT *{derived} FROM ({source})")


def ask(con: Any, query: str) -> pd.DataFrame:
    """Return the answer to a user's query; StoreError for a wrong one and for one that writes.

    No file can be reached through the connection afterwards.
    """
    import duckdb

    try:
        kinds = [statement.type.name for statement in duckdb.extract_statements(query)]
        if len(kinds) != 1 or kinds[0] not in READS:
            found = ", ".join(kinds) or "nothing"
            raise StoreError(f"sql: found {found}, expected one query that reads")
        con.execute(_LOCKDOWN)
        frame: pd.DataFrame = con.sql(query).df()
        return frame
    except (duckdb.IOException, duckdb.InternalException, duckdb.FatalException):
        raise  # the file is at fault, not the query
    except duckdb.Error as error:
        if "Corrupt" in str(error):
            raise
        raise StoreError(f"sql: {refused(error)}") from error


def refused(error: Exception) -> str:
    """Return why DuckDB refused a query, in one line, without its drawing of the place."""
    return " ".join(str(error).partition("\n\nLINE ")[0].split())


def stored_columns(names: Sequence[str] | None = None) -> list[Column]:
    """Return the stored columns, or some of them."""
    return [c for c in STORED if names is None or c.name in names]


def stored(names: Sequence[str] | None = None) -> str:
    """Return a select list of the stored columns, or of some of them."""
    return ", ".join(f'"{c.name}"' for c in stored_columns(names))


def quoted(text: str) -> str:
    """Return a text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def _json_type(sql_type: str) -> str | list[str]:
    """Return a type as from_json wants it."""
    return [sql_type[:-2]] if sql_type.endswith("[]") else sql_type


def _batches(lines: Iterable[str]) -> Iterator[list[str]]:
    """Yield the lines in lists of bounded length and size."""
    batch: list[str] = []
    size = 0
    for line in lines:
        batch.append(line)
        size += len(line)
        if len(batch) == LINES_AT_ONCE or size >= CHARACTERS_AT_ONCE:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
