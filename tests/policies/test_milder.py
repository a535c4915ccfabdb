"""What loses more takes no more tokens: lossless, balanced and aggressive on any conversation."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headroom_lab import SmartCrusher, TransformPipeline, example_names, load_example
from headroom_lab.messages import read
from headroom_lab.policies.information import aggressive, balanced, lossless
from headroom_lab.tokens import Tokenizer
from headroom_lab.transforms.base import milder_ways
from headroom_lab.transforms.encodings.near_records import NearRecords
from headroom_lab.transforms.encodings.repetition import Repetition
from tests.benchmarks.native import native_conversations
from tests.chat import call, result, user
from tests.strategies import FORMATS, conversations

PRESETS = ("lossless", "balanced", "aggressive")
NATIVE = Path(__file__).parents[3] / "shared" / "data" / "native"
TOKENIZER = Tokenizer(model="gpt-4o")


def sent(messages: Any) -> list[int]:
    """Return the tokens that each preset sends, the mildest first."""
    return [TransformPipeline.preset(n).apply(messages, TOKENIZER).tokens_after for n in PRESETS]


def each(messages: Any, steps: tuple[Any, ...]) -> list[int]:
    """Return the tokens of each tool output by itself, without references between them."""
    alone = [step for step in steps if not isinstance(step, (Repetition, NearRecords))]
    after = read(TransformPipeline(alone).apply(messages, TOKENIZER).messages)
    return TOKENIZER.count_texts([b.text for b in after.blocks if b.kind == "tool_result"])


def test_on_every_recorded_session(real_conversations: list[dict[str, Any]]) -> None:
    for trace in real_conversations:
        messages = trace["messages"]
        for stop in sorted({len(messages) // 2, len(messages)}):
            sizes = sent(messages[:stop])
            assert sizes == sorted(sizes, reverse=True), (trace["id"], stop)


def test_on_the_examples_and_other_recordings() -> None:
    others = [messages for *_, messages in native_conversations(NATIVE)]
    for messages in [*map(load_example, example_names()), *others]:
        sizes = sent(messages)
        assert sizes == sorted(sizes, reverse=True)


@pytest.mark.parametrize("reducing", [balanced, aggressive])
def test_no_output_exceeds_its_lossless_form(
    reducing: Any, real_conversations: list[dict[str, Any]]
) -> None:
    for trace in real_conversations:
        pairs = zip(
            each(trace["messages"], lossless()), each(trace["messages"], reducing()), strict=True
        )
        assert all(after <= before for before, after in pairs), trace["id"]


def records(size: int, seed: int) -> str:
    """Return JSON records of one form, some fields of them empty."""
    made = [
        {"id": seed * 100 + i, "name": f"part {i % 7}", "note": None, "row": list(range(i % 12))}
        for i in range(size)
    ]
    return json.dumps(made, indent=2 if seed % 2 else None)


def numbered(size: int, seed: int) -> str:
    """Return a numbered read of a source file."""
    lines = [f"def f{seed}_{i}(a, b):\n    return a * {i} + b" for i in range(size)]
    return "\n".join(f"{n:6}\t{t}" for n, t in enumerate("\n".join(lines).split("\n"), 1))


def log(size: int, seed: int) -> str:
    """Return a log."""
    return "\n".join(
        f"2024-05-0{seed + 1} 10:00:{i:02} INFO step {i % 5} done" for i in range(size)
    )


OUTPUTS = st.builds(
    lambda make, size, seed: make(size, seed),
    st.sampled_from((records, numbered, log)),
    st.sampled_from((2, 12, 50)),
    st.integers(0, 2),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(OUTPUTS, min_size=1, max_size=14))
def test_what_is_read_again_and_again(outputs: list[str]) -> None:
    """Files that are read twice are where a reference is cheaper than an outline."""
    messages = [user()]
    for number, text in enumerate(outputs):
        messages += [call(f"c{number}"), result(f"c{number}", text)]
    sizes = sent(messages)
    assert sizes == sorted(sizes, reverse=True)
    pairs = zip(each(messages, lossless()), each(messages, balanced()), strict=True)
    assert all(after <= before for before, after in pairs)


@pytest.mark.parametrize("format", FORMATS)
def test_any_conversation_of_any_format(format: str) -> None:
    @settings(max_examples=20, deadline=None)
    @given(conversations(format))
    def check(messages: list[Any]) -> None:
        sizes = sent(read(messages, format=format))  # type: ignore[arg-type]
        assert sizes == sorted(sizes, reverse=True)

    check()


def test_the_ways_go_down_to_no_loss() -> None:
    named = [[step.name for step in way] for way in milder_ways(aggressive())]
    assert named == [[step.name for step in steps] for steps in (balanced(), lossless())]
    assert list(milder_ways(lossless())) == []
    assert list(milder_ways((SmartCrusher(),))) == []
