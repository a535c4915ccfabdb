"""One bad line among many stands in what is sent, whatever kind of content it stands in."""

from __future__ import annotations

import random

import pytest

from tests.transforms.outlining.sent import POLICIES, sent
from tests.transforms.text_kinds.bad_lines import KINDS, made


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("name", KINDS)
def test_the_bad_line_stays_verbatim(name: str, policy: str) -> None:
    dice = random.Random(f"{name} {policy}")
    for seed in range(3):
        count = dice.randint(50, 500)
        text, needs = made(name, count, dice.randrange(count), seed)
        out = sent(text, policy)
        assert [piece for piece in needs if piece not in out] == []
