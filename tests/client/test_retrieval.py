"""A client that gives the model its retrieval tool and answers the calls of it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from headroom_lab import answer_retrieval, retrieval_tool
from headroom_lab.client.answering import MOST_ROUNDS
from headroom_lab.client.requests import TOOL_FORMATS
from headroom_lab.errors import ConfigError
from headroom_lab.transforms.markers import TOOL
from tests.client import wire
from tests.client.faces import FACES, ROWS, SIDES, Face, Side, every, got, rows, run, streaming
from tests.client.server import Vendor

CHAT_FACE, RESPONSES_FACE, MESSAGES_FACE = FACES
SYNC = SIDES[0]


def named(body: dict[str, Any]) -> str:
    """Return the hash that the one marker of a request names."""
    return json.dumps(body).partition(f"{TOOL}(")[2][:12]


def answer(face: Face, hash: str, *others: str, name: str = TOOL) -> dict[str, Any]:
    """Return a vendor's answer that calls the tool, and others beside it."""
    asked = json.dumps({"hash": hash})
    names = [name, *others]
    if face is CHAT_FACE:
        made = wire.chat(face.request)
        made["choices"][0]["finish_reason"] = "tool_calls"
        made["choices"][0]["message"]["content"] = None
        made["choices"][0]["message"]["tool_calls"] = [
            {"id": f"c{n}", "type": "function", "function": {"name": name, "arguments": asked}}
            for n, name in enumerate(names)
        ]
        return made
    if face is RESPONSES_FACE:
        call = {"type": "function_call", "arguments": asked, "status": "completed"}
        items = [
            {**call, "id": f"i{n}", "call_id": f"c{n}", "name": name}
            for n, name in enumerate(names)
        ]
        return {**wire.responses(face.request), "output": items}
    blocks: list[dict[str, Any]] = [{"type": "text", "text": "Let me look."}]
    blocks += [
        {"type": "tool_use", "id": f"c{n}", "name": name, "input": {"hash": hash}}
        for n, name in enumerate(names)
    ]
    return {**wire.messages(face.request), "content": blocks, "stop_reason": "tool_use"}


def spoken(face: Face) -> dict[str, Any]:
    """Return a vendor's answer that calls nothing."""
    speak = {"chat": wire.chat, "responses": wire.responses, "messages": wire.messages}
    return speak[face.name](face.request)


def calls(face: Face, response: Any) -> list[Any]:
    """Return the calls of a response."""
    if face is CHAT_FACE:
        return list(response.choices[0].message.tool_calls)
    parts = response.output if face is RESPONSES_FACE else response.content
    return [part for part in parts if part.type in ("function_call", "tool_use")]


def first_hash(face: Face, vendor: Vendor) -> str:
    """Return the hash in the request of a client that was asked once."""
    client = SYNC.wrapped(face, vendor.url, default_mode="optimize", retrieval=True)
    face.resource(client).create(**face.request)
    return named(vendor.bodies.pop() and vendor.got.pop()[1])


def test_calls_are_answered_from_the_originals(side: Side, face: Face, vendor: Vendor) -> None:
    hash = first_hash(face, vendor)
    vendor.answers = [answer(face, hash), spoken(face)]
    client = side.wrapped(face, vendor.url, default_mode="optimize", retrieval=True)

    async def scenario() -> Any:
        return await got(face.resource(client).create(**face.request))

    assert "h9." in str(run(scenario))
    first, second = vendor.bodies
    assert first["tools"] == second["tools"] == [retrieval_tool(TOOL_FORMATS[face.place])]
    size = len(first[face.messages])
    assert second[face.messages][:size] == first[face.messages]
    told = json.dumps(second[face.messages][size:])
    assert json.dumps(ROWS)[1:-1] in told  # whole: what was asked back isn't cut again
    found = rows(client)
    assert [(row["error"], row["tokens_output"]) for row in found] == [(None, 23)] * 2
    assert found[1]["tokens_input_after"] > found[0]["tokens_input_after"]


@pytest.mark.parametrize("given", ["nothing", "text", "a generator"])
def test_input_in_any_form_is_answered(given: str, vendor: Vendor) -> None:
    face = RESPONSES_FACE
    hash = first_hash(face, vendor)
    client = SYNC.wrapped(face, vendor.url, default_mode="optimize", retrieval=True)
    vendor.answers = [answer(face, hash)]
    request = dict(face.request)
    if given == "nothing":
        request |= {"previous_response_id": "resp_0", "input": request["input"][-1:]}
    elif given == "text":
        request["input"] = "hello"
    else:
        request["input"] = iter(request["input"])
    client.responses.create(**request)
    first, second = vendor.bodies
    if given == "nothing":
        assert (first["previous_response_id"], second["previous_response_id"]) == (
            "resp_0",
            "resp_1",
        )
        assert [item["type"] for item in second["input"]] == ["function_call_output"]
    else:
        assert [item.get("type") for item in second["input"][-2:]] == [
            "function_call",
            "function_call_output",
        ]


