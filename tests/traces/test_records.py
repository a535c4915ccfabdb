"""The records of recorded sessions pickle, copy and show themselves as other results do."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any

import pytest

from headroom_lab import Corpus, replay
from headroom_lab.results.trace import Trace
from tests.traces.made import eventful_session

RECORDS: dict[str, Callable[[Trace, Trace], Any]] = {
    "cost": lambda one, _: one.cost,
    "costs of requests": lambda one, _: one.cost.requests,
    "costs of messages": lambda one, _: one.cost.by_message(),
    "comparison": lambda one, other: one.compare(other),
    "pairs of tools": lambda one, other: one.compare(other).tools,
    "pairs of files": lambda one, other: one.compare(other).files,
    "corpus": lambda one, other: Corpus([one, other]),
    "replayed corpus": lambda one, other: replay([one, other], "off", progress=False),
}


@pytest.mark.parametrize("name", RECORDS)
def test_it_pickles_and_copies(name: str) -> None:
    record = RECORDS[name](eventful_session("first", 6), eventful_session("second", 9))
    for again in (pickle.loads(pickle.dumps(record)), copy.deepcopy(record), copy.copy(record)):
        assert type(again) is type(record)
        assert again.to_frame().equals(record.to_frame())
        assert again.to_html() == record.to_html()
        assert again.to_text() == record.to_text()
