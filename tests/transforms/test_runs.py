"""What was made of a conversation is given again, and only where all is the same."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest

from headroom_lab import retrieve, simulate
from headroom_lab.transforms import runs
from headroom_lab.transforms.base import Step, Transform, unchanged
from tests.chat import call, result, said, user

ROWS = json.dumps([{"id": n, "state": "open", "text": f"row {n} of it"} for n in range(80)])
SOURCE = "\n".join(f"def function_{n}(value): return value" for n in range(60))
SESSION = [
    user("list them"), call("a"), result("a", ROWS), said(), user("and the code"), call("b"),
    result("b", SOURCE), said(), call("c"), result("c", SOURCE), *[user("on"), said()] * 9,
]  # fmt: skip
PRESETS = ("default", "lossless", "balanced", "aggressive")


def told(found: Any) -> Any:
    """Return all that a result says."""
    rows = [(r.change, r.tokens_before, r.tokens_after, r.before, r.after) for r in found.rows]
    sums = (found.tokens_before, found.tokens_after, found.tokens_markers, found.cost_after)
    return found.messages, list(found.removals), rows, sums, found.steps, found.warnings


@pytest.fixture(autouse=True)
def _forgotten() -> None:
    runs.forget_runs()


@pytest.mark.parametrize("policy", PRESETS)
def test_the_same_comes_again_whatever_was_done_to_the_first(policy: str) -> None:
    first = simulate(deepcopy(SESSION), "gpt-4o", policy=policy)
    once = deepcopy(told(first))
    for message in first.messages:
        message["content"] = "spoilt"
    given = deepcopy(SESSION)
    again = simulate(given, "gpt-4o", policy=policy)
    assert told(again) == once
    assert [m is o for m, o in zip(again.messages, given, strict=True)] == [
        row.change == "kept" for row in again.rows
    ]
    for row in again.removals:
        assert retrieve(row.original)


def test_another_question_text_model_or_limit_is_another_run() -> None:
    other = deepcopy(SESSION)
    other[2]["content"] = ROWS.replace("row 7 of", "the seventh of")
    asked = [
        simulate(SESSION, "gpt-4o"),
        simulate(SESSION, "gpt-4o", query="row 33"),
        simulate(SESSION, "gpt-4"),
        simulate(SESSION, "gpt-4o", max_tokens=1_000),
        simulate(other, "gpt-4o"),
    ]
    alone = []
    for number, found in enumerate(asked):
        runs.forget_runs()
        given = other if number == 4 else SESSION
        options = [{}, {"query": "row 33"}, {}, {"max_tokens": 1_000}, {}][number]
        alone.append(simulate(given, found.model, **options))
    assert [told(found) for found in asked] == [told(found) for found in alone]


@pytest.mark.parametrize("policy", PRESETS)
def test_a_conversation_that_grew_by_talk_comes_to_what_it_would_by_itself(policy: str) -> None:
    talk = [user("so?"), said(), user("go on"), said(), user("and then?")]
    for count in (3, 8, 14, len(SESSION)):
        for more in (1, 2, 4, 5):
            grown = [*SESSION[:count], *talk[:more]]
            runs.forget_runs()
            alone = simulate(deepcopy(grown), "gpt-4o", policy=policy)
            runs.forget_runs()
            simulate(deepcopy(SESSION[:count]), "gpt-4o", policy=policy)
            found = simulate(deepcopy(grown), "gpt-4o", policy=policy)
            assert told(found) == told(alone)
            assert (found.origins, found.provenance) == (alone.origins, alone.provenance)


def test_talk_is_added_without_running_the_steps_and_no_more_fits_than_the_window(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    times: list[int] = []
    run = runs.follow
    monkeypatch.setattr(runs, "follow", lambda *given: [times.append(1), run(*given)][1])
    before = simulate(SESSION, "gpt-4o", policy="lossless")
    simulate([*SESSION, user("more")], "gpt-4o", policy="lossless")
    assert len(times) == 1
    limit = before.tokens_before + 3
    simulate(SESSION, "gpt-4o", policy="window", max_tokens=limit)
    over = simulate(
        [*SESSION, user("more words than fit")], "gpt-4o", policy="window", max_tokens=limit
    )
    assert len(times) == 3
    assert over.tokens_after <= limit


def test_a_step_of_somebody_else_runs_each_time() -> None:
    class Counting(Transform):
        times = 0

        def step(self, conversation: Any, context: Any) -> Step:
            self.times += 1
            return unchanged(conversation)

    step = Counting()
    for _ in range(3):
        simulate(SESSION, "gpt-4o", policy=[step, "lossless"])
    assert step.times == 3


def test_what_is_kept_stays_within_its_bound() -> None:
    for number in range(12):
        text = f"{number} " * 100_000
        simulate([user(), call("a"), result("a", f"{text}\n" * 4)], "gpt-4o", policy="lossless")
    assert 0 < runs._runs.weight <= runs.CACHED_CHARACTERS
