"""A client under a policy of tool definitions: what is sent, and who answers a search."""

from __future__ import annotations

import json
from typing import Any

import pytest

from headroom_lab import answer_search, defer_tools, drop_unused_tools, slim_tools
from headroom_lab.errors import ConfigError, HeadroomWarning
from headroom_lab.policies.definitions.searching import TOOL
from tests.client import wire
from tests.client.faces import (
    FACES,
    SIDES,
    Face,
    Side,
    entered,
    every,
    got,
    managed,
    rows,
    run,
    streaming,
)
from tests.client.server import Vendor
from tests.client.test_retrieval import answer, calls, spoken

SYNC = SIDES[0]


def tools_of(face: Face, count: int = 6) -> list[dict[str, Any]]:
    """Return definitions in an endpoint's form: look_0 and further ones."""
    made: list[dict[str, Any]] = []
    for number in range(count):
        one = json.loads(json.dumps(face.tools[0]))
        inner = one.get("function", one)
        inner["name"] = f"look_{number}"
        inner["description"] = f"Looks number {number} up, " + "as has to be told at length. " * 20
        schema = inner.get("parameters") or inner["input_schema"]
        schema["$schema"] = "http://json-schema.org/draft-07/schema#"
        made.append(one)
    return made


def names(body: dict[str, Any]) -> list[str]:
    """Return the names of the tools of a body."""
    return [tool.get("name") or tool["function"]["name"] for tool in body["tools"]]


def searching(face: Face, query: str) -> Any:
    """Return an answer that searches for a tool."""
    search = json.dumps(answer(face, "", name=TOOL)).replace("hash", "query")
    asked = json.loads(search.replace('\\"\\"', f'\\"{query}\\"'))
    if face is FACES[2]:
        asked["content"][1]["input"] = {"query": query}
    return asked


def test_a_search_is_answered_and_what_it_found_can_be_called(
    side: Side, face: Face, vendor: Vendor
) -> None:
    vendor.answers = [searching(face, "look_3"), answer(face, "", name="look_3"), spoken(face)]
    policy = [defer_tools(["look_1"]), "lossless"]
    client = side.wrapped(face, vendor.url, default_mode="optimize", policy=policy)
    request = {**face.request, "tools": tools_of(face)}

    async def scenario() -> Any:
        return await got(face.resource(client).create(**request))

    found = calls(face, run(scenario))
    assert len(found) == 1
    assert "look_3" in str(found[0])
    first, second = vendor.bodies
    assert names(first) == ["look_1", TOOL]
    assert names(second) == ["look_1", TOOL, "look_3"]
    assert "as has to be told" in json.dumps(second[face.messages][len(first[face.messages]) :])
    before, after = (rows(client)[0][f"tokens_input_{word}"] for word in ("before", "after"))
    assert before - after > 200
    assert len(request["tools"]) == 6  # the caller's own list stays as it is


def beside(face: Face, query: str) -> Any:
    """Return an answer that searches for a tool and calls another beside."""
    found, other = searching(face, query), answer(face, "", "look_1", name=TOOL)
    if face is FACES[0]:
        message = found["choices"][0]["message"]
        message["tool_calls"].append(other["choices"][0]["message"]["tool_calls"][-1])
    else:
        place = "output" if face is FACES[1] else "content"
        found[place].append(other[place][-1])
    return found


def test_a_search_beside_other_calls_is_answered_by_the_caller(
    side: Side, face: Face, vendor: Vendor
) -> None:
    vendor.answers = [beside(face, "look_3"), spoken(face)]
    tools = tools_of(face)
    client = side.wrapped(face, vendor.url, default_mode="optimize", policy=defer_tools(["look_1"]))

    async def scenario() -> Any:
        return await got(face.resource(client).create(**face.request, tools=tools))

    with pytest.warns(HeadroomWarning, match="answer_search"):
        search, other = calls(face, run(scenario))
    assert len(vendor.bodies) == 1
    assert "answer_search(call, tools)" in rows(client)[0]["warning"]
    made = answer_search(search, tools)
    assert answer_search(search.model_dump(), iter(tools)) == made
    assert "c0" in made.values()
    assert '"look_3"' in json.dumps(made).replace("\\", "")
    with pytest.raises(ConfigError, match="found 'look_1'"):
        answer_search(other, tools)
    # the caller's next request holds both results: what was found can be called
    results = [made, {**made, **{key: "c1" for key, v in made.items() if v == "c0"}}]
    said = [part.model_dump(exclude_none=True) for part in (search, other)]
    if face is FACES[0]:
        more = [{"role": "assistant", "content": None, "tool_calls": said}, *results]
    elif face is FACES[1]:
        more = [*said, *results]
    else:
        more = [{"role": "assistant", "content": said}, {"role": "user", "content": results}]
    request = {**face.request, face.messages: [*face.request[face.messages], *more]}

    async def again() -> Any:
        return await got(face.resource(client).create(**request, tools=tools))

    run(again)
    assert names(vendor.bodies[1]) == ["look_1", TOOL, "look_3"]


