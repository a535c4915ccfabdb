"""What a session cost: a dozen requests worked out on paper, and sessions that were recorded."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from headroom_lab import read_trace, replay
from headroom_lab.errors import ConfigError
from headroom_lab.messages import read
from headroom_lab.results.cost import SessionCost
from headroom_lab.results.trace import Trace, TraceSegment, TraceStream
from headroom_lab.results.trace_requests import TraceRequests
from headroom_lab.tokens import Tokenizer
from tests.benchmarks.split import SHARED
from tests.replays.paper import OPUS, SONNET, answer, asked, output, request, session


@pytest.fixture(scope="module")
def cost() -> SessionCost:
    return session().cost


def test_classes_models_and_streams_to_the_cent(cost: SessionCost) -> None:
    million = 1_000_000
    sonnet = (
        40 * 3
        + (20_000 + 25_000 + 21_000 + 20_000 + 15_000 + 15_500) * 0.3
        + (20_000 + 2_000 + 25_000 + 500 + 500 + 15_500 + 16_000) * 3.75
        + (1_000 + 21_000 + 500 + 1_500) * 6
        + (100 + 100 + 200 + 300 + 400 + 100 + 100 + 4 * 50) * 15
    ) / million
    opus = (22_000 * 6.25 + 100 * 25) / million
    assert cost.total == pytest.approx(sonnet + opus)
    assert {part.name: part.cost for part in cost.by_model} == pytest.approx(
        {SONNET: sonnet, OPUS: opus}
    )
    classes = {part.name: (part.tokens, round(part.cost, 6)) for part in cost.by_class}
    assert classes == {
        "uncached": (40, round(40 * 3 / million, 6)),
        "cache read": (116_500, 0.03495),
        "cache write 5 min": (101_500, round((79_500 * 3.75 + 22_000 * 6.25) / million, 6)),
        "cache write 1 h": (24_000, 0.144),
        "output": (1_600, round((1_500 * 15 + 100 * 25) / million, 6)),
    }
    streams = {part.name: round(part.cost, 6) for part in cost.by_stream}
    assert streams["agent-1"] == round((30_500 * 0.3 + 1_000 * 3.75 + 100 * 15) / million, 6)
    assert streams["agent-2"] == round((31_500 * 3.75 + 100 * 15) / million, 6)
    assert sum(part.share or 0 for part in cost.by_class) == pytest.approx(1)


def test_what_was_written_again_and_why(cost: SessionCost) -> None:
    first = read([asked("mend it")])
    beside = 20_010 - Tokenizer(model=SONNET).count_messages(first.to_list())
    found = {row.number: (row.rewritten_tokens, row.cause) for row in cost.requests if row.cause}
    compacted = found.pop(4)
    assert compacted[1] == "compaction"
    assert compacted[0] == pytest.approx(beside, abs=50)
    assert found == {
        2: (22_000, "expired"),
        6: (1_000, "branch"),
        7: (21_500, "model switch"),
        11: (15_500, "unexplained"),
    }
    spent = {part.name: part.cost for part in cost.by_cause}
    assert spent["expired"] == pytest.approx(22_000 * 3.75e-6)
    assert spent["branch"] == pytest.approx(1_000 * 6e-6)
    assert spent["model switch"] == pytest.approx(21_500 * 6.25e-6)
    assert spent["unexplained"] == pytest.approx(15_500 * 3.75e-6)


def test_a_prefix_that_changed_is_told_from_one_that_went() -> None:
    whole = session()
    rows = list(whole.requests)
    rows[1] = request(1, 1, 3, (10, 19_995, 3_005, 0, 100))
    found = replace(whole, requests=TraceRequests(rows)).cost
    assert (found.requests[1].rewritten_tokens, found.requests[1].cause) == (5, "unexplained")
    rows[2] = request(2, 2, 5, (10, 22_800, 2_200, 0, 200))
    found = replace(whole, requests=TraceRequests(rows)).cost
    assert (found.requests[2].rewritten_tokens, found.requests[2].cause) == (200, "changed prefix")


def test_the_messages_add_up_to_the_bill(cost: SessionCost) -> None:
    found = cost.by_message()
    assert sum(row.cost for row in found.rows) == pytest.approx(cost.total)
    kinds = {group.name for group in found.by_kind}
    assert {"system prompt and tools", "tool output", "call", "answer", "user"} == kinds
    assert sum(group.cost for group in found.by_kind) == pytest.approx(found.total)
    assert {group.name for group in found.by_file} == {"a.py", "b.py"}
    assert [group.name for group in found.by_tool] == ["Read"]
    assert found.by_tool[0].cost == pytest.approx(sum(group.cost for group in found.by_file))
    assert cost.by_tool[0].cost == found.by_tool[0].cost
    assert 0 < cost.by_tool[0].requests <= len(cost.requests)


def test_a_message_pays_for_its_first_sending_its_reads_and_its_rewrites(cost: SessionCost) -> None:
    rows = {(r.stream, r.message, r.kind): r for r in cost.by_message().rows}
    first = rows["main", 2, "tool output"]
    # It came with request 1, was written again by request 2, and read by request 3.
    assert first.requests == 3
    assert first.first_cost == pytest.approx(first.again_cost, rel=0.02)
    assert first.read_cost == pytest.approx(first.first_cost * 0.3 / 3.75, rel=0.02)
    assert first.recoverable == pytest.approx(first.cost)
    assert rows["main", 5, "answer"].output_cost == pytest.approx(200 * 15e-6)
    assert rows["main", None, "system prompt and tools"].recoverable == 0


def test_what_is_used_later_can_be_recovered_only_after_that() -> None:
    whole = session()
    messages = list(whole.streams["main"].messages)
    messages[2] = output(1, "id ORD-77123 " + "words of the file " * 20)
    messages[5] = answer("it was ORD-77123")
    main = replace(whole.streams["main"], messages=tuple(messages))
    found = replace(whole, streams={**whole.streams, "main": main}).cost.by_message()
    row = next(r for r in found.rows if (r.stream, r.message) == ("main", 2))
    assert 0.9 * row.cost < row.recoverable < row.cost


def test_an_entry_that_ran_out_is_told_alike_by_the_cost_and_by_a_replay() -> None:
    for seconds, cause in ((290, "unexplained"), (305, "expired"), (700, "expired")):
        messages = (asked("a"), answer("b"), asked("c"), answer("d"))
        stream = TraceStream("main", messages, (TraceSegment("start", 0),))
        requests = (
            request(0, 0, 1, (10, 0, 20_000, 0, 100)),
            request(1, seconds / 60, 3, (10, 0, 20_100, 0, 100)),
        )
        trace = Trace("t", "test", "", {"main": stream}, TraceRequests(requests))
        trace = replace(trace, streams={"main": replace(stream, requests=trace.requests)})
        assert [row.cause for row in trace.cost.requests] == [None, cause]
        assert (
            replay(trace, "off", model=SONNET, progress=False).of("unchanged")[1].miss
            == f"recorded: {cause}"
        )


def test_own_prices(cost: SessionCost) -> None:
    half = cost.at(0.5)
    assert half.total == pytest.approx(cost.total / 2)
    assert half.by_message().total == pytest.approx(cost.total / 2)
    assert half.price_source.startswith("own prices: 50 % off")
    with pytest.raises(ConfigError, match="prices"):
        cost.at(15)


def test_estimated_output_and_dollars_in_the_file_stand_beside() -> None:
    whole = session()
    rows = list(whole.requests)
    rows[0] = replace(rows[0], output_recorded=False, output_in_file=3, cost_in_file=0.5)
    rows[1] = replace(rows[1], usage=None)
    rows[2] = replace(rows[2], model="nobody's")
    found = replace(whole, requests=TraceRequests(rows)).cost
    assert (found.in_file, found.unknown) == (0.5, 2)
    assert found.output_estimated == pytest.approx(97 * 15e-6)
    assert found.recorded + found.output_estimated == pytest.approx(found.total)
    first = found.requests[0]
    assert (first.output_in_file, first.output_estimated) == (3, 97)
    assert first.cost_recorded == pytest.approx((10 * 3 + 20_000 * 3.75 + 3 * 15) / 1e6)


def test_what_cannot_be_read_is_billed_all_the_same(cost: SessionCost) -> None:
    whole = session()
    main = replace(whole.streams["main"], messages=(1, {"role": 5}, None))
    found = replace(whole, streams={**whole.streams, "main": main}).cost
    assert found.total == pytest.approx(cost.total)
    assert sum(row.cost for row in found.by_message().rows) == pytest.approx(cost.total)


def test_recorded_sessions_are_billed_to_the_cent() -> None:
    truth = SHARED / "sessions" / "truth.jsonl"
    if not truth.exists():
        pytest.skip(f"no recorded sessions at {truth.parent}")
    rows = [json.loads(line) for line in truth.read_text(encoding="utf-8").splitlines()]
    for row in rows[::12]:
        trace = read_trace(truth.parent / row["file"])
        found = trace.cost
        parts = found.by_message()
        assert found.total == pytest.approx(trace.requests.cost or 0)
        assert sum(part.cost for part in parts.rows) == pytest.approx(found.total)
        assert sum(part.cost for part in found.by_class) == pytest.approx(found.total)
        assert 0 <= parts.recoverable <= found.total
        assert found.rewritten <= found.total
        assert sum(r.cache_read_tokens for r in found.requests) == row["cache_read"]


def _asked_of(*models: str) -> Trace:
    """Return a session in which each model in turn answered one question."""
    texts = [text for number in range(len(models)) for text in (asked(f"q{number}"), answer("a"))]
    requests = [
        request(number, number, 2 * number + 1, (1_000, 0, 0, 0, 10), model=model)
        for number, model in enumerate(models)
    ]
    streams = {"main": TraceStream("main", tuple(texts), (TraceSegment("start", 0),))}
    return Trace("s", "Claude Code", "", streams, TraceRequests(requests), models=models)


def test_what_has_no_price_is_unknown_not_nothing() -> None:
    cost = _asked_of("zork-9", "zork-9").cost
    assert (cost.total, cost.recorded, cost.rewritten, cost.output_estimated) == (None,) * 4
    assert cost.unknown == 2
    assert cost.to_frame()["cost"].isna().all()
    assert cost.to_text().startswith("2 requests, price unknown")
    parts = cost.by_message()
    assert (parts.total, parts.recoverable) == (None, None)
    assert parts.to_frame()[["cost", "first_cost", "recoverable"]].isna().all(axis=None)
    assert parts.to_text().startswith("price unknown")
    for shown in (cost, parts):
        assert "$0" not in shown.to_html()
        shown.plot()


def test_a_sum_is_that_of_what_has_a_price() -> None:
    cost = _asked_of(SONNET, "zork-9").cost
    priced = 1_000 * 3e-6 + 10 * 15e-6
    assert cost.total == pytest.approx(priced)
    assert {part.name: part.cost for part in cost.by_model} == {
        SONNET: pytest.approx(priced),
        "zork-9": None,
    }
    assert "Of 1 request the usage or the price is unknown" in cost.to_text()
    parts = cost.by_message()
    assert sum(row.cost or 0.0 for row in parts.rows) == pytest.approx(priced)
    assert {row.message for row in parts.rows if row.cost is None} == {2, 3}
