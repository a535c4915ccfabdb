"""The tables of a store, made from the columns of RequestMetrics, and how they change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from headroom_lab.errors import StoreError
from headroom_lab.results.metrics import STORED, TIME
from headroom_lab.results.record import Column
from headroom_lab.store import originals

TABLE = "headroom_requests"
VERSIONS = "headroom_schema"

DUCKDB_TYPES = {"str": "VARCHAR", "int64": "BIGINT", "float64": "DOUBLE", TIME: "TIMESTAMPTZ"}
SQLITE_TYPES = {"str": "TEXT", "int64": "INTEGER", "float64": "REAL", TIME: "TEXT"}
NESTED = {"transforms_applied": "VARCHAR[]", "removals": "MAP(VARCHAR, BIGINT)"}


class Database(Protocol):
    """What a migration needs of a database."""

    @property
    def prefix(self) -> str:
        """What stands before each table's name."""

    def run(self, query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run a statement and return its rows."""

    def has_table(self, name: str) -> bool:
        """Tell whether the database has that table."""

    def type_of(self, column: Column) -> str:
        """Return the type of a column."""

    def index(self, table: str, columns: str) -> None:
        """Make an index, where the database doesn't look at whole columns anyway."""


def duckdb_type(column: Column) -> str:
    """Return the DuckDB type of a column."""
    return NESTED[column.name] if column.dtype == "object" else DUCKDB_TYPES[column.dtype]


def sqlite_type(column: Column) -> str:
    """Return the SQLite type of a column; lists and dicts are JSON."""
    return SQLITE_TYPES.get(column.dtype, "TEXT")


def m001_requests(database: Database) -> None:
    """Make the table of requests, a row a request."""
    database.run(f"CREATE TABLE {database.prefix}{TABLE} ({_declared(database, STORED)})")


def m002_originals(database: Database) -> None:
    """Make the table of originals, a row a text that something was cut from."""
    columns = _declared(database, originals.COLUMNS)
    database.run(f"CREATE TABLE {database.prefix}{originals.TABLE} ({columns})")
    database.index(originals.TABLE, "kept_at, bytes")


def m003_money(database: Database) -> None:
    """Add the columns that say how a cost came about."""
    _add(database, _MONEY)


def m004_counted_by(database: Database) -> None:
    """Add the column that says who counted the tokens."""
    _add(database, ("counted_by",))


def m005_warning(database: Database) -> None:
    """Add the column that says what a simulation warned of."""
    _add(database, ("warning",))


def m006_trials(database: Database) -> None:
    """Add the columns of live trials."""
    _add(database, ("trial", "arm", "fetched_again"))


def _add(database: Database, names: Sequence[str]) -> None:
    """Add columns to the table of requests; new files have them already."""
    table = f"{database.prefix}{TABLE}"
    found = {name for (name,) in database.run(f"SELECT name FROM pragma_table_info('{table}')")}
    for column in (c for c in STORED if c.name in names and c.name not in found):
        default = " DEFAULT 0" if column.dtype == "int64" else ""
        database.run(
            f'ALTER TABLE {table} ADD COLUMN "{column.name}" {database.type_of(column)}{default}'
        )


_MONEY = ("cost_note", "answered_by", "service_tier", "cache_write_1h_tokens", "web_searches")

# A change of the schema is a new function at the end. Each one is run once on every file that
# is older; a later one that adds a column says IF NOT EXISTS, since new files have it already.
MIGRATIONS: tuple[Callable[[Database], None], ...] = (
    m001_requests,
    m002_originals,
    m003_money,
    m004_counted_by,
    m005_warning,
    m006_trials,
)


def schema_version() -> int:
    """Return the schema version that this code writes."""
    return len(MIGRATIONS)


def version_of(database: Database, source: str) -> int:
    """Return the schema version of a file, 0 for none; a newer one is refused by StoreError."""
    if not database.has_table(VERSIONS):
        return 0
    found = database.run(f"SELECT max(version) FROM {database.prefix}{VERSIONS}")[0][0] or 0
    if found > schema_version():
        raise StoreError(
            f"{source} has schema version {found}, this headroom_lab reads up to "
            f"{schema_version()}: upgrade it with python -m pip install -U headroom-lab"
        )
    return int(found)


def migrate(database: Database, source: str) -> None:
    """Bring a file to the newest schema; the caller holds it alone and in a transaction."""
    found = version_of(database, source)
    if found == schema_version():
        return
    database.run(f"CREATE TABLE IF NOT EXISTS {database.prefix}{VERSIONS} (version INTEGER)")
    for number, change in enumerate(MIGRATIONS[found:], found + 1):
        change(database)
        database.run(f"INSERT INTO {database.prefix}{VERSIONS} VALUES ({number})")


def _declared(database: Database, columns: Sequence[Column]) -> str:
    """Return the columns of a table as it is made."""
    return ", ".join(f'"{c.name}" {database.type_of(c)}{_constraint(c)}' for c in columns)


def _constraint(column: Column) -> str:
    """Return what holds for the values of a column."""
    return " NOT NULL DEFAULT 0" if column.dtype == "int64" else ""
