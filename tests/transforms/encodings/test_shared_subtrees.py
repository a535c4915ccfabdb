"""What stands at several places of a JSON text is written once, and comes back byte for byte."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from headroom_lab import TransformPipeline
from headroom_lab.messages import read
from headroom_lab.tokens import Tokenizer
from headroom_lab.traces.corpus import Corpus
from headroom_lab.transforms import JsonLayout, SetOutStrings, SharedSubtrees, decode
from headroom_lab.transforms.encodings.shared_reading import unshared

SHARED = Path(__file__).parents[4] / "shared" / "data" / "traces"
USER = {
    "login": "octo-org",
    "id": 9919,
    "url": "https://api.github.com/users/octo-org",
    "site_admin": False,
}
REPO = {"name": "hello", "owner": USER, "default_branch": "main", "topics": ["a", "b", "c"]}
ISSUES = [
    {"number": 1, "user": USER, "repository": REPO, "labels": ["bug"], "closed_by": None},
    {"number": 2, "repository": REPO, "state": "open", "assignee": USER},
    {"number": 3, "title": "Third", "user": USER, "milestone": {"creator": USER}},
]

words = st.sampled_from(
    ("x", "@1", "_shared", "_", "a longer text that stands at many places, with words", "größe 😀",
     "\ud800", 'say "@1" twice, \\ and \n', "https://example.org/a/b/c?d=1",
     "https://example.org/a/b/c", "https://example.org/a/b/c/123", "https://example.org/a/bee",
     "https://example.org/a/b/c{/d}", "/usr/local/lib/python3/site/a.py", "C:\\a/b/c/d/e/f/g/h/i")
) | st.text(max_size=20)  # fmt: skip
scalars = st.none() | st.booleans() | st.integers() | st.floats() | words
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4),
    max_leaves=6,
)
layouts = st.sampled_from(
    (
        {},
        {"indent": 2},
        {"separators": (",", ":")},
        {"separators": (" , ", " : ")},
        {"indent": "\t"},
    )
)


def encoded(text: str) -> str:
    """Return a text with its parts named, itself where nothing is."""
    found = SharedSubtrees().rewrite(text)
    return found.text if found else text


def repeating() -> st.SearchStrategy[Any]:
    """Return data in which some values stand at many places, also inside each other."""
    found = st.lists(values, min_size=1, max_size=4)
    return st.builds(repeated, found, st.lists(words, min_size=3, max_size=3), st.integers(0, 999))


def repeated(found: list[Any], keys: list[str], seed: int) -> Any:
    """Return data that holds each value, and what is made of values, at places chosen by a seed."""
    draw = random.Random(seed)
    for _ in range(draw.randint(1, 4)):
        found.append({key: draw.choice(found) for key in draw.sample(keys, 2)})
        found.append([draw.choice(found) for _ in range(draw.randint(1, 3))])
    places = [draw.choice(found) for _ in range(draw.randint(2, 8))]
    return places if draw.random() < 0.5 else {str(n): value for n, value in enumerate(places)}


@given(repeating(), layouts, st.booleans(), st.sampled_from(("", " ", "\n", "Found 3:\n")))
@example(ISSUES, {}, True, "")
@example({"data": ISSUES}, {"indent": 2}, True, "Result:\n")
def test_json_of_every_shape_comes_back(
    value: Any, layout: dict[str, Any], ascii: bool, before: str
) -> None:
    text = before + json.dumps(value, ensure_ascii=ascii, **layout)
    found = encoded(text)
    assert unshared(found) == text
    json.loads(found[len(before) :])


@settings(max_examples=40)
@given(st.lists(repeating(), min_size=2, max_size=5), st.sampled_from(("\n", "\n\n")))
def test_json_lines_come_back_and_stay_json_lines(found: list[Any], gap: str) -> None:
    text = gap.join(json.dumps(value) for value in found) + "\n"
    out = encoded(text)
    assert unshared(out) == text
    assert all(json.loads(line) is not ... for line in out.split("\n") if line)


@settings(max_examples=40)
@given(repeating(), layouts)
def test_together_with_tables_and_layout_every_text_comes_back(
    value: Any, layout: dict[str, Any]
) -> None:
    text = json.dumps(value, **layout)
    messages = [
        {"role": "assistant", "content": None, "tool_calls": [
            {"id": "c", "type": "function", "function": {"name": "f", "arguments": "{}"}}]},
        {"role": "tool", "tool_call_id": "c", "content": text},
    ]  # fmt: skip
    result = TransformPipeline([JsonLayout(), SharedSubtrees()]).apply(messages, Tokenizer())
    assert decode(result.messages) == messages


SPELLINGS = (
    '{"a":1.50,"n":1e400,"big":123456789012345678901234567890,"z":-0.0,"e":1E+2}',
    '{"key":"twice the same key","key":"and another value of it","key":null}',
    '{"escaped":"\\u0041\\/b\\ud83d\\ude00","lone":"\\ud800","quote":"\\"@1\\""}',
    '[ [ [ "deep and spaced" ] ] ,{ } , [\t] , {"b" : {"a":  "key order"}} ]',
    '{"nan":NaN,"inf":-Infinity,"text":"the standard library reads these too"}',
)


@pytest.mark.parametrize("part", SPELLINGS)
@pytest.mark.parametrize("form", ['[{0},{0},{{"x":{0}}},{0}]', '{{"a":{0},"b":[{0}, {0}],"c":{0}}}',
                                  '{0}\n{{"one":{0}}}\n{{"two":{0}}}\n{0}'])  # fmt: skip
def test_what_is_written_in_an_unusual_way_comes_back_as_it_was(part: str, form: str) -> None:
    text = form.format(part)
    out = encoded(text)
    assert len(out) < len(text)
    assert unshared(out) == text
    assert out.count(part) == 1 or "@1" in part


def test_a_definition_stands_before_its_uses_and_each_is_used_twice() -> None:
    out = encoded(json.dumps(ISSUES))
    names = json.loads(out)["_shared"]
    assert list(names) == [f"@{number}" for number in range(1, len(names) + 1)]
    for name in names:
        assert out.count(f'"{name}"') >= 3
        assert out.index(f'"{name}":') < out.index(f'"{name}"', out.index(f'"{name}":') + 1)
    assert out.count("octo-org") == 2
    assert len(out) < 0.5 * len(json.dumps(ISSUES))


API = "https://api.example.org/repositories/octo-org/hello-world"


def test_addresses_that_begin_alike_name_their_beginning() -> None:
    record = {"url": API, **{f"{kind}_url": f"{API}/{kind}" for kind in ("forks", "keys", "tags")}}
    out = json.loads(encoded(json.dumps(record)))
    assert out == {
        "_shared": {"@1": API},
        "url": "@1",
        "forks_url": "@1/forks",
        "keys_url": "@1/keys",
        "tags_url": "@1/tags",
    }


@given(
    st.lists(
        st.lists(st.sampled_from(("a", "bc", "1", "23", "{x}", "ü", "?q=1", ":", ""))), min_size=2
    )
)
def test_paths_of_every_shape_come_back(found: list[list[str]]) -> None:
    paths = ["/".join(["https://example.org/base", *parts]) for parts in found]
    text = json.dumps({"paths": paths, "again": paths[::-1], "one": {"at": paths[0]}})
    assert unshared(encoded(text)) == text


def test_what_stands_in_only_one_other_part_has_no_name() -> None:
    inner = {"street": "Unter den Linden", "city": "Berlin", "zip": "10117"}
    outer = {"name": "Somebody with a name", "address": inner}
    assert list(json.loads(encoded(json.dumps([outer, outer, outer])))["_shared"]) == ["@1"]


def test_an_object_keeps_its_fields_a_list_stands_beside_the_names() -> None:
    found = json.loads(encoded(json.dumps({"total": 3, "items": ISSUES})))
    assert list(found) == ["_shared", "total", "items"]
    assert list(json.loads(encoded(json.dumps(ISSUES)))) == ["_shared", "_"]


def test_a_name_begins_with_what_begins_no_string() -> None:
    noted = [*ISSUES, {"note": "@1"}]
    out = encoded(json.dumps(noted))
    assert '"%1":' in out
    assert unshared(out) == json.dumps(noted)


@pytest.mark.parametrize(
    "text",
    [
        '{"_shared":{"@1":"what a person wrote"},"a":"@1","b":1}',  # used once
        '{"_shared":{"@1":{"x":1},"y":2},"a":["@1","@1"]}',  # y is no name
        '{"_shared":{"@1":["@2","@2"],"@2":[1]},"a":["@1","@1"]}',  # used before it is named
        '{"_shared":{"@1":[1,2]},"a":["@1","@1","@2"]}',  # names nothing
        '{"_shared": {"@1": 1}, "a": ["@1", "@1"]}',  # spaced in another way
        '{"_shared":{"@1":[1,2],"a":["@1","@1"]',  # cut off
        '{"_shared":{"a":1},"_":["a","a"]}',
        '{"_shared":true}',
        '{"_shared":{"@1":[1]},"a":["@1","@1","@1/x"]}',  # no string begins with a list
        '"_shared":{"@1":',
        '{"_shared":{"@1":1}}',
        '{"_shared":{"@1":1}}\n{"a":"@1"}',
    ],
)
def test_a_text_that_holds_the_words_is_not_mistaken(text: str) -> None:
    assert unshared(text) == text


@settings(max_examples=40)
@given(st.sampled_from(("_shared", "_")), repeating())
def test_fields_called_as_ours_are_left_alone(key: str, value: Any) -> None:
    for data in ({key: value, "b": value}, [{key: value}, {key: value}]):
        text = json.dumps(data)
        assert unshared(encoded(text)) == text


def test_names_within_names_grow_to_no_giant() -> None:
    levels = ",".join(f'"@{n}":["@{n - 1}","@{n - 1}"]' for n in range(2, 60))
    text = f'{{"_shared":{{"@1":"aaaaaaaaaaaaaaaaaaaa",{levels}}},"a":["@59","@59"]}}'
    assert unshared(text) == text


def test_deep_and_broken_texts_are_left_alone() -> None:
    part = '{"some":"object that repeats","at":"many places"}'
    deep = "[" * 300 + f"{part},{part},{part}" + "]" * 300
    for text in (deep, f"[{part},{part},{part}", f"[{part},{part},{part}]]", f"[{part} {part}]"):
        assert encoded(text) == text


def test_every_recorded_output_comes_back() -> None:
    if not SHARED.exists():
        pytest.skip(f"no real conversations at {SHARED}")
    texts = {
        block.text
        for item in Corpus.read(SHARED)
        for block in read(item.messages).blocks
        if block.kind == "tool_result"
    }
    set_out, layout = SetOutStrings(), JsonLayout()
    shared = 0
    for text in texts:
        for step in (set_out, layout):
            text = found.text if (found := step.rewrite(text)) else text
        out = encoded(text)
        shared += out != text
        assert unshared(out) == text
    assert shared > 3
