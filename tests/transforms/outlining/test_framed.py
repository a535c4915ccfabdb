"""JSON within other text is outlined as JSON by itself is, and what stands around it stays."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headroom_lab import OlderConfig, decode
from headroom_lab.transforms.encodings.framed import framed, numbers_after
from headroom_lab.transforms.encodings.set_out import put_back
from headroom_lab.transforms.outlining.detect import kind_of
from headroom_lab.transforms.text_kinds import JsonFields

ALL = OlderConfig(keep_recent=0, stride=1)
RECORDS = [{"id": n, "name": f"part-{n}", "node_id": f"MDQ6{n}", "note": None} for n in range(12)]
LAID_OUT, FLAT = json.dumps(RECORDS, indent=2), json.dumps(RECORDS, separators=(",", ":"))
FRAMES = {
    "behind a line": f"Found 12 parts of order 4711:\n\n{LAID_OUT}\nThat is all.",
    "fenced": f"Here they are.\n\n```json\n{LAID_OUT}\n```\n",
    "in a string": repr([{"type": "text", "text": FLAT}]),
}


@pytest.mark.parametrize("text", FRAMES.values(), ids=FRAMES)
def test_its_fields_go_and_what_stands_around_it_stays(text: str) -> None:
    assert kind_of(text) == "json"
    found = JsonFields(ALL).rewrite(text)
    assert found is not None
    assert "MDQ6" not in found.text
    assert all(cut.text in FLAT or cut.text in LAID_OUT for cut in found.cuts)
    for line in text.replace(LAID_OUT, "").split("\n"):
        assert line in found.text or "MDQ6" in line
    assert "part-7" in put_back(found.text)


def test_what_an_error_brings_stays_whole() -> None:
    text = f"isError=True\n\n{LAID_OUT}\n"
    assert kind_of(text) == "json"
    assert JsonFields(ALL).rewrite(text) is None


def test_python_data_is_left_to_the_encodings() -> None:
    assert JsonFields(ALL).rewrite(repr(RECORDS)) is None


def test_json_beside_much_text_is_not_the_kind_of_the_text() -> None:
    text = "Each part of the order was looked at by hand. Two were odd.\n" * 60
    assert kind_of(f"{text}{LAID_OUT}") == "prose"


lines = st.text(st.sampled_from("ab §:{[ \n'\"\\"), max_size=30)


@settings(max_examples=60)
@given(lines, lines, st.sampled_from((LAID_OUT, FLAT, repr(RECORDS))))
def test_what_is_set_apart_stands_as_it_came(before: str, behind: str, inner: Any) -> None:
    text = f"{before}\n{inner}\n{behind}"
    found = framed(text)
    if found is not None:
        assert put_back(found.apart(text, next(numbers_after(text)), found.said)) == text


def test_marks_differ_from_those_that_stand_there() -> None:
    assert next(numbers_after("§3r and §12")) == 13
    messages = [{"role": "user", "content": "§1"}]
    assert decode(messages) == messages
