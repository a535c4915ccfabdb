from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from headroom_lab.errors import InvalidMessagesError
from headroom_lab.messages import read
from headroom_lab.messages.given import Request, holds_messages, request_of
from headroom_lab.results import SimulationResult, WasteSignals
from tests.magic.samples import MESSAGES


def test_a_request_body_of_each_vendor_is_taken_apart() -> None:
    tools = [{"name": "look"}]
    chat = {"model": "gpt-4o", "messages": MESSAGES, "tools": tools, "temperature": 0}
    assert request_of(chat) == Request(MESSAGES, "gpt-4o", None, tools)
    claude = {"model": "c", "messages": MESSAGES[1:], "system": "Be kind"}
    assert request_of(claude) == Request(MESSAGES[1:], "c", "Be kind", None)
    items = {"model": "gpt-4o", "input": MESSAGES, "instructions": "Be kind"}
    assert request_of(items) == Request(MESSAGES, "gpt-4o", "Be kind", None)
    assert request_of({"input": "hi"}).messages == [{"role": "user", "content": "hi"}]


def test_messages_come_in_many_forms() -> None:
    result = SimulationResult(1, 1, [], WasteSignals(), messages=MESSAGES)
    assert request_of(MESSAGES) == Request(MESSAGES)
    assert request_of(MESSAGES[0]) == Request([MESSAGES[0]])
    conversation = read(MESSAGES)
    assert request_of(conversation).messages is conversation
    trace = SimpleNamespace(messages=MESSAGES, model="gpt-4o", system="Be kind", tools=[])
    assert request_of(trace) == Request(MESSAGES, "gpt-4o", "Be kind", [])
    assert request_of(result) == Request(MESSAGES, "gpt-4o")


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (None, "None"),
        ("user: hi", "text 'user: hi'"),
        (5, "int '5'"),
        (object(), "object"),
        ({"a": 1}, "an object with 'a'"),
        ({}, "an object without keys"),
    ],
)
def test_anything_else_is_told_what_it_is(value: Any, found: str) -> None:
    with pytest.raises(InvalidMessagesError, match=f"found {found}, expected a list of messages"):
        request_of(value)


def test_variables_that_hold_messages_are_told_from_others() -> None:
    result = SimulationResult(1, 1, [], WasteSignals(), messages=MESSAGES)
    holders = [MESSAGES, tuple(MESSAGES), {"messages": MESSAGES}, {"input": MESSAGES}]
    assert all(map(holds_messages, [*holders, read(MESSAGES), result]))
    others = [[], [1], {}, "text", None, 5, SimulationResult, WasteSignals(), print, {"input": "x"}]
    assert not any(map(holds_messages, others))


def test_a_secret_typed_by_mistake_is_not_shown() -> None:
    with pytest.raises(InvalidMessagesError) as caught:
        request_of("sk-proj-abcdefghijklmnop0123")
    assert "abcdefgh" not in str(caught.value)
