"""The three pipelines that keep what will be used, on every real conversation and made-up ones."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from copy import deepcopy
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings

from headroom_lab import OlderConfig, TransformPipeline, example_names, load_example, simulate
from headroom_lab.messages import problems, read
from headroom_lab.policies.information import (
    AGGRESSIVE,
    AGGRESSIVE_CODE,
    BALANCED,
    BALANCED_CODE,
)
from headroom_lab.results import TransformResult
from headroom_lab.transforms import SourceOutline, decode
from headroom_lab.transforms.encodings.references import resolved
from tests.chat import call, result, said, user
from tests.strategies import FORMATS, conversations

PRESETS = ("lossless", "balanced", "aggressive")
TRACEBACK = re.compile(r"Traceback \(most recent call last\):\n(?:[ \t].*\n)+\S.*")

Applied = tuple[list[Any], list[Any], TransformResult]  # before, given, what became of it


@pytest.fixture(scope="module")
def every_conversation(real_conversations: list[dict[str, Any]]) -> list[list[Any]]:
    return [
        *(trace["messages"] for trace in real_conversations),
        *(load_example(name) for name in example_names()),
    ]


@pytest.fixture(scope="module")
def applied(every_conversation: list[list[Any]]) -> Callable[[str], list[Applied]]:
    """What a preset makes of every conversation, made once, and each as it was before."""

    def apply(name: str) -> list[Applied]:
        pipeline = TransformPipeline.preset(name)
        return [(deepcopy(given), given, pipeline.apply(given)) for given in every_conversation]

    return cache(apply)


def test_lossless_comes_back_byte_for_byte(every_conversation: list[list[Any]]) -> None:
    saved = 0
    for messages in every_conversation:
        result = simulate(messages, model="gpt-4o", policy="lossless")
        assert decode(result.messages) == messages
        saved += result.tokens_saved
    assert saved > 0


@pytest.mark.parametrize("name", PRESETS)
def test_invariants_on_every_conversation(
    name: str, applied: Callable[[str], list[Applied]]
) -> None:
    pipeline = TransformPipeline.preset(name)
    for before, messages, made in applied(name):
        assert messages == before
        assert made.tokens_after <= made.tokens_before
        assert problems(read(made.messages)) == problems(read(messages))
        moved = made.tokens_removed + made.tokens_reencoded - made.tokens_markers
        assert made.tokens_saved == moved
        assert sum(step.tokens_saved for step in made.steps) == made.tokens_saved
        assert pipeline.apply(messages).messages == made.messages
        assert messages == before
        assert decode(pipeline.apply(made.messages).messages) == made.messages


@pytest.mark.parametrize("name", PRESETS)
def test_only_tool_outputs_change(name: str, applied: Callable[[str], list[Applied]]) -> None:
    for _, messages, made in applied(name):
        standing = resolved(read(made.messages)).blocks
        for old, new in zip(read(messages).blocks, standing, strict=True):
            if old.role != "tool" or old.is_error:
                assert new.text == old.text
            for error in TRACEBACK.findall(old.text):
                assert error in new.text


BORDERS = [("balanced", BALANCED, BALANCED_CODE), ("aggressive", AGGRESSIVE, AGGRESSIVE_CODE)]


@pytest.mark.parametrize(("name", "config", "of_code"), BORDERS)
def test_what_lies_before_the_border_does_not_change(
    name: str, config: OlderConfig, of_code: OlderConfig, real_conversations: list[dict[str, Any]]
) -> None:
    """A prompt cache keeps what it holds until a border moves on; code has its own, further back.

    Rarely the milder preset comes to fewer tokens, and its way is taken: all is written anew.
    """
    pipeline = TransformPipeline.preset(name)
    for trace in real_conversations:
        messages = trace["messages"][:56]
        done: list[Any] = []
        passed = 0
        for stop in range(1, len(messages) + 1):
            given = read(messages[:stop])
            after = pipeline.apply(messages[:stop]).messages
            code = max(SourceOutline(of_code).border(given), 0)
            still = done if code == passed else done[:passed]
            assert after[: len(still)] == still, (trace["id"], stop)
            done, passed = after[: SourceOutline(config).border(given)], code


def test_code_stays_whole_until_it_lies_far_back() -> None:
    """An edit needs its lines word for word; other kinds are reduced much sooner."""
    code = "\n".join(
        f"def f{n}(x):\n    total = x + {n}\n    return total * {n}" for n in range(40)
    )
    for name, far in (("balanced", 52), ("aggressive", 30)):
        pipeline = TransformPipeline.preset(name)
        messages = [user("go"), call("a"), result("a", code)]
        sent = []
        for _ in range(far):
            messages.append(said("on we go") if len(messages) % 2 else user("and then?"))
            sent.append(pipeline.apply(messages).messages[2]["content"] == code)
        assert sent.index(False) >= (37 if name == "balanced" else 21), name
        assert not any(sent[sent.index(False) :]), name


@pytest.mark.parametrize("name", PRESETS)
@pytest.mark.parametrize("format", FORMATS)
def test_any_conversation_of_any_format(name: str, format: str) -> None:
    pipeline = TransformPipeline.preset(name)

    @settings(max_examples=30)
    @given(conversations(format))
    def check(messages: list[Any]) -> None:
        result = pipeline.apply(read(messages, format=format))  # type: ignore[arg-type]
        assert result.tokens_after <= result.tokens_before
        if name == "lossless":
            assert decode(read(result.messages, format=format)) == messages  # type: ignore[arg-type]

    check()


def test_an_unread_trap_of_each_kind_does_no_harm() -> None:
    traps = [
        "<|endoftext|>" * 50,
        "\ud800" * 300,
        json.dumps({"n": float("nan"), "big": 2**80, "empty": [], "none": None}) * 3,
        "x" * 1_000_000,
        "[" * 1_000 + "]" * 1_000,
        "a < b and c > d\n" * 40,
        "",
    ]
    call = {"type": "function", "function": {"name": "f", "arguments": "{}"}}
    messages: list[dict[str, Any]] = [{"role": "user", "content": "go"}]
    for number, text in enumerate(traps):
        messages += [
            {"role": "assistant", "content": None, "tool_calls": [{**call, "id": str(number)}]},
            {"role": "tool", "tool_call_id": str(number), "content": text},
        ]
    messages += [{"role": "assistant", "content": "done"}] * 20
    for name in PRESETS:
        result = TransformPipeline.preset(name).apply(messages)
        assert result.tokens_after <= result.tokens_before
        assert name != "lossless" or decode(result.messages) == messages


def test_ten_thousand_messages() -> None:
    messages = [
        {"role": ("user", "assistant")[i % 2], "content": f"{i} of ten thousand\n" * 4}
        for i in range(10_000)
    ]
    for name in PRESETS:
        assert TransformPipeline.preset(name).apply(messages).messages == messages


def test_a_preset_is_asked_for_by_name() -> None:
    messages = [{"role": "user", "content": "hi"}]
    by_name = simulate(messages, model="gpt-4o", policy="balanced")
    by_hand = simulate(messages, model="gpt-4o", policy=TransformPipeline.preset("balanced"))
    assert by_name.provenance == by_hand.provenance
    aggressive = simulate(messages, model="gpt-4o", policy="aggressive")
    assert by_name.provenance != aggressive.provenance
