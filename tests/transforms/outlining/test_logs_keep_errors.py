"""One error among many lines stands in what is sent, whatever dialect the log is written in."""

from __future__ import annotations

import random

import pytest

from headroom_lab.transforms.outlining.detect import kind_of
from tests.transforms.outlining.dialects import DIALECTS, log
from tests.transforms.outlining.sent import POLICIES, sent


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("name", DIALECTS)
def test_the_error_of_a_log_stays_verbatim(name: str, policy: str) -> None:
    dice = random.Random(f"{name} {policy}")
    for seed in range(3):
        count = dice.randint(50, 500)
        text, line = log(name, count, dice.randrange(count), seed)
        assert line in sent(text, policy).split("\n")


@pytest.mark.parametrize("name", sorted(set(DIALECTS) - {"pino", "JSON lines"}))
def test_a_log_is_told_as_one_or_left_alone(name: str) -> None:
    assert kind_of(log(name, 60, 30, 0)[0]) in ("log", "unknown", "table")


@pytest.mark.parametrize("wrapper", ["<stdout>\n{}\n</stdout>", "```\n{}\n```", "Output:\n{}\n"])
def test_a_log_is_seen_through_what_it_is_wrapped_in(wrapper: str) -> None:
    text, line = log("ISO with T", 200, 77, 1)
    assert kind_of(wrapper.format(text)) == "log"
    assert line in sent(wrapper.format(text), "aggressive")
