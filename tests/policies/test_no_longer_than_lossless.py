"""A step that loses something never makes an output longer than its form without loss."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headroom_lab import TransformPipeline
from headroom_lab.messages import read
from headroom_lab.policies.information import aggressive, balanced, lossless
from headroom_lab.tokens import Tokenizer
from headroom_lab.transforms.encodings.near_records import NearRecords
from headroom_lab.transforms.encodings.repetition import Repetition
from tests.chat import call, result, user

TOKENIZER = Tokenizer(model="gpt-4o")


def each(messages: Any, steps: tuple[Any, ...]) -> list[int]:
    """Return the tokens of each tool output by itself, without references between them."""
    alone = [step for step in steps if not isinstance(step, (Repetition, NearRecords))]
    after = read(TransformPipeline(alone).apply(messages, TOKENIZER).messages)
    return TOKENIZER.count_texts([b.text for b in after.blocks if b.kind == "tool_result"])


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
    """Whatever is read, and however often."""
    messages = [user()]
    for number, text in enumerate(outputs):
        messages += [call(f"c{number}"), result(f"c{number}", text)]
    pairs = zip(each(messages, lossless()), each(messages, balanced()), strict=True)
    assert all(after <= before for before, after in pairs)
