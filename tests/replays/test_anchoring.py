"""A recorded session replayed: totals and reads from the request before, misses from the record."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from headroom_lab import read_trace, read_traces, replay, truncate
from headroom_lab.policies.moments.moment import Moment
from headroom_lab.policies.moments.occasion import Occasion, Sent
from headroom_lab.results.replay import ReplayResult
from headroom_lab.results.trace import Trace
from headroom_lab.tokens import Tokenizer
from headroom_lab.transforms.base import Context

SESSIONS = Path(__file__).parents[3] / "shared" / "data" / "sessions"
START = datetime(2026, 6, 1, 9, tzinfo=UTC)
OPUS = "claude-opus-4-5"
NAMES = {
    "policy", "stream", "request", "input_tokens_recorded", "input_tokens_predicted",
    "cache_read_recorded", "cache_read_predicted", "cache_read_tokens", "miss", "cost_recorded",
    "cost", "basis",
}  # fmt: skip


class Log:
    """A session's file while it is written: what came, and what each answer used."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lines: list[dict[str, Any]] = []
        self.at = START

    def add(self, seconds: float, line: dict[str, Any]) -> None:
        """Write a line some seconds later."""
        self.at += timedelta(seconds=seconds)
        last = next((e["uuid"] for e in reversed(self.lines) if "uuid" in e), None)
        own = {"uuid": f"u{len(self.lines)}", "parentUuid": last, "sessionId": "s1"}
        self.lines.append({**own, "timestamp": self.at.isoformat(), **line})

    def given(self, text: str, seconds: float = 1, **more: Any) -> None:
        """Write what a person says."""
        self.add(seconds, {"type": "user", "message": {"role": "user", "content": text}, **more})

    def answer(
        self,
        uncached: int,
        read: int,
        five: int = 0,
        hour: int = 0,
        seconds: float = 2,
        model: str = OPUS,
        **more: Any,
    ) -> None:
        """Write an answer with what its request used."""
        name = f"msg_{len(self.lines)}"
        usage = {
            "input_tokens": uncached, "cache_read_input_tokens": read, "output_tokens": 40,
            "cache_creation_input_tokens": five + hour,
            "cache_creation": {
                "ephemeral_5m_input_tokens": five, "ephemeral_1h_input_tokens": hour,
            },
        }  # fmt: skip
        message = {
            "id": name, "role": "assistant", "model": model, "usage": usage,
            "stop_reason": "end_turn", "content": [{"type": "text", "text": "It is done."}],
        }  # fmt: skip
        self.add(
            seconds, {"type": "assistant", "requestId": f"r{name}", "message": message, **more}
        )

    def trace(self) -> Trace:
        """Return the session as it is read."""
        self.path.write_text("\n".join(map(json.dumps, self.lines)), encoding="utf-8")
        return read_trace(self.path)


@pytest.fixture
def log(tmp_path: Path) -> Log:
    """Return a session's file to write."""
    return Log(tmp_path / "s1.jsonl")


def frame(trace: Trace, policy: str = "off") -> pd.DataFrame:
    """Return the rows of the unchanged session."""
    found = replay(trace, policy, progress=False).to_frame()
    assert set(found.columns) >= NAMES
    return found[found["policy"] == "unchanged"].reset_index(drop=True)


def test_what_is_read_beyond_what_was_left_is_taken_over(log: Log) -> None:
    log.given("begin " * 100)
    log.answer(10, 15_000, five=5_000)
    log.given("go on")
    log.answer(20, 35_000, five=5_100)  # two goes that are billed as one
    log.given("and on")
    log.answer(10, 15_000, five=5_150)
    trace = log.trace()
    rows = frame(trace)
    assert rows["cache_read_tokens"].tolist() == [15_000, 35_000, 15_000]
    assert rows["miss"][1] == "recorded: more than was left"
    assert rows["cost"].sum() == pytest.approx(trace.cost.total)


