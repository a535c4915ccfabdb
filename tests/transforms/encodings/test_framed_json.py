"""JSON within other text, and Python data, come back byte for byte from fewer tokens."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from headroom_lab import TransformPipeline
from headroom_lab.messages import read
from headroom_lab.tokens import Tokenizer
from headroom_lab.transforms import FramedJson
from headroom_lab.transforms.encodings.decoding import decode, decoded_text
from tests.benchmarks.api_shapes import SHAPES, WRAPPINGS, Maker
from tests.chat import call, result, user

words = st.text("ab'\"\\§\n→1@_", max_size=8)
scalars = st.none() | st.booleans() | st.integers() | st.floats() | words
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4),
    max_leaves=8,
)
ROWS = [{"id": n, "by": None, "at": 1e16, "say": 'it\'s "so"'} for n in range(12)]
FRAMES: tuple[Callable[[Any], str], ...] = (
    repr,
    lambda value: f"Found:\n{json.dumps(value, indent=2)}",
    lambda value: f"Found:\n\n```json\n{json.dumps(value)}\n```\nand no more",
    lambda value: f"1. one\n{json.dumps(value, indent=1)}\n2. two\n{json.dumps(value)}",
    lambda value: repr([{"type": "text", "text": json.dumps(value)}]),
    lambda value: f"meta=None content=[TextContent(text={json.dumps(value)!r})]",
    lambda value: json.dumps({"text": f"Found:\n{json.dumps(value, indent=2)}"}),
    lambda value: json.dumps({"error": "", "response": repr(value)}),
)


@settings(max_examples=30)
@given(
    st.lists(values, min_size=1, max_size=3), st.sampled_from(FRAMES), st.sampled_from(("", "\n "))
)
@example(ROWS, FRAMES[0], "")
@example(ROWS, FRAMES[6], "")
def test_any_data_in_any_frame_comes_back(
    found: list[Any], frame: Callable[[Any], str], around: str
) -> None:
    text = around + frame([*found, {"rows": ROWS}]) + around
    rewritten = FramedJson().rewrite(text)
    assert rewritten is None or decoded_text(rewritten.text) == text
    messages = [user(), call("c"), result("c", text)]
    assert decode(TransformPipeline.preset("lossless").apply(messages).messages) == messages


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("wrapping", WRAPPINGS)
def test_answers_of_web_apis_are_shorter_and_come_back(shape: str, wrapping: str) -> None:
    text = WRAPPINGS[wrapping](SHAPES[shape](Maker(1)))
    messages = [user(), call("c"), result("c", text)]
    sent = TransformPipeline.preset("lossless").apply(messages, Tokenizer())
    assert decode(sent.messages) == messages
    output = read(sent.messages).blocks[-1].text
    assert Tokenizer().count_text(output) < Tokenizer().count_text(text)


def test_what_stands_around_reads_as_it_did() -> None:
    text = FRAMES[2](ROWS)
    rewritten = FramedJson().rewrite(text)
    assert rewritten is not None
    assert rewritten.text.startswith(
        '[text of "§1r" below]\nFound:\n\n```json\n"§1r"\n```\nand no more\n§1r\n'
    )
    json.loads(rewritten.text.rpartition("\n§1r\n")[2])


@pytest.mark.parametrize(
    "text",
    [
        "Found:\n{" + "[" * 5000,
        "{'a': " + "(" * 5000,
        "[{'a': 1, 'a': 2, 'b': 'twice the same key'}]" * 9,
        "{'a': " * 3000,
        "§1r is a word here\n" + json.dumps(ROWS),
    ],
)
def test_what_is_broken_or_holds_marks_stays(text: str) -> None:
    assert FramedJson().rewrite(text) is None
