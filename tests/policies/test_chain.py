"""What keeps less is never longer: lossless ≥ balanced ≥ aggressive in tokens sent.

But for an output that is read again after it was outlined: the later one has to stand whole then, for what
was sent outlined stays so and nothing can refer to it.
"""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from headroom_lab import TransformPipeline
from headroom_lab.tokens import Tokenizer
from tests.chat import call, result, user

TOKENIZER = Tokenizer(model="gpt-4o")
CHAIN = ("lossless", "balanced", "aggressive")


def sizes(messages: Any) -> list[int]:
    """Return the tokens that are sent under each preset, from what keeps all on."""
    return [
        TransformPipeline.preset(name).apply(messages, TOKENIZER).tokens_after for name in CHAIN
    ]


def test_every_recorded_conversation(real_conversations: list[dict[str, Any]]) -> None:
    found = {trace["id"]: sizes(trace["messages"]) for trace in real_conversations}
    assert {
        name: chain for name, chain in found.items() if chain != sorted(chain, reverse=True)
    } == {}


def records(size: int, seed: int) -> str:
    """Return JSON records of one form, some fields of them empty, some states the same."""
    made = [
        {"id": seed * 100 + i, "name": f"part {i % 7}", "note": None, "isError": False,
         "state": "open" if i % 3 else "", "row": list(range(i % 12))}
        for i in range(size)
    ]  # fmt: skip
    return json.dumps(made, indent=2 if seed % 2 else None)


def source(size: int, seed: int) -> str:
    """Return a numbered read of a source file, of a part of it for odd seeds."""
    lines = [f"def f_{seed}_{i}(a, b):\n    return a * {i} + {seed}" for i in range(size)]
    whole = list(enumerate("\n".join(lines).split("\n"), 1))
    return "\n".join(f"{n:6}\t{text}" for n, text in whole[seed * 3 :])


def log(size: int, seed: int) -> str:
    """Return a log."""
    return "\n".join(
        f"2024-05-0{seed + 1} 10:00:{i:02} INFO step {i % 5} done" for i in range(size)
    )


def read(outputs: list[str]) -> list[dict[str, Any]]:
    """Return a conversation in which those outputs come, one after another."""
    messages = [user()]
    for number, text in enumerate(outputs):
        messages += [call(f"c{number}"), result(f"c{number}", text)]
    return messages


OUTPUTS = st.tuples(
    st.sampled_from((records, source, log)), st.sampled_from((2, 12, 50)), st.integers(0, 8)
)


@settings(max_examples=15, deadline=None)
@given(st.lists(OUTPUTS, min_size=1, max_size=27, unique_by=lambda one: (one[0], one[2])))
def test_what_is_read_once(outputs: list[Any]) -> None:
    chain = sizes(read([make(size, seed) for make, size, seed in outputs]))
    assert chain == sorted(chain, reverse=True)


def test_what_is_read_again_is_the_exception() -> None:
    lossless, _, aggressive = sizes(read([records(12, 1), records(12, 1)]))
    assert aggressive > lossless
