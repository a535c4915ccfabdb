"""Lists and objects as tools really send them: no step, preset or reader stumbles over them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headroom_lab import SmartCrusher, SmartCrusherConfig, TransformPipeline, simulate
from headroom_lab.transforms.encodings.decoding import decode
from headroom_lab.transforms.smart_crusher import decode_table
from headroom_lab.transforms.windows.message_scorer import MessageScorer
from tests.chat import call, result, said, user

PRESETS = ("default", "crush", "lossless", "balanced", "aggressive", "thrifty")
LEAVES: tuple[Any, ...] = (
    0, 7, -0.0, 1.5, 5e-324, 1e308, 10**400, float("nan"), float("inf"), True, None, "", "a", "12",
    "a few words and 3 more", "error: failed", "2026-01-01T10:00:00Z", "\ud800", "x" * 200, [], {},
    [1], [1, [2, {"a": []}]], {"a": 1}, {"a": {"b": [1, 2]}}, [{"id": 1}, {"id": 2}], [[1], [2]],
)  # fmt: skip
NAMES = ("id", "v", "error", "status", "time", "name", "score", "exit_code", "ok", "\ud800")


@st.composite
def lists(draw: st.DrawFn) -> list[Any]:
    """Return lists of records; each field has its usual value and some of any other type."""
    fields = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=4, unique=True))
    usual = {name: draw(st.sampled_from(("count", "few", "word", "any"))) for name in fields}
    odd = {name: draw(st.lists(st.sampled_from(LEAVES), max_size=3)) for name in fields}
    every = draw(st.integers(2, 9))
    return [
        {name: _cell(usual[name], odd[name], every, row, at) for at, name in enumerate(fields)}
        for row in range(draw(st.integers(55, 80)))
    ]


def _cell(usual: str, odd: list[Any], every: int, row: int, at: int) -> Any:
    """Return what a row holds in a field."""
    if odd and (row + at) % every == 0:
        return odd[row % len(odd)]
    kinds = {"count": row, "few": row * 7 % 13, "word": f"w{row % 3}"}
    return kinds.get(usual, LEAVES[row % len(LEAVES)])


def wrapped(rows: list[Any], shape: str) -> str:
    """Return a list as a tool may send it."""
    inner: dict[str, Any] = {
        "list": rows,
        "object": {"results": rows, "n": 3},
        "deep": {"a": {"b": [{"c": rows}]}},
        "values": [next(iter(row.values())) for row in rows],
        "rows": [list(row.values()) for row in rows],
        "mixed": [row if at % 4 else LEAVES[at % len(LEAVES)] for at, row in enumerate(rows)],
        "in a string": {"text": json.dumps(rows)},
    }
    if shape == "lines":
        return "\n".join(map(json.dumps, rows))
    return json.dumps(inner[shape], indent=1 if shape == "deep" else None)


SHAPES = ("list", "object", "deep", "values", "rows", "mixed", "in a string", "lines")


def conversation(text: str) -> list[Any]:
    return [user("find 12 of 'a'"), call("a"), result("a", text), said(), *[user(), said()] * 8]


@settings(max_examples=12)
@given(lists(), st.sampled_from(SHAPES))
def test_records_of_any_types_pass_every_preset(rows: list[Any], shape: str) -> None:
    messages = conversation(wrapped(rows, shape))
    for name in PRESETS:
        simulate(messages, model="gpt-4o", policy=name)
    sent = TransformPipeline.preset("lossless").apply(messages).messages
    assert decode(sent) == messages


@settings(max_examples=40)
@given(lists(), st.sampled_from(SHAPES), st.sampled_from(("json", "compact", "table")))
def test_records_of_any_types_are_crushed(rows: list[Any], shape: str, spelling: Any) -> None:
    config = SmartCrusherConfig(min_tokens_to_crush=0, keep_first=1, output_format=spelling)
    crushed = SmartCrusher(config).crush(wrapped(rows, shape), "find 12 of 'a'")
    decode_table(crushed.data)


@pytest.mark.parametrize("odd", LEAVES, ids=lambda value: repr(value)[:20])
@pytest.mark.parametrize("every", [2, 3, 50])
def test_a_field_of_numbers_holds_something_else_now_and_then(odd: Any, every: int) -> None:
    rows = [{"id": i, "v": odd if i % every == 0 else i * 7 % 13} for i in range(60)]
    SmartCrusher().crush(rows)


def nested(levels: int, shape: str) -> str:
    """Return JSON of so many levels, whole or cut off, alone or in the records of a list."""
    square = "[" * levels + "]" * levels
    records = [f'{{"id":{i},"x":{square}}}' for i in range(60)]
    return {
        "objects": '{"a":' * levels + '"leaf"' + "}" * levels,
        "lists": square,
        "both": '{"a":[{"b":' * levels + "1" + "}]}" * levels,
        "spaced": '{ "a" : [ ' * levels + "1" + " ] }" * levels,
        "cut off": '{"a":' * levels,
        "records": f"[{','.join(records)}]",
        "lines": "\n".join(records),
        "markup": "<div>" * levels + "leaf" + "</div>" * levels,
        "outline": "\n".join(f"{' ' * i}key{i}:" for i in range(levels)),
    }[shape]


DEEP = ("objects", "lists", "both", "spaced", "cut off", "records", "lines", "markup", "outline")


@pytest.mark.parametrize("shape", DEEP)
@pytest.mark.parametrize("levels", [99, 101, 1000])
def test_no_depth_is_too_deep(shape: str, levels: int) -> None:
    messages = conversation(nested(levels, shape))
    for name in PRESETS:
        simulate(messages, model="gpt-4o", policy=name)
    sent = TransformPipeline.preset("lossless").apply(messages).messages
    assert decode(sent) == messages


@pytest.mark.parametrize("levels", [101, 1000])
def test_data_of_any_depth_is_crushed_and_scored(levels: int) -> None:
    value: Any = "leaf"
    for level in range(levels):
        value = [value] if level % 2 else {"a": value}
    assert SmartCrusher().crush(value).data is value
    assert decode_table(value) is not None
    turn = {"role": "assistant", "content": [{"type": "tool_use", "id": "t", "name": "f", "input": {"v": value}}]}  # fmt: skip
    answer = {"type": "tool_result", "tool_use_id": "t", "content": nested(levels, "both")}
    messages = [user(), turn, {"role": "user", "content": [answer]}, said()]
    MessageScorer().score_messages(messages)
    for name in PRESETS:
        simulate(messages, model="claude-sonnet-4-5", policy=name)


@pytest.mark.parametrize(
    "value",
    [
        {"_columns": ["a"], "_rows": [[1, 2]]},
        {"_columns": 1, "_rows": []},
        {"_columns": ["a"], "_rows": [1]},
        {"_columns": [{}], "_rows": [[1]]},
        {"_columns": ["a"], "_rows": [[1]], "_absent": [[{}, 1]]},
        {"_columns": ["a"], "_rows": [[1]], "_constant": 3},
    ],
)
def test_what_only_looks_like_a_table_stays_as_it_is(value: Any) -> None:
    assert decode_table(value) == value