def test_a_dozen_requests_by_hand(log: Log) -> None:
    log.given("begin " * 100)
    log.answer(10, 15_000, five=5_000)  # another session has left a prefix
    log.given("go on")
    log.answer(10, 20_000, five=100)
    log.given("after a pause", seconds=600)
    log.answer(10, 15_000, five=5_300)  # expired
    log.given("for an hour from now on")
    log.answer(10, 20_300, hour=200)
    log.given("after half an hour", seconds=1800)
    log.answer(10, 20_500, hour=100)
    log.given("why?")
    log.answer(10, 0, hour=20_800)  # for no reason that is known
    log.add(1, {"type": "system", "subtype": "compact_boundary", "content": "Compacted"})
    log.given("all in short " * 20, isCompactSummary=True)
    log.answer(10, 0, five=16_000)
    log.given("another model")
    log.answer(10, 0, five=16_100, model="claude-sonnet-4-5")
    log.given("the same")
    log.answer(10, 16_100, five=50, model="claude-sonnet-4-5")
    rows = frame(log.trace())
    assert rows["request"].tolist() == list(range(1, 10))
    assert rows["basis"].unique().tolist() == ["anchored"]
    assert rows["miss"].fillna("").tolist() == [
        "recorded: first of the stream", "", "recorded: expired", "", "", "recorded: unexplained",
        "recorded: compaction", "recorded: model switch", "",
    ]  # fmt: skip
    assert rows["cache_read_predicted"].isna().tolist() == [True] + [False] * 8
    predicted = rows["cache_read_predicted"].tolist()[1:]
    assert predicted[:5] == [20_000, 0, 20_300, 20_500, 20_600]
    assert predicted[6:] == [0, 16_100]
    priced = rows["cache_read_tokens"].tolist()
    assert priced == [15_000, 20_000, 15_000, 20_300, 20_500, 0, 0, 0, 16_100]
    opus = [5.0, 0.5, 6.25, 10.0, 25.0]
    sonnet = [3.0, 0.3, 3.75, 6.0, 15.0]
    used = [
        (opus, 15_000, 5_000, 0), (opus, 20_000, 100, 0), (opus, 15_000, 5_300, 0),
        (opus, 20_300, 0, 200), (opus, 20_500, 0, 100), (opus, 0, 0, 20_800),
        (opus, 0, 16_000, 0), (sonnet, 0, 16_100, 0), (sonnet, 16_100, 50, 0),
    ]  # fmt: skip
    costs = [
        (10 * p[0] + read * p[1] + five * p[2] + hour * p[3] + 40 * p[4]) / 1e6
        for p, read, five, hour in used
    ]
    assert rows["cost_recorded"].tolist() == pytest.approx(costs)
    assert rows["cost"].tolist() == pytest.approx(costs)  # each read is as foretold or taken over


def test_a_branch_reads_what_it_shares(log: Log) -> None:
    log.given("begin " * 400)
    log.answer(10, 0, five=20_000)
    back = log.lines[-1]["uuid"]
    log.given("one way " * 300)
    log.answer(10, 20_000, five=400)
    log.given("another way", parentUuid=back)
    log.answer(10, 20_000, five=60)
    rows = frame(log.trace())
    assert rows["rewritten_by"][2] == "the session: branch"
    assert rows["cache_read_predicted"][2] == 20_000
    assert rows["miss"].isna().tolist() == [False, True, True]


def test_each_agent_has_its_own_cache(log: Log) -> None:
    log.given("begin " * 50)
    log.answer(10, 0, five=20_000)
    for agent in ("a", "b"):
        log.given(f"look for {agent}", isSidechain=True, agentId=agent)
        log.answer(10, 0, five=9_000, isSidechain=True, agentId=agent)
        log.given("and then", isSidechain=True, agentId=agent)
        log.answer(10, 9_000, five=100, isSidechain=True, agentId=agent)
    log.given("go on")
    log.answer(10, 20_000, five=200)
    rows = frame(log.trace())
    assert rows.groupby("stream", sort=False)["cache_read_predicted"].last().to_dict() == {
        "main": 20_000, "agent-a": 9_000, "agent-b": 9_000,
    }  # fmt: skip
    assert rows["cache_read_predicted"].isna().sum() == 3
    assert rows["cost"].tolist() == pytest.approx(rows["cost_recorded"].tolist())


