"""JSON that stands earlier stays JSON where it is referred to, whatever space stands around it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headroom_lab import simulate
from headroom_lab.policies.presets import preset_names
from headroom_lab.transforms import Repetition, decode
from tests.chat import call, result, said, user

VALUE = {"data": [{"id": i, "name": f"some name {i}"} for i in range(8)]}
TWO_LINES = "{" + ",".join(f'"field{i}": "what it says {i}"' for i in range(9)) + ',\n"page": 1}'
DEEP = "[" * 250 + '"' + "what it says " * 20 + '"' + "]" * 250
KINDS = {
    "one line": json.dumps(VALUE),
    "pretty": json.dumps(VALUE, indent=2),
    "CRLF": json.dumps(VALUE, indent=2).replace("\n", "\r\n"),
    "string": json.dumps("what it says " * 20),
    "two lines": TWO_LINES,
    "deep": DEEP,
}
SPACES = ("", "\n", "\r\n", "\n\n", "  \n", " ")


def session(*texts: str) -> list[dict[str, Any]]:
    """Return a session in which tools answer with those texts."""
    made = [user("look")]
    for number, text in enumerate(texts):
        made += [call(f"c{number}"), result(f"c{number}", text)]
    return [*made, said("ok"), user("and?")]


@pytest.mark.parametrize("policy", preset_names())
@pytest.mark.parametrize("kind", KINDS)
def test_what_repeats_is_json_still(kind: str, policy: Any) -> None:
    for after in SPACES[:4]:
        text = KINDS[kind] + after
        messages = session(text, text)
        found = simulate(messages, "gpt-4o", policy=policy)
        json.loads(found.messages[4]["content"])
        assert found.tokens_after <= found.tokens_before
        if policy == "lossless":
            assert kind == "two lines" or '{"_same": ' in found.messages[4]["content"]
            assert decode(found.messages) == messages


def test_a_document_whose_first_line_alone_repeats_stays() -> None:
    messages = session(TWO_LINES, TWO_LINES.replace('"page": 1', '"page": 2'))
    assert Repetition().apply(messages).messages == messages


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(SPACES), st.sampled_from(sorted(KINDS)), st.sampled_from(SPACES)),
        min_size=2,
        max_size=4,
    )
)
def test_it_comes_back_whatever_stands_around_it(chosen: list[tuple[str, str, str]]) -> None:
    messages = session(*(before + KINDS[kind] + after for before, kind, after in chosen))
    found = simulate(messages, "gpt-4o", policy="lossless")
    assert decode(found.messages) == messages
    for message in found.messages:
        if message["role"] == "tool":
            json.loads(message["content"])


@pytest.mark.parametrize("indent", [0, 2])
def test_lines_that_are_alike_or_begin_alike_stay_json(indent: int) -> None:
    paths = [f"/home/me/project/src/{i}.py" for i in range(28)]
    hits = {path: f"{path}:{i}: x" for i, path in enumerate(paths)}
    for value in ({"row": [1] * 40, "column": [0] * 40}, [paths, hits], [[[paths], hits], paths]):
        for end in SPACES[:3]:
            messages = session(json.dumps(value, indent=indent) + end)
            found = simulate(messages, "gpt-4o", policy="lossless")
            assert json.loads(found.messages[2]["content"])
            assert decode(found.messages) == messages