def test_calls_of_other_tools_too_are_the_callers(side: Side, face: Face, vendor: Vendor) -> None:
    hash = first_hash(face, vendor)
    vendor.answers = [answer(face, hash, "look")]
    client = side.wrapped(face, vendor.url, default_mode="optimize", retrieval=True)

    async def scenario() -> Any:
        return await got(face.resource(client).create(**face.request, tools=list(face.tools)))

    ours, other = calls(face, run(scenario))
    assert len(vendor.bodies) == 1
    assert [tool.get("name") or tool["function"]["name"] for tool in vendor.bodies[0]["tools"]] == [
        "look",
        TOOL,
    ]
    made = answer_retrieval(ours)
    assert ROWS in made.values()
    assert "c0" in made.values()
    assert answer_retrieval(ours.model_dump()) == made
    with pytest.raises(ConfigError, match="found 'look'"):
        answer_retrieval(other)


def test_streams_are_the_callers(side: Side, face: Face, vendor: Vendor) -> None:
    client = side.wrapped(face, vendor.url, default_mode="optimize", retrieval=True)

    async def scenario() -> int:
        return len(await every(await got(streaming(face, client))))

    assert run(scenario) > 5
    assert len(vendor.bodies) == 1
    assert TOOL in json.dumps(vendor.bodies[0]["tools"])


def test_a_model_that_never_stops_asking_is_bounded(face: Face, vendor: Vendor) -> None:
    vendor.answer = answer(face, "0" * 12)
    client = SYNC.wrapped(face, vendor.url, default_mode="optimize", retrieval=True)
    response = face.resource(client).create(**face.request)
    assert len(vendor.bodies) == len(rows(client)) == MOST_ROUNDS + 1
    assert "error: no original" in json.dumps(vendor.bodies[-1])
    assert len(calls(face, response)) == 1


def test_the_tool_is_there_from_the_first_request_on_where_requests_are_optimized(
    face: Face, vendor: Vendor
) -> None:
    client = SYNC.wrapped(face, vendor.url, default_mode="optimize", retrieval=True)
    resource = face.resource(client)
    resource.create(**{**face.request, face.messages: [{"role": "user", "content": "hi"}]})
    assert TOOL in json.dumps(vendor.bodies[0]["tools"])
    for mode in ("audit", "off"):
        resource.create(**face.request, headroom_mode=mode)
        assert "tools" not in vendor.bodies[-1]
    short, *_ = rows(client)
    assert short["tokens_saved"] < 0  # the tool is what it costs
    plan = resource.simulate(**{**face.request, face.messages: [{"role": "user", "content": "hi"}]})
    assert plan.tokens_saved == short["tokens_saved"]
    assert plan.tokens_saved == plan.tokens_removed + plan.tokens_reencoded - plan.tokens_markers


def test_a_tool_of_the_callers_own_is_not_added_twice(face: Face, vendor: Vendor) -> None:
    client = SYNC.wrapped(face, vendor.url, default_mode="optimize", retrieval=True)
    own = [retrieval_tool(TOOL_FORMATS[face.place])]
    face.resource(client).create(**face.request, tools=own)
    assert vendor.bodies[0]["tools"] == own
    plain = SYNC.wrapped(face, vendor.url, default_mode="optimize")
    face.resource(plain).create(**face.request)
    assert "tools" not in vendor.bodies[1]
    assert TOOL not in json.dumps(vendor.bodies[1])


def test_an_answer_that_cannot_be_continued_is_the_callers(vendor: Vendor) -> None:
    from headroom_lab.client import answering
    from headroom_lab.client.openai_chat import ENDPOINT
    from headroom_lab.errors import HeadroomWarning

    with pytest.warns(HeadroomWarning, match="wasn't answered"):
        assert answering.follow_up(ENDPOINT, {}, _odd()) is None


def _odd() -> Any:
    """Return a completion without messages to stand behind."""
    from openai.types.chat import ChatCompletion

    return ChatCompletion.model_validate(answer(CHAT_FACE, "0" * 12))
