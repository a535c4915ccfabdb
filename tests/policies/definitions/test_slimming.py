"""Slim definitions: the same values are accepted and refused, and less is sent."""

from __future__ import annotations

import random
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from headroom_lab import simulate, slim_tools
from headroom_lab.messages.definitions import definitions
from headroom_lab.results.removal import TOOLS
from headroom_lab.tokens import Tokenizer
from headroom_lab.tokens.definitions import definition_sizes
from headroom_lab.waste.schema_words import slimmed
from tests.policies.definitions.corpus import real_tools

ANY: tuple[Any, ...] = (
    None,
    True,
    0,
    -3,
    1.5,
    10**9,
    "",
    "text",
    "a" * 300,
    [],
    ["x"],
    {},
    {"a": 1},
)


def value_of(schema: Any, dice: random.Random, depth: int = 0) -> Any:
    """Return a value that a schema may accept."""
    if not isinstance(schema, dict) or depth > 6 or dice.random() < 0.1:
        return dice.choice(ANY)
    if "enum" in schema:
        return dice.choice(schema["enum"])
    several = schema.get("anyOf") or schema.get("oneOf")
    if several:
        return value_of(dice.choice(several), dice, depth + 1)
    kind = schema.get("type")
    kind = dice.choice(kind) if isinstance(kind, list) else kind
    if kind == "object":
        return arguments_of(schema, dice, depth)
    if kind == "array":
        return [value_of(schema.get("items"), dice, depth + 1) for _ in range(dice.randrange(3))]
    least = schema.get("minimum", 0)
    simple = {"integer": dice.randint(int(least) - 1, int(least) + 90), "number": 1.5, "null": None}
    return simple.get(
        str(kind), dice.random() < 0.5 if kind == "boolean" else f"v{dice.randrange(9)}"
    )


def arguments_of(schema: dict[str, Any], dice: random.Random, depth: int = 0) -> dict[str, Any]:
    """Return arguments of a tool: some properties, seldom one too many."""
    known, needed = schema.get("properties", {}), schema.get("required", [])
    names = [name for name in known if dice.random() < (0.9 if name in needed else 0.5)]
    found = {name: value_of(known[name], dice, depth + 1) for name in names}
    return found | ({"unknown": 1} if dice.random() < 0.1 else {})


def test_the_real_ones_accept_and_refuse_what_they_did() -> None:
    dice, verdicts = random.Random(20), []
    found = definitions(real_tools())
    assert len(found) >= 100
    for one, slim in zip(found, slimmed(found), strict=True):
        (less,) = definitions([slim.raw])
        assert one.schema is not None
        assert less.schema is not None
        was, now = Draft202012Validator(one.schema), Draft202012Validator(less.schema)
        for _ in range(25):
            given = arguments_of(dict(one.schema), dice)
            verdicts.append(was.is_valid(given))
            assert now.is_valid(given) == verdicts[-1], (one.name, given)
    assert 0.2 < sum(verdicts) / len(verdicts) < 0.9  # both are tried


def test_what_it_saves_of_the_real_ones() -> None:
    counter, found = Tokenizer(model="claude-sonnet-4-5"), definitions(real_tools())
    before = sum(definition_sizes(real_tools(), counter))
    after = sum(definition_sizes([one.raw for one in slimmed(found)], counter))
    assert 0.04 < 1 - after / before < 0.10


SAYS_LITTLE: dict[str, Any] = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "title": "searchArguments",
    "type": "object",
    "additionalProperties": True,
    "required": [],
    "properties": {
        "title": {"title": "Title", "type": "string", "default": None, "description": ""},
        "default": {"type": "integer", "default": 0, "title": "How many"},
        "kind": {"enum": [None, {"title": "Kind"}], "examples": ["x" * 300], "title": "kind"},
        "one": {"type": "array", "items": {"title": "One", "const": {"default": None}}},
    },
}


def test_only_what_says_nothing_goes() -> None:
    tool = {"name": "search", "description": "Searches.", "input_schema": SAYS_LITTLE}
    (slim,) = slimmed(definitions([tool]))
    assert slim.raw["input_schema"] == {
        "type": "object",
        "properties": {
            "title": {"type": "string"},
            "default": {"type": "integer", "default": 0, "title": "How many"},
            "kind": {"enum": [None, {"title": "Kind"}]},
            "one": {"type": "array", "items": {"const": {"default": None}}},
        },
    }
    assert tool["input_schema"] is SAYS_LITTLE
    assert ("properties.title.default", "a default of null", "null") in slim.gone


def test_a_long_text_is_said_once() -> None:
    text = "A long description of what this argument does, and of what it does not do at all."
    tools = [
        {"type": "function", "function": {"name": name, "description": name, "parameters": {
            "type": "object", "properties": {"limit": {"type": "integer", "description": text}}}}}
        for name in ("first", "second")
    ]  # fmt: skip
    one, two = slimmed(definitions(tools))
    assert one.raw == tools[0]
    limit = two.raw["function"]["parameters"]["properties"]["limit"]
    assert limit["description"] == "As limit of first."
    deferred = [{**tools[0], "defer_loading": True}, tools[1]]
    assert [slim.raw for slim in slimmed(definitions(deferred))] == deferred  # can't be read there


@pytest.mark.parametrize(
    "policy", [slim_tools(), "slim_tools", "slim_tools()", ["lossless", slim_tools()]]
)
def test_it_is_a_policy_with_rows_in_the_ledger(policy: Any) -> None:
    messages = [{"role": "user", "content": "Look it up."}]
    result = simulate(
        messages, "claude-sonnet-4-5", policy=policy, tools=real_tools(), system="Be brief."
    )
    rows = [row for row in result.removals if row.kind == "definition"]
    assert {row.message for row in rows} == {TOOLS}
    assert all(row.tool and row.path.startswith("tools[") for row in rows)
    assert result.tools_after is not None
    assert len(result.tools_after) == len(real_tools())
    assert 500 < result.tokens_saved < 3_000
