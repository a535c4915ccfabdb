"""What goes out by mode, and what doesn't."""

from __future__ import annotations

import copy
from typing import Any
from uuid import UUID

import pytest

from headroom_lab import RollingWindowConfig
from headroom_lab.errors import ConfigError
from headroom_lab.messages import read
from tests.client.faces import ASK, CHAT, FACES, ROWS, SIDES, SYSTEM, Face, Side, got, rows, run
from tests.client.server import Vendor

CHAT_FACE, RESPONSES_FACE, MESSAGES_FACE = FACES
SYNC = SIDES[0]


def body_of(side: Side, face: Face, vendor: Vendor, client: Any, **more: Any) -> dict[str, Any]:
    """Return what the vendor gets of a request."""
    run(lambda: got(face.resource(client).create(**face.request, **more)))
    return vendor.bodies[-1]


@pytest.mark.parametrize("mode", ["audit", "off"])
def test_audit_and_off_send_what_came(mode: str, side: Side, face: Face, vendor: Vendor) -> None:
    alone = body_of(side, face, vendor, side.alone(face, vendor.url))
    client = side.wrapped(face, vendor.url, default_mode=mode)
    assert body_of(side, face, vendor, client) == alone
    assert body_of(side, face, vendor, client, headroom_query="h7") == alone


def test_optimize_sends_what_simulate_shows(side: Side, face: Face, vendor: Vendor) -> None:
    client = side.wrapped(face, vendor.url, default_mode="optimize")
    plan = face.resource(client).simulate(**face.request)
    assert vendor.got == []
    body = body_of(side, face, vendor, client)
    assert plan.tokens_saved > 500
    assert body[face.messages] == plan.messages != face.request[face.messages]
    others = set(face.request) - {face.messages, "system", "instructions"}
    assert {name: body[name] for name in others} == {name: face.request[name] for name in others}


def test_a_request_may_have_its_own_mode(side: Side, face: Face, vendor: Vendor) -> None:
    client = side.wrapped(face, vendor.url)
    came = body_of(side, face, vendor, client)
    assert came[face.messages] == face.request[face.messages]
    sent = body_of(side, face, vendor, client, headroom_mode="optimize", headroom_query="load")
    assert sent[face.messages] != face.request[face.messages]
    assert body_of(side, face, vendor, client, headroom_mode="off") == came
    assert [row["mode"] for row in rows(client)] == ["audit", "optimize", "off"]
    assert not [name for body in vendor.bodies for name in body if name.startswith("headroom")]


def test_a_query_decides_what_is_kept(face: Face, vendor: Vendor) -> None:
    client = SYNC.wrapped(face, vendor.url, default_mode="optimize")
    sent = str(body_of(SYNC, face, vendor, client, headroom_query="what of h61?"))
    other = str(body_of(SYNC, face, vendor, client, headroom_query="what of h62?"))
    assert "h61" in sent
    assert "h62" not in sent
    assert "h62" in other
    assert "h61" not in other


def test_the_request_stays_as_it_is(side: Side, face: Face, vendor: Vendor) -> None:
    before = copy.deepcopy(face.request)
    client = side.wrapped(face, vendor.url, default_mode="optimize")
    body_of(side, face, vendor, client)
    face.resource(client).simulate(**face.request)
    assert face.request == before


@pytest.mark.parametrize("mode", ["audit", "optimize"])
def test_messages_that_can_be_read_once_reach_the_vendor(
    mode: str, face: Face, vendor: Vendor
) -> None:
    client = SYNC.wrapped(face, vendor.url, default_mode=mode)
    whole = body_of(SYNC, face, vendor, client)
    face.resource(client).create(
        **{**face.request, face.messages: (m for m in face.request[face.messages])}
    )
    assert vendor.bodies[-1] == whole
    assert rows(client)[0]["tokens_input_before"] == rows(client)[1]["tokens_input_before"]


@pytest.mark.parametrize("face", [RESPONSES_FACE, MESSAGES_FACE], ids=lambda f: f.name)
def test_a_system_prompt_beside_the_messages_counts_and_is_aligned(
    face: Face, vendor: Vendor
) -> None:
    name = "system" if face is MESSAGES_FACE else "instructions"
    client = SYNC.wrapped(face, vendor.url, default_mode="optimize")
    sent = body_of(SYNC, face, vendor, client)[name]
    assert sent != SYSTEM
    assert sent.rstrip().endswith("2026-11-23")
    assert len(sent) > len(SYSTEM) / 2
    bare = {key: value for key, value in face.request.items() if key != name}
    with_it = face.resource(client).simulate(**face.request)
    without = face.resource(client).simulate(**bare)
    assert with_it.tokens_before > without.tokens_before + 200
    assert with_it.waste_signals.dynamic_date_tokens > without.waste_signals.dynamic_date_tokens


def test_a_system_prompt_of_blocks_keeps_its_blocks(vendor: Vendor) -> None:
    client = SYNC.wrapped(MESSAGES_FACE, vendor.url, default_mode="optimize")
    blocks = [
        {"type": "text", "text": "Be brief."},
        {"type": "text", "text": "Be kind." * 100, "cache_control": {"type": "ephemeral"}},
    ]
    client.messages.create(**{**MESSAGES_FACE.request, "system": blocks})
    assert vendor.bodies[-1]["system"] == blocks


