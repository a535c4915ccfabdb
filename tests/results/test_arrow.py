"""Every table is an Arrow stream too: what polars and DuckDB take is what the frame holds."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar

import duckdb
import hypothesis.strategies as st
import nanoarrow
import pandas as pd
import pytest
from hypothesis import given, settings

import headroom_lab as hl
from headroom_lab.results.record import Column, Table

WHOLE = st.integers(-(2**62), 2**62)
MOMENTS = st.datetimes(datetime(1970, 1, 2), datetime(2200, 1, 1), timezones=st.just(UTC))


@dataclass(frozen=True)
class Row:
    text: str
    number: int
    maybe: int | None
    share: float | None
    yes: bool
    perhaps: bool | None
    when: datetime | None
    parts: Any


class Rows(Table[Row]):
    table_columns: ClassVar[tuple[Column, ...]] = (
        Column("text", "str"),
        Column("number", "int64"),
        Column("maybe", "Int64"),
        Column("share", "float64"),
        Column("yes", "bool"),
        Column("perhaps", "boolean"),
        Column("when", "datetime64[us, UTC]"),
        Column("parts", "object"),
    )


ROWS = st.builds(
    Row,
    st.text(),
    WHOLE,
    st.none() | WHOLE,
    st.none() | st.floats(allow_nan=False),
    st.booleans(),
    st.none() | st.booleans(),
    st.none() | MOMENTS,
    st.lists(st.text(alphabet="abé", max_size=3), max_size=3),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(ROWS, max_size=5))
def test_what_duckdb_takes_is_what_the_rows_hold(rows: list[Row]) -> None:
    table = Rows(rows)
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        names = [column.name for column in Rows.table_columns]
        taken = connection.from_arrow(table).fetchall()
    assert list(table.to_frame().columns) == names
    assert len(taken) == len(rows)
    for cells, row in zip(taken, rows, strict=True):
        found = dict(zip(names, cells, strict=True))
        assert json.loads(found.pop("parts")) == row.parts
        assert found.pop("when") == row.when
        assert found == {name: getattr(row, name) for name in found}


def test_what_pandas_calls_missing_is_null_and_half_a_pair_becomes_a_question_mark() -> None:
    row = Row("a\ud800", 1, pd.NA, float("nan"), True, None, pd.NaT, {"a": 1})  # type: ignore[arg-type]
    with duckdb.connect() as connection:
        taken = connection.from_arrow(Rows([row])).fetchall()
    assert taken == [("a?", 1, None, None, True, None, None, '{"a": 1}')]


def test_secrets_are_masked_as_in_the_frame() -> None:
    secret = "sk-proj-" + "aB3dE5gH7jK9mN1pQ3sT5vW7"
    result = hl.simulate([{"role": "user", "content": f"the key is {secret}"}], "gpt-4o")
    with duckdb.connect() as connection:
        assert secret not in str(connection.from_arrow(result).fetchall())


def test_results_of_every_kind_are_taken() -> None:
    messages = hl.load_example("package_audit")
    result = hl.simulate(messages, "gpt-4o")
    swept = hl.sweep(messages, {"policy": ["off", "lossless"]}, model="gpt-4o")
    scores = hl.score_messages(messages, "gpt-4o")
    records = [result, result.removals, scores, swept]
    for record in records:
        taken, frame = nanoarrow.Array(record), record.to_frame()
        assert [column.name for column in taken.schema.fields] == list(frame.columns)
        assert len(taken) == len(frame)


def test_polars_takes_a_result() -> None:
    polars = pytest.importorskip("polars")
    result = hl.simulate(hl.load_example("package_audit"), "gpt-4o")
    assert polars.DataFrame(result)["tokens_before"].sum() == result.to_frame().tokens_before.sum()
