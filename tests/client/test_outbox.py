"""Rows on their way to a store that may fail."""

from __future__ import annotations

import json
import warnings
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from headroom_lab import RequestMetrics, simulate
from headroom_lab.client import outbox
from headroom_lab.client.outbox import Outbox
from headroom_lab.errors import HeadroomWarning
from headroom_lab.store import MemoryStore
from headroom_lab.transforms.originals import named_in
from tests.client.faces import ours

ROW = RequestMetrics("0", datetime(2026, 1, 1, tzinfo=UTC), "gpt-4o", 10, 5, 1, 0.1, 0.05, [])


class Picky(MemoryStore):
    """A store that refuses some rows."""

    def __init__(self, *refused: str) -> None:
        super().__init__()
        self.refused = set(refused)
        self.tries = 0

    def record(self, metrics: RequestMetrics) -> None:
        """Take a row, or fail."""
        self.tries += 1
        if metrics.request_id in self.refused or "*" in self.refused:
            raise OSError(28, "no space left")
        super().record(metrics)


def ids(store: MemoryStore) -> list[str]:
    """Return the stored ids, sorted."""
    return sorted(store.to_frame()["request_id"])


def put(box: Outbox, *names: str) -> None:
    """Put rows into the outbox."""
    for name in names:
        box.put(replace(ROW, request_id=name))


def test_one_bad_row_holds_up_no_others() -> None:
    store = Picky("bad")
    box = Outbox(store, owned=True)
    with pytest.warns(HeadroomWarning) as warned:
        put(box, "a", "bad", "b", "c")
    assert len(ours(warned)) == 1
    assert ids(store) == ["a", "b", "c"]


def test_a_failing_store_is_tried_a_little_at_a_time_and_warned_of_once() -> None:
    store = Picky("*")
    box = Outbox(store, owned=True)
    with pytest.warns(HeadroomWarning, match="OSError") as warned:
        put(box, *map(str, range(100)))
    assert len(ours(warned)) == 1
    assert store.tries <= 200
    store.refused.clear()
    box.deliver()
    assert len(ids(store)) == 100
    errors = store.to_frame()["error"]
    assert errors.dropna().str.count("stored late").max() == 1
    store.refused.add("*")
    with pytest.warns(HeadroomWarning):
        put(box, "again")


def test_waiting_rows_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    assert outbox.MOST_WAITING == 10_000
    monkeypatch.setattr(outbox, "MOST_WAITING", 5)
    store = Picky("*")
    box = Outbox(store, owned=True)
    with pytest.warns(HeadroomWarning):
        put(box, *map(str, range(20)))
    store.refused.clear()
    box.deliver()
    assert len(ids(store)) == 5
    assert "19" in ids(store)


@pytest.mark.parametrize("owned", [True, False])
def test_closing_delivers_what_waits(owned: bool) -> None:
    store = Picky("*")
    box = Outbox(store, owned=owned)
    with pytest.warns(HeadroomWarning):
        put(box, "a", "b", "c")
    store.refused.clear()
    box.close()
    assert store.closed is owned
    assert ids(store) == ["a", "b", "c"]


def test_a_row_without_a_store_is_no_error(recwarn: Any) -> None:
    box = Outbox(Picky(), owned=True)
    box.deliver()
    box.close()
    assert not [w for w in recwarn if issubclass(w.category, HeadroomWarning)]


def test_what_was_cut_is_kept_by_the_store_and_a_failure_is_warned_of_once() -> None:
    lists = json.dumps([{"n": n, "text": f"row {n} of many " * 9} for n in range(200)])
    call = {"id": "c", "type": "function", "function": {"name": "rows", "arguments": "{}"}}
    sent = simulate(
        [
            {"role": "user", "content": "Which row is the 7th?"},
            {"role": "assistant", "content": None, "tool_calls": [call]},
            {"role": "tool", "tool_call_id": "c", "content": lists},
        ],
        model="gpt-4o",
    )
    store = MemoryStore()
    Outbox(store, owned=True).keep(sent)
    names = {removal.original for removal in sent.removals} | set(named_in(sent.messages))
    assert names
    assert {store.original(name) for name in names} >= {lists}
    store.close()
    box = Outbox(store, owned=True)
    with pytest.warns(HeadroomWarning, match="not kept: StoreError"):
        box.keep(sent)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        box.keep(sent)
