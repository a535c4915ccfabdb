"""Which limit a window keeps to, and what happens exactly at it."""

from __future__ import annotations

from typing import Any

import pytest

from headroom_lab import TransformPipeline, simulate
from headroom_lab.config import RollingWindowConfig
from headroom_lab.tokens import Tokenizer
from headroom_lab.transforms.windows.intelligent_context import IntelligentContextManager
from headroom_lab.transforms.windows.limits import UNKNOWN_MODEL, limit_of_model
from headroom_lab.transforms.windows.rolling_window import RollingWindow
from tests.chat import call, result, said, user

WINDOW = RollingWindow()
TURN = [user("word " * 20_000), said("word " * 20_000)]  # about 40,000 tokens


def talk(turns: int) -> list[Any]:
    return [*TURN * turns, user("and now?")]


def test_without_a_number_the_limit_is_the_model_s() -> None:
    assert RollingWindowConfig().max_tokens is None
    long = talk(8)  # 320,000 tokens
    assert simulate(long, model="gpt-4.1").messages == long  # which takes a million
    cut = simulate(long, model="gpt-4o").messages
    own = limit_of_model("gpt-4o")
    assert own is not None
    assert own - 45_000 < Tokenizer(model="gpt-4o").count_messages(cut) <= own
    assert WINDOW.apply(long, Tokenizer(model="gpt-4.1")).messages == long
    assert TransformPipeline([WINDOW]).apply(long, Tokenizer(model="gpt-4.1")).messages == long


def test_less_the_output_buffer() -> None:
    own = limit_of_model("gpt-4o")
    assert own is not None
    fits = talk(3)
    buffer = own - Tokenizer(model="gpt-4o").count_messages(fits)
    assert simulate(fits, model="gpt-4o", output_buffer=buffer).messages == fits
    assert simulate(fits, model="gpt-4o", output_buffer=buffer + 1).messages != fits


@pytest.mark.parametrize("tokenizer", [None, Tokenizer(model="never-heard-of")])
def test_of_an_unknown_model_it_is_100_000(tokenizer: Tokenizer | None) -> None:
    after = WINDOW.apply(talk(4), tokenizer)
    assert 60_000 < after.tokens_after <= UNKNOWN_MODEL == 100_000
    assert WINDOW.apply(talk(2), tokenizer).tokens_saved == 0


@pytest.mark.filterwarnings("ignore:the price")
def test_of_an_unknown_model_in_a_simulation_too() -> None:
    assert simulate(talk(4), model="never-heard-of").tokens_after <= UNKNOWN_MODEL


@pytest.mark.parametrize("model", ["gpt-4.1", "gpt-4o", None])
def test_an_explicit_number_works_as_it_is_written(model: str | None) -> None:
    tokenizer = Tokenizer(model=model) if model else None
    for after in (
        RollingWindow(RollingWindowConfig(max_tokens=50_000)).apply(talk(3), tokenizer),
        WINDOW.apply(talk(3), tokenizer, max_tokens=50_000),
    ):
        assert 30_000 < after.tokens_after <= 50_000
    assert WINDOW.apply(talk(4), tokenizer, max_tokens=200_000).messages == talk(4)


def test_a_list_of_exactly_the_limit_is_unchanged() -> None:
    """References in it stay references: they are written out only where something goes."""
    lines = "\n".join(f"a line {i} that is said twice, word for word" for i in range(20))
    messages = [user(), call("a"), result("a", lines), call("b"), result("b", lines), said()]
    sent = TransformPipeline.preset("lossless").apply(messages)
    assert sent.tokens_saved > 0
    size = sent.tokens_after
    exact = WINDOW.apply(sent.messages, max_tokens=size)
    assert all(a is b for a, b in zip(exact.messages, sent.messages, strict=True))
    assert (len(exact.removals), exact.warnings) == (0, [])
    one_less = WINDOW.apply(sent.messages, max_tokens=size - 1)
    assert len(one_less.removals) > 0
    manager = IntelligentContextManager()
    same = manager.apply(sent.messages, model_limit=size, output_buffer=0)
    assert same.messages == sent.messages
    less = manager.apply(sent.messages, model_limit=size - 1, output_buffer=0)
    assert less.messages != sent.messages
