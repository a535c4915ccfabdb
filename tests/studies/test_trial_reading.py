"""What a store tells of a trial: intervals over sessions, balance, what is left out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest

import headroom_lab as hl
from headroom_lab import RequestMetrics, Trial, TrialResult
from headroom_lab.errors import ConfigError, UnknownNameError
from headroom_lab.store import MemoryStore, Store

TRIAL = Trial("t", {"off": 0.5, "thrifty": 0.5}, seed=7)
WHEN = datetime(2026, 11, 1, tzinfo=UTC)


def rows(
    random: Random, sessions: int, more: float, name: str = "t", usual: int = 20
) -> Iterator[RequestMetrics]:
    """Yield the rows of sessions of which the thrifty ask ``more`` often, in proportion."""
    for number in range(sessions):
        session = f"{random.random()} {number}"
        arm = TRIAL.arm_of(session)
        asks = random.gauss(usual, usual / 5) * (1 + more * (arm == "thrifty"))
        size, cost = int(1_000 * random.lognormvariate(0, 0.5)), random.lognormvariate(-5, 0.5)
        for at in range(max(1, round(asks))):
            yield row(f"{session} {at}", session, arm, size, cost, name)


def row(id: str, session: str, arm: str, size: int, cost: float | None, name: str) -> Any:
    return RequestMetrics(
        id, WHEN, "gpt-4o", size, size, 50, cost, cost, [], session=session, trial=name, arm=arm
    )


def filled(rows: Iterator[RequestMetrics]) -> Store:
    store = MemoryStore()
    for each in rows:
        store.record(each)
    return store


def test_an_arm_that_asks_more_often_is_found_out_and_the_interval_holds_the_truth() -> None:
    found = hl.trial(filled(rows(Random(1), 400, 0.10)), TRIAL)
    asked = found["thrifty", "requests"]
    assert asked.differs
    assert (asked.change_low or 0) <= 2.0 <= (asked.change_high or 0)  # a tenth of 20
    assert found.baseline == "off"
    assert found.warnings == ()
    assert sum(found.sessions.values()) == 400


def test_an_arm_without_effect_is_called_so() -> None:
    called = 0
    for seed in range(40):
        values = filled(rows(Random(seed), 40, 0.0, usual=4))
        called += not hl.trial(values, "t")["thrifty", "requests"].differs
    assert called >= 35  # 38 of forty, less two standard deviations


def test_uneven_arms_and_sessions_that_moved_are_told() -> None:
    made = [row(f"r{n}", f"s{n}", "off" if n else "thrifty", 10, 0.1, "t") for n in range(60)]
    made += [row("r1 again", "s1", "thrifty", 10, 0.1, "t")]
    found = hl.trial(filled(iter(made)), TRIAL)
    assert "1 of 60 sessions changed their arm" in found.warnings[0]
    assert "uneven beyond chance" in found.warnings[1]
    assert found.sessions == {"off": 58, "thrifty": 1}


def test_a_session_without_a_price_is_left_out_of_the_cost_and_told() -> None:
    made = [
        row(f"r{n}", f"s{n}", "off" if n % 2 else "thrifty", 10, None if n == 3 else 0.1, "t")
        for n in range(8)
    ]
    found = hl.trial(filled(iter(made)), "t")
    assert found["off", "cost"].sessions == 3
    assert found["off", "requests"].sessions == 4
    assert found.warnings == ("the cost of 1 of 8 sessions is unknown: they are left out of it",)


def test_names_that_the_store_hasnt_are_told_with_those_it_has() -> None:
    store = filled(rows(Random(1), 4, 0.0, "it's mine"))
    assert hl.trial(store, "it's mine").name == "it's mine"
    with pytest.raises(UnknownNameError, match="it's mine"):
        hl.trial(store, "its mine")
    with pytest.raises(UnknownNameError, match="thrifty"):
        hl.trial(store, "it's mine", baseline="thrity")
    with pytest.raises(ConfigError, match="level"):
        hl.trial(store, "it's mine", level=95)
    found = hl.trial(store, "it's mine")
    with pytest.raises(UnknownNameError, match="cost"):
        found["off", "costs"]


def test_one_session_an_arm_tells_no_difference_and_breaks_nothing() -> None:
    found = hl.trial(
        filled(iter([row("a", "s", "off", 1, 0.1, "t"), row("b", "z", "thrifty", 2, 0.2, "t")])),
        "t",
    )
    assert found["thrifty", "cost"].change is None
    assert "Too few sessions" in found.to_text()


def test_the_picture_tells_the_difference_first() -> None:
    found: TrialResult = hl.trial(filled(rows(Random(1), 80, 0.5)), TRIAL)
    assert "thrifty costs" in found.to_text().splitlines()[0]
    assert "more a session" in found.to_text().splitlines()[0]
    assert len(found.to_html().encode()) < 16 * 1024
    assert list(found.to_frame()["arm"].unique()) == ["off", "thrifty"]


def test_what_is_no_store_is_said() -> None:
    with pytest.raises(ConfigError, match="store: found None, expected an open store"):
        hl.trial(None, "t")  # type: ignore[arg-type]
