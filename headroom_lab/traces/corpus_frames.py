"""A corpus as tables: conversations, messages and requests, in frames, SQL and Parquet."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from headroom_lab.errors import ConfigError, InvalidMessagesError, UnknownNameError
from headroom_lab.providers.prices import Prices
from headroom_lab.redact import redact_data
from headroom_lab.results.corpus import TABLES, CorpusRow
from headroom_lab.results.trace import MAIN, Trace, TraceSegment, TraceStream
from headroom_lab.results.trace_requests import TraceRequests
from headroom_lab.store.reading import refused
from headroom_lab.traces.corpus_items import CorpusItem
from headroom_lab.traces.rows import message_rows

if TYPE_CHECKING:
    import pandas as pd

_SUMMED = (
    "uncached_tokens",
    "cache_read_tokens",
    "cache_write_5m_tokens",
    "cache_write_1h_tokens",
    "output_tokens",
)


def conversation_row(item: CorpusItem, prices: Prices | None = None) -> CorpusRow:
    """Return an item summed up, with ``prices`` of one's own what it cost at these."""
    trace = item.trace
    if trace is None:
        return CorpusRow(item.name, item.source, model=item.model, messages=len(item.messages))
    requests = trace.requests
    recorded = any(request.usage is not None for request in requests)
    summed = {column: requests.total(column) if recorded else None for column in _SUMMED}
    return CorpusRow(
        item.name,
        item.source,
        trace.project,
        trace.started,
        trace.ended,
        trace.models[-1] if trace.models else None,
        sum(len(stream.messages) for stream in trace.streams.values()),
        len(requests),
        cost=requests.cost_at(prices),
        **summed,
    )


def frame_of(
    items: Sequence[CorpusItem], table: str, *, redact: bool, prices: Prices | None = None
) -> pd.DataFrame:
    """Return a table as a frame, an item's own columns behind those of its row.

    ``redact`` masks the secrets in it; with ``prices`` of one's own it is told what all costs at
    these. Raises UnknownNameError for another table.
    """
    import pandas as pd

    if table not in TABLES:
        raise UnknownNameError("table", table, TABLES)
    masked: Callable[[Any], Any] = redact_data if redact else (lambda value: value)
    columns = TABLES[table]
    rows = [[masked(value) for value in row] for row in _ROWS[table](items, prices)]
    values = zip(*rows, strict=True) if rows else ([] for _ in columns)
    made = {
        column.name: pd.Series(list(cells), dtype=column.dtype)
        for column, cells in zip(columns, values, strict=True)
    }
    if table == "conversations":
        own = dict.fromkeys(name for item in items for name in item.columns)
        for name in (name for name in own if name not in made):
            cells = [masked(item.columns.get(name)) for item in items]
            made[masked(name)] = pd.Series(cells, dtype=_dtype(cells))
    return pd.DataFrame(made)


def query(items: Sequence[CorpusItem], text: str, *, redact: bool) -> pd.DataFrame:
    """Return what a query finds in the tables; neither files nor the network are in its reach.

    Raises ConfigError for what DuckDB refuses, with its message.
    """
    import duckdb

    if not isinstance(text, str):
        raise ConfigError(f"sql: found {text!r}, expected a query as text")
    closed = {"enable_external_access": "false", "python_enable_replacements": "false"}
    with duckdb.connect(":memory:", config=closed) as connection:
        for table in TABLES:
            if re.search(rf"\b{table}\b", text, re.IGNORECASE):
                connection.register(table, frame_of(items, table, redact=redact))
        try:
            found = connection.sql(text)
            return _empty() if found is None else found.df()
        except duckdb.Error as error:
            raise ConfigError(f"sql: {refused(error)}; tables: {', '.join(TABLES)}") from error


def write_parquet(items: Sequence[CorpusItem], folder: Path, *, redact: bool) -> None:
    """Write each table to a Parquet file in a folder, in one step each."""
    import duckdb

    for table in TABLES:
        part = folder / f"{table}.part"
        with duckdb.connect(":memory:") as connection:
            connection.register("rows", frame_of(items, table, redact=redact))
            connection.table("rows").write_parquet(str(part))
        part.replace(folder / f"{table}.parquet")


def _conversations(items: Iterable[CorpusItem], prices: Prices | None) -> Iterator[list[Any]]:
    """Yield the cells of each conversation."""
    for item in items:
        row = conversation_row(item, prices)
        yield [column.value(row) for column in TABLES["conversations"]]


def _messages(items: Iterable[CorpusItem], prices: Prices | None) -> Iterator[list[Any]]:
    """Yield the cells of each message."""
    for item in items:
        for row in message_rows(item.trace or _alone(item)):
            yield [item.name, *(column.value(row) for column in TABLES["messages"][1:])]


def _requests(items: Iterable[CorpusItem], prices: Prices | None) -> Iterator[list[Any]]:
    """Yield the cells of each recorded request."""
    for item in items:
        for row in item.trace.requests if item.trace is not None else ():
            cost = row.cost if prices is None else TraceRequests([row]).cost_at(prices)
            cells = (cost if c.name == "cost" else c.value(row) for c in TABLES["requests"][2:])
            yield [item.name, item.source, *cells]


_ROWS = {"conversations": _conversations, "messages": _messages, "requests": _requests}


def _alone(item: CorpusItem) -> Trace:
    """Return a conversation as a trace without requests, to be tabled as one."""
    try:
        messages = tuple(item.messages)
    except InvalidMessagesError:
        messages = ()
    stream = TraceStream(MAIN, messages, (TraceSegment("start", 0),))
    models = (item.model,) if item.model else ()
    return Trace(item.name, item.source, "", {MAIN: stream}, models=models)


def _dtype(cells: Sequence[Any]) -> Any:
    """Return the dtype that holds the values of a column that a person brings."""
    kinds = {type(cell) for cell in cells if cell is not None}
    whole: Mapping[Any, str] = {str: "string", bool: "boolean", int: "Int64", float: "Float64"}
    if kinds == {int, float}:
        return "Float64"
    return whole.get(next(iter(kinds)), "object") if len(kinds) == 1 else "object"


def _empty() -> pd.DataFrame:
    """Return a frame without rows and columns."""
    import pandas as pd

    return pd.DataFrame()
