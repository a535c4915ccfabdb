"""Long strings in JSON lose whole sentences; the rest of the JSON stays byte for byte."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom_lab import SmartCrusher, TransformPipeline, retrieve
from headroom_lab.errors import ConfigError
from headroom_lab.transforms import LongStrings
from tests.chat import call, result, user

SENTENCES = [f"This is sentence {i} of a long text." for i in range(60)]
LONG = " ".join(SENTENCES)


def messages_with(text: str) -> list[dict[str, Any]]:
    return [user(), call("a"), result("a", text)]


def test_whole_sentences_stay_and_the_string_can_be_had() -> None:
    text = '{"n": 1.10,  "body":"' + LONG + '", "tags": ["a"]}'
    done = LongStrings(100).apply(messages_with(text))
    out = done.messages[2]["content"]
    assert out.startswith('{"n": 1.10,  "body":"' + " ".join(SENTENCES[:2]) + " [")
    assert out.endswith('", "tags": ["a"]}')
    body = json.loads(out)["body"]
    (row,) = done.removals
    assert LONG in retrieve(row.original)
    assert (row.path, row.kind, row.transform) == ("body", "text", "long_strings")
    assert f"[{len(row.text)} characters left out" in body
    assert done.tokens_saved == (done.tokens_removed + done.tokens_reencoded - done.tokens_markers)
    assert LongStrings(100).apply(done.messages).messages == done.messages


@pytest.mark.parametrize(
    "text",
    [
        json.dumps({"a": "x" * 5_000}),
        json.dumps({"error": LONG}),
        json.dumps({"log": f"Traceback (most recent call last):\n{LONG}"}),
        json.dumps([{"ok": True, "exception": LONG}]),
        json.dumps({LONG: 1}),
        LONG,
        "[" * 2_000 + "]" * 2_000,
        '{"cut off": "' + LONG,
    ],
    ids=["one word", "error", "traceback", "error field", "key", "prose", "deep", "cut off"],
)
def test_what_must_stay_stays(text: str) -> None:
    messages = messages_with(text)
    assert LongStrings(100).apply(messages).messages == messages


def test_it_comes_after_the_selection_of_items() -> None:
    rows = [{"id": i, "kind": f"kind {i % 7}", "text": f"{i}. {LONG}"} for i in range(200)]
    messages = messages_with(json.dumps(rows))
    both = TransformPipeline([SmartCrusher(), LongStrings()]).apply(messages)
    assert {row.transform for row in both.removals} == {"smart_crusher", "long_strings"}
    out = json.loads(both.messages[2]["content"])
    assert out[0]["text"].startswith("0. This is sentence 0")
    assert "_headroom" in out[-1]


@pytest.mark.parametrize("characters", [0, -1, 1.5, "9"])
def test_a_limit_must_be_a_number_of_characters(characters: Any) -> None:
    with pytest.raises(ConfigError, match="LongStrings"):
        LongStrings(characters)


texts = st.lists(st.sampled_from([*SENTENCES[:3], "größe \ud800.", 'say "hi"\n', "a\\b. "])).map(
    "".join
)
values = st.recursive(
    st.none() | st.floats() | st.integers() | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=12,
)


@given(values, st.booleans(), st.integers(1, 200))
def test_json_stays_json_and_short_strings_stay(value: Any, ascii: bool, limit: int) -> None:
    text = json.dumps(value, ensure_ascii=ascii, indent=1)
    found = LongStrings(limit).rewrite(text)
    if found is None:
        return
    assert same_but_for_ends(json.loads(text), json.loads(found.text))


def same_but_for_ends(old: Any, new: Any) -> bool:
    """Tell whether two values are the same but for strings that end early with a marker."""
    if isinstance(old, dict):
        return list(old) == list(new) and all(same_but_for_ends(old[k], new[k]) for k in old)
    if isinstance(old, list):
        return len(old) == len(new) and all(map(same_but_for_ends, old, new))
    if isinstance(old, str) and old != new:
        head, _, note = new.rpartition(" [")
        return old.startswith(head) and re.match(r"\d+ characters left out", note) is not None
    return old == new or old != old
