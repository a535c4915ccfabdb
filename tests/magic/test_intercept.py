from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any

import anthropic
import anthropic._base_client
import openai
import openai._base_client
import pytest

from headroom_lab.magic.intercept import intercepted
from headroom_lab.magic.vendor_calls import CannotSimulateError
from headroom_lab.messages.given import Request
from tests.magic.samples import CLAUDE, DEAD, GPT, MESSAGES

USER = MESSAGES[1:]
CHAT: dict[str, Any] = {"model": GPT, "messages": MESSAGES}
MESSAGE: dict[str, Any] = {"model": CLAUDE, "max_tokens": 64, "messages": USER}
RESPONSE: dict[str, Any] = {"model": GPT, "input": USER}

pytestmark = pytest.mark.usefixtures("no_network")


@cache
def openai_client(kind: str = "OpenAI") -> Any:
    return getattr(openai, kind)(api_key="none", base_url=DEAD, max_retries=0)


@cache
def anthropic_client(kind: str = "Anthropic") -> Any:
    return getattr(anthropic, kind)(api_key="none", base_url=DEAD, max_retries=0)


def originals() -> list[Any]:
    from openai.resources.chat.completions import Completions

    bases = (openai._base_client, anthropic._base_client)
    found = [vars(getattr(b, n))["request"] for b in bases for n in CLIENTS]
    return [*found, vars(Completions)["stream"]]


CLIENTS = ("SyncAPIClient", "AsyncAPIClient")

SYNC_CALLS: dict[str, Callable[[], Any]] = {
    "chat.create": lambda: openai_client().chat.completions.create(**CHAT),
    "chat.create(stream)": lambda: openai_client().chat.completions.create(**CHAT, stream=True),
    "chat.parse": lambda: openai_client().chat.completions.parse(**CHAT),
    "chat.stream": lambda: openai_client().chat.completions.stream(**CHAT),
    "chat.raw": lambda: openai_client().chat.completions.with_raw_response.create(**CHAT),
    "responses.create": lambda: openai_client().responses.create(**RESPONSE),
    "responses.parse": lambda: openai_client().responses.parse(**RESPONSE),
    "responses.stream": lambda: openai_client().responses.stream(**RESPONSE),
    "responses.raw": lambda: openai_client().responses.with_raw_response.create(**RESPONSE),
    "with_options": lambda: openai_client().with_options(timeout=3).chat.completions.create(**CHAT),
    "messages.create": lambda: anthropic_client().messages.create(**MESSAGE),
    "messages.create(stream)": lambda: anthropic_client().messages.create(**MESSAGE, stream=True),
    "messages.stream": lambda: anthropic_client().messages.stream(**MESSAGE),
    "messages.raw": lambda: anthropic_client().messages.with_raw_response.create(**MESSAGE),
    "beta.messages.create": lambda: anthropic_client().beta.messages.create(**MESSAGE),
    "beta.messages.stream": lambda: anthropic_client().beta.messages.stream(**MESSAGE),
}

ASYNC_CALLS: dict[str, Callable[[], Any]] = {
    "chat.create": lambda: openai_client("AsyncOpenAI").chat.completions.create(**CHAT),
    "chat.parse": lambda: openai_client("AsyncOpenAI").chat.completions.parse(**CHAT),
    "chat.raw": lambda: openai_client("AsyncOpenAI").chat.completions.with_raw_response.create(
        **CHAT
    ),
    "responses.create": lambda: openai_client("AsyncOpenAI").responses.create(**RESPONSE),
    "messages.create": lambda: anthropic_client("AsyncAnthropic").messages.create(**MESSAGE),
    "messages.raw": lambda: anthropic_client("AsyncAnthropic").messages.with_raw_response.create(
        **MESSAGE
    ),
}


@pytest.mark.parametrize("name", SYNC_CALLS)
def test_a_call_is_answered_instead_of_sent(name: str) -> None:
    with intercepted(lambda request: ("answer to", request)) as calls:
        answer = SYNC_CALLS[name]()
    assert answer == ("answer to", calls.made[0][0])
    request = calls.made[0][0]
    assert request.model in (GPT, CLAUDE)
    assert list(request.messages) in (MESSAGES, USER)
    assert len(calls.made) == 1


@pytest.mark.parametrize("name", ASYNC_CALLS)
def test_an_async_call_is_answered_instead_of_sent(name: str) -> None:
    async def call() -> Any:
        return await ASYNC_CALLS[name]()

    with intercepted(lambda request: request) as calls:
        answer = asyncio.run(call())
    assert [answer] == [request for request, _ in calls.made]
    assert list(answer.messages) in (MESSAGES, USER)