@pytest.mark.parametrize("way", [streaming, managed])
def test_a_search_in_a_stream_is_said(
    side: Side, face: Face, vendor: Vendor, monkeypatch: pytest.MonkeyPatch, way: Any
) -> None:
    monkeypatch.setattr(wire, "CALLED", TOOL)
    client = side.wrapped(face, vendor.url, default_mode="optimize", policy=defer_tools(["look_1"]))

    async def scenario() -> None:
        opened = way(face, client, tools=tools_of(face))
        if way is streaming:
            await every(await got(opened))
        else:
            async with entered(side, opened) as stream:
                await every(stream)

    with pytest.warns(HeadroomWarning, match=TOOL):
        run(scenario)
    assert len(vendor.bodies) == 1
    assert "answer_search(call, tools)" in rows(client)[0]["warning"]


def test_a_search_in_a_raw_response_is_said(side: Side, face: Face, vendor: Vendor) -> None:
    vendor.answers = [searching(face, "look_3")]
    client = side.wrapped(face, vendor.url, default_mode="optimize", policy=defer_tools(["look_1"]))

    async def scenario() -> Any:
        raw = face.resource(client).with_raw_response
        return await got(raw.create(**face.request, tools=tools_of(face)))

    with pytest.warns(HeadroomWarning, match=TOOL):
        run(scenario)
    assert "answer_search(call, tools)" in rows(client)[0]["warning"]


def test_the_vendors_own_search_is_asked_for_where_it_has_one(vendor: Vendor) -> None:
    for face, model in ((FACES[1], "gpt-5.4"), (FACES[2], "claude-opus-4-7")):
        client = SYNC.wrapped(
            face, vendor.url, default_mode="optimize", policy=defer_tools(["look_1"])
        )
        request = {**face.request, "model": model, "tools": tools_of(face)}
        face.resource(client).create(**request)
        sent = vendor.bodies[-1]["tools"]
        assert sum(tool.get("defer_loading", False) for tool in sent) == 5
        assert sum("search" in tool["type"] for tool in sent if "type" in tool) == 1


def test_slim_definitions_are_sent_and_audits_send_what_came(face: Face, vendor: Vendor) -> None:
    request = {**face.request, "tools": tools_of(face)}
    for mode in ("optimize", "audit"):
        client = SYNC.wrapped(face, vendor.url, default_mode=mode, policy=slim_tools())
        face.resource(client).create(**request)
    slim, same = vendor.bodies
    assert "$schema" not in json.dumps(slim["tools"])
    assert same["tools"] == request["tools"]
    assert slim[face.messages] == same[face.messages]


CHOICES = {
    "chat": [
        {"type": "function", "function": {"name": "look_3"}},
        {
            "type": "allowed_tools",
            "allowed_tools": {
                "mode": "auto",
                "tools": [{"type": "function", "function": {"name": "look_3"}}],
            },
        },
    ],
    "responses": [
        {"type": "function", "name": "look_3"},
        {
            "type": "allowed_tools",
            "mode": "auto",
            "tools": [{"type": "function", "name": "look_3"}],
        },
    ],
    "messages": [{"type": "tool", "name": "look_3"}],
}


@pytest.mark.parametrize("policy", [defer_tools(["look_1"]), drop_unused_tools(["look_1"])])
def test_a_tool_that_the_request_names_stays(face: Face, vendor: Vendor, policy: Any) -> None:
    client = SYNC.wrapped(face, vendor.url, default_mode="optimize", policy=policy)
    tools = tools_of(face)
    for choice in CHOICES[face.name]:
        face.resource(client).create(**face.request, tools=tools, tool_choice=choice)
        sent = vendor.bodies[-1]["tools"]
        assert len(sent) < 4
        assert [tool for tool in sent if "look_3" in json.dumps(tool.get("name") or tool)][
            -1
        ] == tools[3]


def test_a_tool_that_the_request_names_is_not_deferred(vendor: Vendor) -> None:
    face = FACES[2]
    client = SYNC.wrapped(face, vendor.url, default_mode="optimize", policy=defer_tools(["look_1"]))
    given = {**face.request, "model": "claude-opus-4-7", "tools": tools_of(face)}
    face.resource(client).create(**given, tool_choice={"type": "tool", "name": "look_3"})
    sent = vendor.bodies[-1]["tools"]
    assert names(vendor.bodies[-1]).count("look_3") == 1
    assert sent[-1] == tools_of(face)[3]
