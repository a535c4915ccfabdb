"""A client under a policy of tool definitions: what is sent, and who answers a search."""

from __future__ import annotations

import json
from typing import Any

from headroom_lab import defer_tools, slim_tools
from headroom_lab.policies.definitions.searching import TOOL
from tests.client.faces import FACES, SIDES, Face, Side, got, rows, run
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