def test_its_own_reads_are_not_looked_at(log: Log) -> None:
    def session(read: int) -> Trace:
        log.lines.clear()
        log.given("begin " * 50)
        log.answer(10, 0, five=20_000)
        log.given("go on")
        log.answer(10 + 20_000 - read, read, five=200)
        return log.trace()

    whole, part = frame(session(20_000)), frame(session(12_000))
    for name in ("cache_read_predicted", "input_tokens_predicted", "cache_read_tokens"):
        assert whole[name][1] == part[name][1]


def test_a_stub_of_an_output_is_priced_as_recorded_and_estimated_beside(log: Log) -> None:
    log.given("begin")
    log.answer(10, 0, five=20_000)
    log.lines[-1]["message"] |= {
        "stop_reason": None,
        "content": [{"type": "text", "text": "words and more of them " * 200}],
    }
    row = frame(log.trace()).iloc[0]
    assert row["cost_recorded"] == pytest.approx((50 + 20_000 * 6.25 + 40 * 25) / 1e6)
    assert row["output_tokens"] > 400
    assert row["cost_recorded_estimated"] > row["cost_recorded"]
    assert row["cost"] == pytest.approx(row["cost_recorded_estimated"])


def test_a_cut_at_entry_saves_of_the_whole_bill(log: Log) -> None:
    records = json.dumps([{"id": n, "name": f"name {n}", "state": "open"} for n in range(300)])
    log.given("begin")
    use = {"type": "tool_use", "id": "t1", "name": "ls", "input": {}}
    log.answer(10, 0, five=20_000)
    log.lines[-1]["message"]["content"] = [use]
    result = {"type": "tool_result", "tool_use_id": "t1", "content": records}
    log.add(1, {"type": "user", "message": {"role": "user", "content": [result]}})
    tokens = Tokenizer(model=OPUS).count_text(records)
    log.answer(10, 20_000, five=tokens)
    log.given("go on")
    log.answer(10, 20_000 + tokens, five=50)
    found: ReplayResult = replay(log.trace(), "lossless", progress=False)
    first, second, third = found.of("lossless")
    assert first.tokens_saved == 0
    saved = second.tokens_saved
    assert 1_000 < saved == pytest.approx(third.tokens_saved, rel=0.01)
    assert (second.cache_read_tokens, third.cache_read_tokens) == (20_000, 20_000 + tokens - saved)
    assert second.cache_write_tokens == tokens - saved
    assert found.totals[0].cost == pytest.approx(
        (found.unchanged.cost or 0) - (saved * 6.25 + saved * 0.5) / 1e6, rel=1e-3
    )
    assert found.verdict.startswith("lossless: 15 % off the bill, nothing lost")
    assert found.verdict.endswith("nothing lost")
    low, high = found.totals[0].net_savings or (0, 0)
    assert 0 < low < saved * 6.75e-6 < high


@pytest.mark.parametrize("seconds", [2, 400])
def test_reading_again_reads_what_the_request_before_it_left(log: Log, seconds: int) -> None:
    output = "built " * 400 + "/srv/build/7f3a/report_4417.txt"
    tokens = Tokenizer(model=OPUS).count_text(output)
    log.given("begin")
    log.answer(10, 0, five=20_000)
    log.lines[-1]["message"]["content"] = [
        {"type": "tool_use", "id": "t1", "name": "make", "input": {}}
    ]
    result = {"type": "tool_result", "tool_use_id": "t1", "content": output}
    log.add(1, {"type": "user", "message": {"role": "user", "content": [result]}})
    log.answer(10, 20_000, five=tokens)
    log.given("look at the report", seconds=seconds)
    whole = 20_000 + tokens
    read = whole if seconds < 300 else 0
    log.answer(10, read, five=whole + 10 - read)
    path = {"path": "/srv/build/7f3a/report_4417.txt"}
    log.lines[-1]["message"]["content"] = [
        {"type": "tool_use", "id": "t2", "name": "read", "input": path}
    ]
    row = replay(log.trace(), truncate(20), progress=False).of("truncate(20)")[-1]
    assert row.lost
    left = row.tokens_after - 10
    again = (left * 0.5 + tokens * 6.25 + 10 * 5 + 100 * 25) / 1e6
    assert row.reread_cost == pytest.approx(again, rel=0.05)


