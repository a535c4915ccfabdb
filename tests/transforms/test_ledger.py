"""The loss ledger is a partition: what is sent and what its rows hold is the original."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headroom_lab import TransformPipeline
from headroom_lab.messages import read
from headroom_lab.results import Removal, TransformResult
from headroom_lab.tokens import Tokenizer
from headroom_lab.transforms.encodings.decoding import decode
from headroom_lab.transforms.pieces import left_out
from tests.chat import call, result, said, user
from tests.strategies import FORMATS, conversations

PRESETS = ("default", "lossless", "balanced", "aggressive", "thrifty")
COUNT = Tokenizer(model="gpt-4o").count_text
_ESCAPE = re.compile(r"\\+(?:u([0-9a-fA-F]{4})|[nrtbf\"'/])")


_COLOUR = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def words(text: str) -> Counter[str]:
    """Return the words of a text, those behind escapes as they read."""
    plain = _ESCAPE.sub(lambda m: chr(int(m[1], 16)) if m[1] else " ", text)
    plain = _COLOUR.sub(r" \g<0> ", plain)  # a word doesn't begin within a terminal's code
    return Counter(re.findall(r"\w+", plain))


def texts(messages: list[Any]) -> dict[int, str]:
    return {m.index: "\n".join(b.text for b in m.blocks) for m in read(messages).messages}


def check(messages: list[Any], made: TransformResult) -> None:
    """Check that each row has its place and piece, and that no word is missing."""
    before, after = texts(messages), texts(decode(made.messages))
    sent = {origin: after[index] for index, origin in enumerate(made.origins)}
    rows: dict[int, list[Removal]] = {index: [] for index in before}
    for row in made.removals:
        rows[row.message].append(row)
        if row.kind in ("message", "white space"):
            continue
        assert row.path, row
        assert row.text in before[row.message], row
        assert row.tokens == COUNT(row.text), row
    for index, text in before.items():
        had = words(sent.get(index, ""))
        for row in rows[index]:
            had += words(row.text)
        assert not words(text) - had, (index, list((words(text) - had).items())[:9])


@pytest.mark.parametrize("preset", PRESETS)
def test_on_every_real_conversation(preset: str, real_conversations: list[dict[str, Any]]) -> None:
    pipeline = TransformPipeline.preset(preset)
    for conversation in real_conversations:
        check(conversation["messages"], pipeline.apply(conversation["messages"]))


@pytest.mark.parametrize("format", FORMATS)
@settings(max_examples=15)
@given(st.data())
def test_on_any_conversation(format: str, data: st.DataObject) -> None:
    messages = data.draw(conversations(format))
    for preset in PRESETS:
        check(messages, TransformPipeline.preset(preset).apply(messages))


RECORD = {"id": 1, "name": "a name of it", "empty": None, "none": [], "note": "It is so. " * 40, "row": list(range(30))}  # fmt: skip
OUTPUTS = {
    "records": json.dumps([{**RECORD, "id": i, "x": 1.50} for i in range(20)], indent=2),
    "escaped": json.dumps([{**RECORD, "name": f"größe {i}"} for i in range(20)]),
    "cut off": json.dumps([{**RECORD, "id": i} for i in range(40)])[:-300],
    "in JSON": json.dumps({"text": json.dumps([{**RECORD, "id": i} for i in range(20)])}),
    "in a repr": repr({"text": json.dumps([{**RECORD, "id": i} for i in range(20)])}),
    "twice": json.dumps({"a": json.dumps({**RECORD, "v": "w " * 99}), "b": json.dumps({**RECORD, "v": "w " * 99})}),
    "page": "<html><head><style>p {color: red}</style><script>var a = 1;</script></head><body>"
    + "".join(f'<p class="c{i}">text {i} <a href="/x/{i}">link</a></p>\n' for i in range(60)) + "</body></html>",
    "numbers": json.dumps({"values": [i * 1.25 for i in range(400)]}),
    "log": "\n".join(f"2026-01-01T10:00:{i % 60:02d}Z INFO handled request {i} of it" for i in range(200)),
}  # fmt: skip


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("name", OUTPUTS)
def test_on_each_kind_of_output(name: str, preset: str) -> None:
    twice = [call("a"), result("a", OUTPUTS[name]), said(), call("b"), result("b", OUTPUTS[name])]
    messages = [user(), *twice, *[said(), user()] * 9]
    check(messages, TransformPipeline.preset(preset).apply(messages))


@given(st.lists(st.sampled_from(["a", "b", "c d", "-", "\n"]), max_size=30), st.randoms())
def test_each_word_is_said_or_in_a_piece(parts: list[str], random: Any) -> None:
    text = " ".join(parts)
    shorter = " ".join(part for part in parts if random.random() < 0.5)
    pieces = left_out(text, shorter)
    gone = [text[start:stop] for start, stop in pieces]
    assert words(text) == words(shorter) + words(" ".join(gone))