def test_what_stands_beside_the_messages_is_taken_along() -> None:
    tools = [{"name": "look", "input_schema": {"type": "object"}}]
    with intercepted(lambda request: None) as calls:
        anthropic_client().messages.create(**MESSAGE, system="Be kind", tools=tools)
        anthropic_client().messages.stream(**MESSAGE, system="Be kind", tools=tools)
        openai_client().responses.create(model=GPT, input="hello", instructions="Be kind")
    assert [r.system for r, _ in calls.made] == ["Be kind"] * 3
    assert [r.tools for r, _ in calls.made] == [tools, tools, None]
    assert calls.made[2][0].messages == [{"role": "user", "content": "hello"}]


@pytest.mark.parametrize("vendor", ["openai", "anthropic"])
def test_a_method_taken_from_a_client_before_is_answered_too(vendor: str) -> None:
    if vendor == "openai":
        raw, arguments = openai_client().chat.completions.with_raw_response, CHAT
    else:
        raw, arguments = anthropic_client().messages.with_raw_response, MESSAGE
    with intercepted(lambda request: "answered"):
        assert raw.create(**arguments) == "answered"


def test_calls_from_threads_of_the_cell_are_answered() -> None:
    with intercepted(lambda request: request.model) as calls, ThreadPoolExecutor(4) as pool:
        names = list(SYNC_CALLS)[:3] * 4
        answers = list(pool.map(lambda name: SYNC_CALLS[name](), names))
    assert answers == [GPT] * 12
    assert len(calls.made) == 12


REFUSED: dict[str, Callable[[], Any]] = {
    "models.list": lambda: openai_client().models.list(),
    "embeddings": lambda: openai_client().embeddings.create(model="e", input="text"),
    "count_tokens": lambda: anthropic_client().messages.count_tokens(model=CLAUDE, messages=USER),
    "batches": lambda: anthropic_client().messages.batches.create(requests=[]),
    "retrieve": lambda: openai_client().responses.retrieve("resp_1"),
    "resumed stream": lambda: openai_client().responses.stream(response_id="resp_1").__enter__(),
    "websocket": lambda: openai_client().responses.connect().__enter__(),
    "realtime": lambda: openai_client().realtime.connect(model="gpt-realtime").__enter__(),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_call_without_messages_is_refused_not_sent(name: str) -> None:
    with intercepted(lambda request: None) as calls, pytest.raises(CannotSimulateError):
        REFUSED[name]()
    assert calls.made == []


@pytest.mark.parametrize("error", [None, ValueError, KeyboardInterrupt, SystemExit])
def test_everything_is_as_it_was_however_the_cell_ends(error: type[BaseException] | None) -> None:
    before, finders = originals(), list(sys.meta_path)
    if error is None:
        with intercepted(lambda request: None):
            assert not set(map(id, before)) & set(map(id, originals()))
    else:
        with pytest.raises(error), intercepted(lambda request: None):
            raise error
    assert originals() == before
    assert sys.meta_path == finders


def test_the_innermost_cell_answers_and_the_outer_one_goes_on() -> None:
    before = originals()
    with intercepted(lambda request: "outer") as outer:
        with intercepted(lambda request: "inner") as inner:
            assert SYNC_CALLS["chat.create"]() == "inner"
        assert SYNC_CALLS["messages.create"]() == "outer"
    assert (len(inner.made), len(outer.made)) == (1, 1)
    assert originals() == before


def test_cells_that_end_in_another_order_than_they_began_leave_nothing_behind() -> None:
    before = originals()
    first, second = intercepted(lambda r: "first"), intercepted(lambda r: "second")
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    assert SYNC_CALLS["chat.create"]() == "second"
    second.__exit__(None, None, None)
    assert originals() == before


def test_what_the_answer_raises_reaches_the_caller() -> None:
    def fail(request: Request) -> Any:
        raise ValueError("no")

    with intercepted(fail) as calls, pytest.raises(ValueError, match="no"):
        SYNC_CALLS["chat.create"]()
    assert calls.made == []


def test_the_sdk_still_checks_its_arguments() -> None:
    with intercepted(lambda request: None), pytest.raises(TypeError):
        openai_client().chat.completions.create(model=GPT)
    with intercepted(lambda request: None), pytest.raises(TypeError):
        anthropic_client().messages.create(model=CLAUDE, messages=USER)
