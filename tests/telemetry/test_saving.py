"""What was learnt is merged, saved and loaded without a loss."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom_lab.errors import TelemetryError
from headroom_lab.telemetry import TOIN

ROWS = [{"order_id": f"ORD-{i}", "total": i, "error": None} for i in range(20)]


def trace(output: Any, use: str, tool: str = "orders") -> list[dict[str, Any]]:
    """Return a conversation in which a tool's output is followed by an answer."""
    function = {"name": tool, "arguments": "{}"}
    return [
        {"role": "user", "content": "go"},
        {
            "role": "assistant",
            "content": None,
            "tool_calls": [{"id": "a", "type": "function", "function": function}],
        },
        {"role": "tool", "tool_call_id": "a", "content": json.dumps(output)},
        {"role": "assistant", "content": use},
    ]


EVENTS = st.lists(
    st.tuples(
        st.sampled_from(["crush", "retrieval", "trace"]),
        st.sampled_from(["orders", "hosts", None]),
        st.sampled_from([ROWS, ROWS[:3], {"error": "refused"}, "text", [1, 2, 2]]),
    )
)


def after(*streams: list[tuple[str, str | None, Any]]) -> TOIN:
    """Return what is learnt from streams of events."""
    toin = TOIN()
    for stream in streams:
        for kind, tool, content in stream:
            if kind == "crush":
                toin.record_crush(tool, content, tokens_before=9, tokens_after=4)
            elif kind == "retrieval":
                toin.record_retrieval(tool, content, used=["ORD-2"])
            else:
                toin.learn([trace(content, "see ORD-11", tool or "none")])
    return toin


def known(toin: TOIN) -> dict[tuple[str, str], Any]:
    """Return all that a TOIN knows."""
    return {key: pattern.to_dict() for key, pattern in toin._patterns.items()}


@given(EVENTS, EVENTS, EVENTS)
def test_merging_is_learning_together(one: Any, two: Any, three: Any) -> None:
    together = after(one, two)
    merged = after(one)
    merged.merge(after(two))
    other = after(two)
    other.merge(after(one))
    assert known(merged) == known(other) == known(together)
    merged.merge(after(three))
    right = after(two)
    right.merge(after(three))
    left = after(one)
    left.merge(right)
    assert known(left) == known(merged)


def test_merging_takes_nothing_from_the_other() -> None:
    one, two = after([("crush", "orders", ROWS)]), after([("crush", "orders", ROWS)])
    before = known(two)
    one.merge(two)
    one.record_crush("orders", ROWS)
    assert known(two) == before
    one.merge(one)
    assert one.table()[0].seen == 6


@given(events=EVENTS)
def test_saved_and_loaded(events: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("toin") / "toin.json"
    toin = after(events)
    toin.save(path)
    loaded = TOIN.load(path)
    assert known(loaded) == known(toin)
    assert list(loaded._patterns) == list(toin._patterns)
    first = path.read_bytes()
    loaded.save(path)
    assert path.read_bytes() == first


def test_a_failed_save_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "toin.json"
    TOIN().save(path)
    before = path.read_bytes()

    def full(_: int) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(TelemetryError, match="no space left"):
        after([("crush", "orders", ROWS)]).save(path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is no JSON"),
        ("[1]", "holds no TOIN"),
        ('{"kind": "other"}', "holds no TOIN"),
        ('{"kind": "headroom_lab toin", "version": 99, "patterns": []}', "newer headroom_lab"),
        ('{"kind": "headroom_lab toin", "version": "1"}', "found version '1'"),
        ('{"kind": "headroom_lab toin", "version": 1}', "can't be read"),
        (
            '{"kind": "headroom_lab toin", "version": 1, "patterns": [{"tool": "a"}]}',
            "can't be read",
        ),
    ],
)
def test_a_file_that_is_none(text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "toin.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(TelemetryError, match=message):
        TOIN.load(path)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(TelemetryError, match=r"missing\.json"):
        TOIN.load(tmp_path / "missing.json")