def test_secrets_are_sent_as_they_came(vendor: Vendor) -> None:
    client = SYNC.wrapped(CHAT_FACE, vendor.url, default_mode="optimize")
    secret = "the key is sk-proj-abcdefghijklmnopqrstuvwxyz012345"
    messages = [*CHAT, {"role": "assistant", "content": "x"}, {"role": "user", "content": secret}]
    client.chat.completions.create(model="gpt-4o", messages=messages)
    assert vendor.bodies[-1]["messages"][-1]["content"] == secret
    assert vendor.bodies[-1]["messages"][3]["content"] != ROWS


def test_objects_of_the_sdk_may_stand_among_messages(side: Side, vendor: Vendor) -> None:
    client = side.wrapped(CHAT_FACE, vendor.url, default_mode="optimize")

    async def scenario() -> None:
        tools = CHAT_FACE.tools
        first = await got(client.chat.completions.create(**CHAT_FACE.request, tools=tools))
        message = first.choices[0].message
        answer = {"role": "tool", "tool_call_id": "call_1", "content": ROWS}
        again = {**CHAT_FACE.request, "messages": [*CHAT, message, answer]}
        await got(client.chat.completions.create(**again))

    run(scenario)
    sent = vendor.bodies[-1]["messages"]
    assert sent[4]["tool_calls"][0]["id"] == "call_1"
    assert len(sent[5]["content"]) < len(ROWS)
    assert rows(client)[1]["error"] is None


def test_responses_takes_text_and_what_the_vendor_holds(vendor: Vendor) -> None:
    client = SYNC.wrapped(RESPONSES_FACE, vendor.url, default_mode="optimize")
    client.responses.create(model="gpt-4o", input="Which hosts are down?")
    assert vendor.bodies[-1]["input"] == "Which hosts are down?"
    client.responses.create(model="gpt-4o", prompt={"id": "pmpt_1"})
    assert "input" not in vendor.bodies[-1]
    output = {"type": "function_call_output", "call_id": "a", "output": ROWS}
    client.responses.create(model="gpt-4o", previous_response_id="resp_0", input=[output])
    sent = vendor.bodies[-1]["input"]
    assert [(item["type"], item["call_id"]) for item in sent] == [("function_call_output", "a")]
    assert len(sent[0]["output"]) < len(ROWS)
    assert [row["error"] for row in rows(client)] == [None, None, None]
    assert rows(client)[1]["tokens_input_before"] == 1000


def test_short_requests_go_out_as_they_are(face: Face, vendor: Vendor) -> None:
    client = SYNC.wrapped(face, vendor.url, default_mode="optimize")
    request = {**face.request, face.messages: [ASK]}
    request.pop("system", request.pop("instructions", None))
    face.resource(client).create(**request)
    assert vendor.bodies[-1][face.messages] == [ASK]


def test_an_unknown_mode_is_refused_before_anything_is_sent(side: Side, vendor: Vendor) -> None:
    client = side.wrapped(CHAT_FACE, vendor.url)
    with pytest.raises(ConfigError, match="did you mean 'optimize'"):
        run(
            lambda: got(
                client.chat.completions.create(**CHAT_FACE.request, headroom_mode="optimise")
            )
        )
    with pytest.raises(ConfigError, match="unknown mode"):
        client.chat.completions.simulate(**CHAT_FACE.request, headroom_mode="x")
    with pytest.raises(ConfigError, match="unknown mode"):
        side.wrapped(CHAT_FACE, vendor.url, default_mode="fast")
    assert vendor.got == []


def test_a_session_is_a_text_a_number_or_a_uuid(side: Side, vendor: Vendor) -> None:
    id = UUID("12345678123456781234567812345678")
    client = side.wrapped(CHAT_FACE, vendor.url, session=7)
    create = client.chat.completions.create
    for more in ({}, {"headroom_session": 0}, {"headroom_session": id}):
        run(lambda more=more: got(create(**CHAT_FACE.request, **more)))
    assert {row["session"] for row in rows(client)} == {"7", "0", str(id)}
    sent = len(vendor.got)
    for bad in (5.0, True, ["s"], b"s"):
        with pytest.raises(ConfigError, match=f"headroom_session: found {type(bad).__name__}"):
            run(lambda bad=bad: got(create(**CHAT_FACE.request, headroom_session=bad)))
        with pytest.raises(ConfigError, match=r"^session: found"):
            side.wrapped(CHAT_FACE, vendor.url, session=bad)
    assert len(vendor.got) == sent


def test_what_is_protected_goes_as_it_came_and_the_row_says_what_does_not_fit(
    side: Side, face: Face, vendor: Vendor
) -> None:
    window = RollingWindowConfig(max_tokens=500)
    options: dict[str, Any] = {"default_mode": "optimize", "rolling_window_config": window}
    client = side.wrapped(face, vendor.url, protect="hosts", **options)
    assert ROWS in [
        block.text for block in read(body_of(side, face, vendor, client)[face.messages]).blocks
    ]
    warning = rows(client)[-1]["warning"]
    assert "over the limit of 500" in warning
    assert "what is protected: hosts (2 messages" in warning
    cut = side.wrapped(face, vendor.url, **options)
    assert ROWS not in str(body_of(side, face, vendor, cut)[face.messages])
