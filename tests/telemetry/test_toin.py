"""TOIN: counts, recommendations, what it keeps of values, merging and saving."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from threading import Thread
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from headroom_lab.telemetry import TOIN, Recommendation, get_toin, reset_toin, take_apart
from headroom_lab.telemetry.learning import hashed

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


def test_nothing_known_is_none() -> None:
    toin = TOIN()
    assert toin.retrieval_rate("orders") is None
    assert toin.retrieval_rate("orders", ROWS) is None
    assert toin.recommend(ROWS) == Recommendation()
    assert toin.error_confidence("orders", ROWS) == 0
    assert list(toin.to_frame().index) == []


def test_retrieval_rate_is_a_share_of_what_was_crushed() -> None:
    toin = TOIN()
    for _ in range(4):
        toin.record_crush("orders", ROWS, tokens_before=100, tokens_after=40)
    assert toin.retrieval_rate("orders", ROWS) == 0
    toin.record_retrieval("orders", json.dumps(ROWS))
    assert toin.retrieval_rate("orders", ROWS) == 0.25
    [row] = toin.table()
    assert (row.seen, row.crushed, row.retrieved) == (4, 4, 1)
    assert (row.tokens_before, row.tokens_after) == (400, 160)


def test_a_rate_is_never_over_1() -> None:
    toin = TOIN()
    toin.record_retrieval("orders", ROWS)
    toin.record_retrieval("orders", ROWS)
    assert toin.retrieval_rate("orders") == 1


def test_learning_from_traces_which_values_were_used() -> None:
    class Trace:
        messages = trace(ROWS, "It is ORD-1234, see ORD-7.")

    toin = TOIN()
    assert toin.learn([trace(ROWS, "Nothing to see."), Trace()]) == 2
    assert toin.retrieval_rate("orders", ROWS) == 0.5
    assert toin.learn([trace([{"order_id": "ORD-1042", "total": 1}], "It is ORD-1042.")]) == 1
    found = toin.recommend([{"order_id": "x", "total": 2}], "orders")
    assert found.used_fields == ("order_id",)
    assert found.wants({"order_id": "ORD-1042"})
    assert not found.wants({"order_id": "ORD-1043"})
    assert toin.retrieval_rate("orders", [{"order_id": "x", "total": 2}]) == 1


def test_the_values_that_a_retrieval_was_for() -> None:
    toin = TOIN()
    toin.record_retrieval("orders", ROWS, query="what of ORD-17?", used=["ORD-18"])
    found = toin.recommend(ROWS)
    assert [row["order_id"] for row in ROWS if found.wants(row)] == ["ORD-17", "ORD-18"]


def test_more_items_of_what_is_always_wanted_again() -> None:
    toin = TOIN()
    assert toin.recommend(ROWS).max_items(50) == 50
    for _ in range(45):
        toin.record_crush("orders", ROWS)
    assert toin.recommend(ROWS).max_items(50) == 50
    assert not toin.recommend(ROWS).keep_more
    for _ in range(45):
        toin.record_retrieval("orders", ROWS)
    assert toin.recommend(ROWS).max_items(50) == 95
    assert toin.recommend(ROWS).keep_more


def test_what_is_known_of_a_tool_and_of_a_structure() -> None:
    toin = TOIN()
    toin.record_retrieval("orders", ROWS)
    toin.record_crush("orders", "a text")
    assert toin.retrieval_rate("orders", ROWS) == 1
    assert toin.retrieval_rate("orders", "another text") == 0
    assert toin.retrieval_rate("orders") == 0.5
    assert toin.retrieval_rate("other tool", ROWS) == 1
    assert toin.retrieval_rate("other tool", "a text") is None
    assert toin.recommend(take_apart(ROWS).signature).retrieval_rate == 1


def test_error_fields() -> None:
    toin = TOIN()
    for _ in range(10):
        toin.record_crush("orders", ROWS)
    assert toin.field_semantics("orders")["error"].meaning == "error"
    assert toin.recommend(ROWS).error_fields == ("error",)
    assert toin.error_confidence("orders", ROWS) == 0
    failed = [*ROWS, {"order_id": "x", "total": 1, "error": "refused"}]
    assert toin.error_confidence("orders", failed) > 0.3


SECRET = "S3CRET"
TEXTS = st.text(alphabet="abc-_.@ 0123456789", max_size=12).map(lambda text: SECRET + text)


@given(st.dictionaries(st.sampled_from(["id", "note", "tags"]), TEXTS | st.lists(TEXTS)), TEXTS)
def test_no_value_and_no_query_is_kept(record: dict[str, Any], query: str) -> None:
    toin = TOIN()
    toin.record_crush("tool", [record])
    toin.record_retrieval("tool", json.dumps(record), query=f"find {query}", used=[query])
    toin.learn([trace([record, {"map": {f"{query}@x": 1}}], f"it is {record.get('id')}")])
    assert SECRET not in json.dumps([p.to_dict() for p in toin._patterns.values()])
    assert SECRET not in toin.to_frame().to_csv()
    assert SECRET not in repr(toin)


def test_patterns_are_bounded_and_the_latest_stay() -> None:
    toin = TOIN(max_patterns=3)
    for tool in ("a", "b", "c"):
        toin.record_crush(tool, "text")
    toin.record_crush("a", "text")
    toin.record_crush("d", "text")
    assert [row.tool for row in toin.table()] == ["a", "c", "d"]


def test_several_threads_lose_nothing() -> None:
    toin = TOIN()

    def work() -> None:
        for _ in range(100):
            toin.record_crush("orders", ROWS)
            toin.retrieval_rate("orders", ROWS)

    threads = [Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert toin.table()[0].seen == 800


def test_the_process_wide_one_is_for_the_caller_alone() -> None:
    reset_toin()
    first = get_toin()
    assert get_toin() is first
    reset_toin()
    assert get_toin() is not first
    reset_toin()
    source = Path(sys.modules["headroom_lab"].__file__ or "").parent
    users = [p for p in source.rglob("*.py") if "get_toin(" in p.read_text(encoding="utf-8")]
    assert users == [source / "telemetry" / "toin.py"]


def test_hashes_are_the_same_in_every_process() -> None:
    code = "from headroom_lab.telemetry.learning import hashed; print(hashed('ORD-1'), hashed(7))"
    env = {**os.environ, "PYTHONHASHSEED": "7"}
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=env
    )
    assert run.stdout.split() == [hashed("ORD-1"), hashed("7")]


def test_real_conversations(real_conversations: list[dict[str, Any]]) -> None:
    toin = TOIN()
    outputs = toin.learn(one["messages"] for one in real_conversations)
    frame = toin.to_frame()
    assert frame["seen"].sum() == outputs > 300
    assert frame["retrieval_rate"].between(0, 1).all()
    flights = toin.field_semantics("search_direct_flight")
    assert flights["flight_number"].meaning == "identifier"
    assert flights["scheduled_arrival_time_est"].meaning == "time"
    assert "flight_number" in toin.recommend(None, "search_direct_flight").used_fields
    assert not frame.empty
