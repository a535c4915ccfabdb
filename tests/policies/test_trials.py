"""The draw of a trial's arms: even, the same everywhere, and refused where it can't be one."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from headroom_lab import Trial, at_entry
from headroom_lab.errors import ConfigError, UnknownNameError

HALVES = {"off": 0.5, "lossless": 0.5}


@settings(max_examples=20, deadline=None)
@given(st.floats(0.1, 0.9), st.integers(0, 10**6))
def test_arms_get_their_shares(share: float, seed: int) -> None:
    trial = Trial("t", {"off": share, "lossless": 1 - share}, seed)
    drawn = sum(trial.arm_of(f"session {number}") == "off" for number in range(1_000))
    assert abs(drawn / 1_000 - share) < 0.08  # five standard deviations


@given(st.text())
def test_the_order_in_which_arms_are_named_decides_nothing(session: str) -> None:
    turned = dict(reversed(HALVES.items()))
    assert Trial("t", HALVES, 7).arm_of(session) == Trial("t", turned, 7).arm_of(session)


def test_another_process_draws_the_same() -> None:
    code = (
        "from headroom_lab import Trial; t = Trial('t', {'off': .5, 'lossless': .5}, 7);"
        "print([t.arm_of(f's{n}') for n in range(50)])"
    )
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    trial = Trial("t", HALVES, 7)
    assert other.stdout.strip() == str([trial.arm_of(f"s{n}") for n in range(50)])


def test_name_and_seed_draw_anew() -> None:
    drawn = {
        tuple(Trial(name, HALVES, seed).arm_of(f"s{n}") for n in range(50))
        for name in ("a", "b")
        for seed in (1, 2)
    }
    assert len(drawn) == 4


def test_an_arm_is_a_policy_by_its_name_or_by_the_one_given() -> None:
    trial = Trial("t", {"off": 0.5, "mine": 0.5}, policies={"mine": [at_entry("lossless")]})
    assert trial.policy_of("mine").name == "mine"
    assert [step.name for step in trial.policy_of("mine").pipeline] != []


@pytest.mark.parametrize(
    ("arms", "said"),
    [
        ({"off": 1.0}, "expected two or more"),
        ({"off": 0.5, "lossless": 0.4}, "sum to 0.9"),
        ({"off": 0.5, "lossless": -0.5}, r"arms\['lossless'\]: found -0.5"),
        ({"off": 0.5, "lossless": "half"}, "found 'half'"),
        (["off", "lossless"], "found the arms"),
    ],
)
def test_what_is_no_trial_is_told_in_a_line(arms: Any, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        Trial("t", arms)


def test_unknown_policies_and_arms_are_named() -> None:
    with pytest.raises(UnknownNameError, match="lossless"):
        Trial("t", {"off": 0.5, "losless": 0.5})
    with pytest.raises(UnknownNameError, match="off"):
        Trial("t", HALVES, policies={"of": "off"})
