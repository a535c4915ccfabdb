"""Every kind of result can be stored, copied, put under each other and handed on."""

from __future__ import annotations

import copy
import importlib
import json
import pickle
import pkgutil
from collections.abc import Callable, Iterator
from typing import Any

import pandas as pd
import pytest

import headroom_lab
from headroom_lab.magic.simulated_call import SimulatedCall
from headroom_lab.results.information import Information, InformationRow, LostNeedle
from headroom_lab.results.record import Record
from headroom_lab.telemetry.patterns import PatternRow, PatternTable
from tests.display.samples import SAMPLES, simulation

ROW = InformationRow("all", "all", 1000, 600, 8, 7, 10, 8, 12, 10, 20, 15)
OTHERS: dict[str, Callable[[], Record]] = {
    "simulated-call": lambda: SimulatedCall.of(simulation()),
    "information": lambda: Information(
        "default", (ROW,), (LostNeedle("c", 3, 8, "x", "id", True),)
    ),
    "patterns": lambda: PatternTable(
        [PatternRow("sql", "list", "a,b", 4, 2, 1, 1, None, 900, 300, "id", "id: key")]
    ),
}
RECORDS = {**SAMPLES, **OTHERS}
FILLED = [name for name, make in RECORDS.items() if len(list(make().table_rows()))]


def kinds(kind: type[Record]) -> Iterator[type[Record]]:
    """Yield the classes below ``kind`` that the package defines."""
    for below in kind.__subclasses__():
        if below.__module__.startswith("headroom_lab") and below.table_columns:
            yield below
        yield from kinds(below)


@pytest.fixture(params=RECORDS)
def record(request: pytest.FixtureRequest) -> Record:
    return RECORDS[request.param]()


def test_every_kind_of_result_is_tried() -> None:
    for module in pkgutil.walk_packages(headroom_lab.__path__, "headroom_lab."):
        importlib.import_module(module.name)
    assert set(kinds(Record)) <= {type(make()) for make in RECORDS.values()}


@pytest.mark.parametrize(
    "again", [lambda r: pickle.loads(pickle.dumps(r)), copy.deepcopy, copy.copy]
)
def test_it_pickles_and_copies(record: Record, again: Any) -> None:
    other = again(record)
    assert type(other) is type(record)
    assert other == record
    assert other.to_dict() == record.to_dict()
    assert other.to_html() == record.to_html()


def test_a_deep_copy_shares_nothing_that_changes(record: Record) -> None:
    other = copy.deepcopy(record)
    for name, value in vars(other).items():
        if isinstance(value, (list, dict)):
            assert value is not getattr(record, name)


def test_frames_have_the_types_they_state_even_without_rows(record: Record) -> None:
    frame = record.to_frame()
    assert {name: str(kind) for name, kind in frame.dtypes.items()} == {
        column.name: column.dtype for column in record.table_columns
    }
    assert len(frame) == len(list(record.table_rows()))


@pytest.mark.parametrize("name", FILLED)
def test_many_frames_make_one_with_the_same_types(name: str) -> None:
    frames = [RECORDS[name]().to_frame() for _ in range(3)]
    whole = pd.concat({f"result {at}": frame for at, frame in enumerate(frames)}, names=["result"])
    assert list(whole.dtypes) == list(frames[0].dtypes)
    assert len(whole) == sum(map(len, frames))
    assert whole.index.get_level_values("result").nunique() == 3


def test_frames_with_and_without_rows_go_together() -> None:
    """A result that has removed nothing doesn't change the types of the others."""
    full, empty = RECORDS["removals"]().to_frame(), RECORDS["removals-none"]().to_frame()
    whole = pd.concat([empty, full, empty])
    assert list(whole.dtypes) == list(full.dtypes)
    assert len(whole) == len(full)


def test_plain_data_is_json_and_comes_back(record: Record) -> None:
    data = record.to_dict()
    assert json.loads(json.dumps(data, allow_nan=False)) == data


def test_text_alone_where_the_environment_asks_for_it(
    record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HEADROOM_DISPLAY", raising=False)
    assert set(record._repr_mimebundle_()) == {"text/plain", "text/html"}
    monkeypatch.setenv("HEADROOM_DISPLAY", "text")
    assert record._repr_mimebundle_() == {"text/plain": record.to_text()}
    assert set(record._repr_mimebundle_(include=["text/html"])) == set()


def test_a_notebook_gets_what_it_asks_for(record: Record) -> None:
    assert set(record._repr_mimebundle_(include=["text/html"])) == {"text/html"}
    assert set(record._repr_mimebundle_(exclude=["text/html"])) == {"text/plain"}


def test_markdown_begins_with_the_headline_of_the_text(record: Record) -> None:
    """Both are made from one page; Markdown escapes what it would read."""
    markdown = record.to_markdown()
    assert markdown.startswith("**")
    assert markdown.endswith("\n")
    numbers = [word for word in record.to_text().split("\n")[0].split() if word.isdigit()]
    assert all(number in markdown.split("\n")[0] for number in numbers)


def test_rows_are_those_of_the_table(record: Record) -> None:
    """A sequence and its frame say the same in the same order."""
    frame = record.to_frame()
    for at, row in zip(range(3), record.table_rows(), strict=False):
        for column in record.table_columns:
            value, found = column.value(row), frame[column.name].iloc[at]
            assert pd.isna(found) if value is None else found == value