def sessions() -> Iterator[Trace]:
    """Yield recorded sessions of each source."""
    for name in ("claude_code/0[3-7].jsonl", "codex/*.jsonl", "pi/*.jsonl", "coding/3*.xz"):
        for path in sorted(SESSIONS.glob(name)):
            yield from read_traces(path)


@pytest.mark.skipif(not SESSIONS.exists(), reason="no recorded sessions beside the checkout")
def test_recorded_sessions_come_out_near_what_they_were() -> None:
    near: dict[str, list[bool]] = {}
    sizes = []
    for trace in sessions():
        rows = frame(trace)
        within = 0.01 if trace.source == "Claude Code" else 0.03
        told = rows[rows["cache_read_predicted"].notna() & rows["miss"].isna()]
        read = told["cache_read_recorded"]
        off = (told["cache_read_predicted"] - read).abs() / read.clip(lower=1)
        near.setdefault(trace.source, []).extend((off <= within).tolist())
        both = rows.dropna(subset=["input_tokens_predicted", "input_tokens_recorded"])
        if len(both):
            predicted, recorded = both["input_tokens_predicted"], both["input_tokens_recorded"]
            sizes.append(abs(predicted.sum() / recorded.sum() - 1) <= 0.05)
        billed = sum(r.cost for r in trace.requests if r.cost is not None)
        assert rows["cost_recorded_estimated"].sum() == pytest.approx(billed)
    for source, found in near.items():
        assert sum(found) / len(found) >= (0.95 if source == "Claude Code" else 0.8)
    assert sum(sizes) / len(sizes) >= 0.78


def test_a_request_whose_messages_are_lost_is_billed_all_the_same(log: Log) -> None:
    log.given("begin " * 100)
    log.answer(10, 0, five=20_000)
    log.given("go on")
    log.answer(10, 20_000, five=500)
    del log.lines[0]
    trace = log.trace()
    found = replay(trace, ["off", "lossless"], progress=False)
    rows = found.to_frame()
    assert rows["policy"].tolist() == ["unchanged"] * 2 + ["off"] * 2 + ["lossless"] * 2
    for policy in found.policies:
        mine = rows[rows["policy"] == policy]
        assert mine["cost_recorded"].sum() == pytest.approx(trace.requests.cost)
        assert mine["cost"].sum() == pytest.approx(trace.requests.cost)
    assert "1 of 2 requests hold no message" in found.to_text()


class Watching(Moment):
    """Cuts nothing, and notes when the cache was cold."""

    def __init__(self) -> None:
        super().__init__("watching")
        self.cold: list[bool] = []

    def begin(self, context: Context) -> Watching:
        return self

    def send(self, occasion: Occasion) -> Sent:
        self.cold.append(occasion.cold)
        return Sent(occasion.request.conversation.to_list())


def test_a_cache_that_was_read_past_its_time_was_not_cold(log: Log) -> None:
    """A long answer or another session may have kept it: what is cut then has to be paid."""
    log.given("begin " * 3000)
    log.answer(10, 0, five=20_000)
    log.given("after a while", seconds=500)
    log.answer(10, 20_000, five=100)
    log.given("after as long", seconds=500)
    log.answer(10, 0, five=20_200)
    watching = Watching()
    replay(log.trace(), watching, progress=False)
    assert watching.cold == [False, False, True]
