"""What reads as a note of an encoding comes back as it was, whatever is done to what is beside it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from headroom_lab import TransformPipeline, transforms
from headroom_lab.transforms.encodings.decoding import decode
from headroom_lab.transforms.encodings.word_for_word import HEAD, Encoding, reads_as_note
from tests.chat import call, result, said, user
from tests.transforms.test_ledger import check

ENCODINGS = [
    transforms.SetOutStrings,
    transforms.FramedJson,
    transforms.JsonLayout,
    transforms.SharedSubtrees,
    transforms.LineNumbers,
    transforms.FoldedLines,
    transforms.HitPaths,
    transforms.LineBeginnings,
    transforms.Repetition,
    transforms.NearRecords,
]
LOSSLESS = {kind.name for kind in ENCODINGS}
NOTES = (
    "[the line above 3 more times]",
    '[3 lines, "/srv/app/views/" before each left out]',
    '[5 lines, numbers from "1:" on left out]',
    '[each path stands once above its hits, all under "/srv/app/"]\na.py\n3: x\n4: y',
    "[lines 1-2 of tool result 1 stand here]",
    "[line 1 of tool result 1 (look) stands here]",
    "[lines 1-3 of message 1 (user) stand here]",
    "[line 1 of argument q of tool call 1 stands here]",
    '[text of "§1" below]\n{"a":"§1"}\n§1\na "text"',
    "[the first 9 characters of §1 again]",
    '{"_same": "[lines 1-2 of tool result 1 stand here]"}',
    '{"_rest":"[all other fields of tool result 1 stand here]","a":2}',
    '{"_columns":["a","b"],"_rows":[[1,2],[3,4]]}',
    '[ {"_columns":["a"],"_constant":{"b":1},"_rows":[[1],[2]]}]',
    '{"_shared":{"@1":{"login":"octo"}},"a":"@1","b":"@1"}',
    '{"_shared":{"@1":"octo-octo"}}\n{"a":"@1"}\n{"b":"@1"}',
    '{  "a":1,"b":[2,3]}',
    '{ "_left_out":"fields a, b"}',
    HEAD + "so",
    '{"_word_for_word":[1]}',
)
LONG = "a line that says something at length, and says it more than once; " * 3
RECORDS = [{"id": n, "kind": "a kind of it", "path": "/srv/app/views/list"} for n in range(9)]
PLAIN = (
    "\n".join([LONG] * 4),
    "\n".join(f"{n}:  x = {n}" for n in range(1, 9)),
    "\n".join(f"/srv/app/views/file{n}.py" for n in range(9)),
    "\n".join(f"/srv/app/views/list.py:{n}:  x = {n}" for n in range(3, 30, 3)),
    json.dumps(RECORDS, indent=2),
    json.dumps(RECORDS),
    json.dumps({"by": RECORDS[0], "of": RECORDS[0], "in": [RECORDS[0]]}),
    "a line\nanother\nand a third one of them",
    json.dumps([{"content": json.dumps(RECORDS, indent=1)}]),
    repr(RECORDS),
)


def numbered(text: str) -> str:
    return "\n".join(f"{n}:{line}" for n, line in enumerate(text.split("\n"), 1))


def begun(text: str) -> str:
    return "\n".join(f"/srv/app/views/{line}" for line in text.split("\n"))


def spelled(text: str) -> str:
    """Return JSON in which a note is hidden by escapes."""
    return json.dumps({"said": f'"{LONG}"\n' * 4 + text}).replace("[", "\\u005b")


WAYS = (
    str,
    numbered,
    begun,
    spelled,
    lambda text: json.dumps({"said": f'say "{LONG}"\n' * 2 + text, "at": RECORDS}, indent=2),
    lambda text: repr({"said": f"say '{LONG}'\n\"\n" * 2 + text}),
    lambda text: json.dumps([{"said": text, "n": n} for n in range(9)]),
)
pieces = st.builds(
    lambda way, text: way(text), st.sampled_from(WAYS), st.sampled_from(NOTES + PLAIN)
)
texts = st.builds("\n".join, st.lists(pieces | st.sampled_from(PLAIN), min_size=1, max_size=4))


def session(outputs: list[str]) -> list[dict[str, Any]]:
    """Return a conversation with a call for each output."""
    messages = [user("a line\nanother\nand a third one of them")]
    for number, text in enumerate(outputs):
        messages += [call(f"c{number}"), result(f"c{number}", text)]
    return messages


@settings(max_examples=25)
@given(st.lists(texts, min_size=1, max_size=4))
@example([PLAIN[0], NOTES[3]])
@example([numbered("x\n[the line above 3 more times]\ny\nz\nz")])
def test_lossless_gives_back_what_reads_as_a_note(outputs: list[str]) -> None:
    messages = session(outputs)
    sent = TransformPipeline.preset("lossless").apply(messages)
    assert decode(sent.messages) == messages


@settings(max_examples=20)
@given(
    st.lists(texts, min_size=1, max_size=3),
    st.lists(st.sampled_from(ENCODINGS), min_size=1, max_size=8, unique=True),
)
def test_encodings_give_it_back_alone_and_together(
    outputs: list[str], chosen: list[type[Encoding]]
) -> None:
    messages = session(outputs)
    assert (
        decode(TransformPipeline([kind() for kind in chosen]).apply(messages).messages) == messages
    )
    alone = TransformPipeline([chosen[0]()]).apply(messages)
    assert decode(alone.messages) == messages


@pytest.mark.parametrize("preset", ["balanced", "aggressive", "thrifty"])
@settings(max_examples=8)
@given(outputs=st.lists(texts, min_size=1, max_size=3))
def test_what_a_preset_leaves_whole_comes_back(preset: str, outputs: list[str]) -> None:
    messages = [*session(outputs), said(), *session(["ok"] * 12)]
    sent = TransformPipeline.preset(preset).apply(messages)
    check(messages, sent)
    lost = {row.message for row in sent.removals if row.transform not in LOSSLESS}
    for number, message in enumerate(decode(sent.messages)):
        assert number in lost or message == messages[number]


@pytest.mark.parametrize("kind", ENCODINGS)
def test_what_an_encoding_writes_reads_as_a_note(kind: type[Encoding]) -> None:
    messages = session([*PLAIN, *(text.replace("9", "8") for text in PLAIN), *map(WAYS[4], PLAIN)])
    sent = kind().apply(messages).messages
    changed = [new["content"] for old, new in zip(messages, sent, strict=True) if old != new]
    assert changed
    assert all(map(reads_as_note, changed))


def test_json_that_reads_as_a_note_stays_json() -> None:
    messages = session(['{"_columns":["a","b"],"_rows":[[1,2],[3,4]]}', '{ "a":1,"b":[2,3]}'])
    sent = TransformPipeline.preset("lossless").apply(messages)
    assert [json.loads(m["content"]) for m in sent.messages if m["role"] == "tool"] == [
        {"_word_for_word": json.loads(m["content"])} for m in messages if m["role"] == "tool"
    ]
    again = TransformPipeline.preset("lossless").apply(sent.messages)
    assert decode(again.messages) == sent.messages
    assert decode(sent.messages) == messages


def test_an_error_with_a_note_in_it_stays_as_it_is() -> None:
    part = {"type": "tool_result", "tool_use_id": "a", "content": NOTES[0], "is_error": True}
    use = {"type": "tool_use", "id": "a", "name": "f", "input": {}}
    part["content"] = f"no\n{NOTES[0]}\n{NOTES[3]}"
    messages = [
        user(),
        {"role": "assistant", "content": [use]},
        {"role": "user", "content": [part]},
    ]
    sent = TransformPipeline.preset("lossless").apply(messages).messages
    assert decode(sent) == sent == messages
