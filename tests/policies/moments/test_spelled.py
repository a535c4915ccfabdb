"""Moments written in a text: read, never evaluated."""

from __future__ import annotations

from typing import Any

import pytest

from headroom_lab import RollingWindow, simulate, sweep
from headroom_lab.errors import ConfigError, UnknownNameError
from headroom_lab.magic.grids import grid_of
from headroom_lab.magic.naming import parted, policies_of
from headroom_lab.policies.moments.spelled import MAKERS, spelled
from headroom_lab.policies.policy import policy_of
from tests.chat import call, result, user

MODEL = "claude-sonnet-4-5"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("at_entry(lossless)", "at_entry(lossless)"),
        ('at_entry("balanced")', "at_entry(balanced)"),
        ("at_entry(lossless + crush)", "at_entry(lossless+crush)"),
        ("on_cold_cache(balanced, keep=5)", "on_cold_cache(balanced, keep=5)"),
        ("at_compaction(['crush', 'lossless'])", "at_compaction(crush+lossless)"),
        ("keep_last(10, step=20)", "keep_last(10, step=20)"),
        ("truncate(1_000)", "truncate(1000)"),
        ("compaction(80_000, summary_tokens=2_000)", "compaction(80000)"),
        ("when_it_pays(aggressive, margin=2.0)", "when_it_pays(aggressive)"),
        (
            "clear_tool_uses(60_000, exclude_tools=['Read'])",
            "clear_tool_uses(60000, keep=3, exclude_tools=['Read'])",
        ),
    ],
)
def test_a_moment_is_read_from_a_text(text: str, name: str) -> None:
    (step,) = policy_of(text).pipeline
    assert step.name == name
    assert policy_of([text, "window"]).name == f"{text}+window"


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('true')",
        "at_entry(lossless).policy",
        "(lambda: 1)()",
        "at_entry(open('x'))",
        "at_entry(lossless",
        "at_entry(*lossless)",
        "at_entry()",
        "at_entry(lossless, 2, 3)",
        "keep_last(-1)",
        "keep_last(1, k=2)",
        "truncate(f'{1}')",
        "at_entry(" * 500 + ")" * 500,
        "at_entry(x[0])",
        "at_entry(lossles)",
        "at_entri(lossless)",
    ],
)
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises((ConfigError, UnknownNameError)):
        policy_of(text)


def test_the_nearest_moment_is_named() -> None:
    with pytest.raises(UnknownNameError, match="at_entry"):
        policy_of("at_entri(lossless)")
    assert all(name in dir(__import__("headroom_lab")) for name in MAKERS)


def test_brackets_hold_a_word_together() -> None:
    assert parted("at_entry(a,b+c),d+e", ",") == ["at_entry(a,b+c)", "d+e"]
    assert parted("at_entry(a+b)+c", "+") == ["at_entry(a+b)", "c"]
    found = policies_of("keep_last(2, step=3)+window,at_entry(lossless+crush)", {})
    assert [policy.name for policy in found] == [
        "keep_last(2, step=3)+window",
        "at_entry(lossless+crush)",
    ]


def test_a_variable_stands_for_what_it_holds() -> None:
    names: dict[str, Any] = {"mine": RollingWindow()}
    (step,) = spelled("at_entry(mine)", lambda name: names[name]).policy.pipeline
    assert step is names["mine"]
    (policy,) = policies_of("at_entry(mine)", names)
    assert policy.pipeline.transforms[0].policy.pipeline.transforms == (names["mine"],)


def test_moments_stand_in_a_grid_and_in_a_simulation() -> None:
    messages = [user(), call("a"), result("a"), call("b"), result("b")]
    grid = grid_of(["policy=keep_last(1, step=1),at_entry(lossless)"], {})
    assert [policy.name for policy in grid["policy"]] == [
        "keep_last(1, step=1)",
        "at_entry(lossless)",
    ]
    found = sweep(messages, {"policy": ["keep_last(1)", "at_entry(lossless)"]}, model=MODEL)
    assert len(found.to_frame()) == 2
    assert simulate(messages, MODEL, policy="keep_last(1)").tokens_saved > 50
