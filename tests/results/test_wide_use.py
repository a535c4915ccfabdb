"""Every kind of result can be stored, copied, put under each other and handed on."""

from __future__ import annotations

import copy
import importlib
import json
import pickle
import pkgutil
from collections.abc import Iterator
from typing import Any

import pandas as pd
import pytest

import headroom_lab
from headroom_lab import CacheAligner, SmartCrusher, Tokenizer, TransformPipeline, simulate
from headroom_lab.results.cost import RequestCosts, SessionCost
from headroom_lab.results.cost_by_message import MessageCosts
from headroom_lab.results.record import Record
from headroom_lab.results.replay_corpus import ReplayedCorpus
from headroom_lab.results.sessions import Sessions
from headroom_lab.results.skips import Skips
from headroom_lab.results.study import StudyRows
from headroom_lab.results.trace import Trace
from headroom_lab.results.trace_comparison import FilePairs, ToolPairs, TraceComparison
from headroom_lab.results.trace_requests import TraceRequests
from headroom_lab.traces.corpus import Corpus
from headroom_lab.transforms.windows.message_scorer import MessageScorer
from tests.display.samples import SAMPLES, poisoned

FILLED = [name for name, make in SAMPLES.items() if len(list(make().table_rows()))]


def kinds(kind: type[Record]) -> Iterator[type[Record]]:
    """Yield the classes below ``kind`` that the package defines."""
    for below in kind.__subclasses__():
        if below.__module__.startswith("headroom_lab") and below.table_columns:
            yield below
        yield from kinds(below)


@pytest.fixture(params=SAMPLES)
def record(request: pytest.FixtureRequest) -> Record:
    return SAMPLES[request.param]()


# Tried in tests/traces and tests/studies, on sessions and studies that are made there.
IN_TRACES = {
    Corpus, FilePairs, MessageCosts, ReplayedCorpus, RequestCosts, SessionCost, Sessions, Skips,
    StudyRows, ToolPairs, Trace, TraceComparison, TraceRequests,
}  # fmt: skip


def test_every_kind_of_result_is_tried() -> None:
    for module in pkgutil.walk_packages(headroom_lab.__path__, "headroom_lab."):
        importlib.import_module(module.name)
    assert set(kinds(Record)) - IN_TRACES <= {type(make()) for make in SAMPLES.values()}


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
    frames = [SAMPLES[name]().to_frame() for _ in range(3)]
    whole = pd.concat({f"result {at}": frame for at, frame in enumerate(frames)}, names=["result"])
    assert list(whole.dtypes) == list(frames[0].dtypes)
    assert len(whole) == sum(map(len, frames))
    assert whole.index.get_level_values("result").nunique() == 3


def test_frames_with_and_without_rows_go_together() -> None:
    """A result that has removed nothing doesn't change the types of the others."""
    full, empty = SAMPLES["removals"]().to_frame(), SAMPLES["removals-none"]().to_frame()
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


SECRET = "sk-" + "a1b2c3d4" * 5
RENDERINGS = ("to_html", "to_text", "to_markdown", "to_dict")


@pytest.mark.parametrize("name", [name for name in SAMPLES if not name.startswith("diff")])
def test_secrets_in_any_text_are_masked_wherever_it_goes(name: str) -> None:
    """Names, keys, reasons, warnings and errors can hold one as well as a message.

    A diff is masked when it is made: ``tests/display/test_pictures.py``.
    """
    leaky = poisoned(SAMPLES[name](), f"key {SECRET} of 1")
    for rendering in RENDERINGS:
        assert SECRET not in str(getattr(leaky, rendering)())
    assert SECRET not in leaky.to_frame().to_csv()


def test_secrets_in_messages_are_masked_in_whatever_leaves() -> None:
    items = [{"id": at, "key": SECRET if at == 9 else "none", "note": "-" * 30} for at in range(99)]
    messages = [
        {"role": "system", "content": f"Now: 2026-10-01 12:00. Key {SECRET}"},
        {"role": "user", "content": f"It is {SECRET}"},
        {"role": "assistant", "content": None, "tool_calls": [
            {"id": "c", "type": "function",
             "function": {"name": "ls", "arguments": json.dumps({"token": SECRET})}}]},
        {"role": "tool", "tool_call_id": "c", "content": json.dumps(items)},
        {"role": "user", "content": "and now?"},
    ]  # fmt: skip
    simulated = simulate(messages, model="gpt-4o", query=SECRET)
    scores = MessageScorer().score_messages(messages)
    crusher = SmartCrusher()
    results: list[Record] = [
        simulated, simulated.diff(), simulated.removals, simulated.waste_signals, scores, scores[0],
        TransformPipeline([crusher, CacheAligner()]).apply(messages, Tokenizer()),
        crusher.crush(json.dumps(items), query=SECRET),
    ]  # fmt: skip
    for result in results:
        for rendering in RENDERINGS:
            assert SECRET not in str(getattr(result, rendering)())
        assert SECRET not in result.to_frame().to_csv()
