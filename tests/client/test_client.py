"""The wrapped client as a whole: what is reachable through it, what it refuses, its store."""

from __future__ import annotations

import copy
import pickle
from concurrent.futures import ThreadPoolExecutor
from inspect import signature
from pathlib import Path
from typing import Any

import anthropic
import openai
import pytest

from headroom_lab import (
    AnthropicProvider,
    AsyncHeadroomClient,
    HeadroomClient,
    OpenAIProvider,
    RollingWindowConfig,
    SmartCrusherConfig,
    TransformPipeline,
    compaction,
    open_store,
)
from headroom_lab.errors import ConfigError, StoreError
from tests.client.faces import FACES, SIDES, Face, Side, got, rows, run
from tests.client.server import Vendor

CHAT_FACE, _, MESSAGES_FACE = FACES
SYNC, ASYNC = SIDES


def test_all_else_is_reachable(side: Side, face: Face, vendor: Vendor) -> None:
    client = side.wrapped(face, vendor.url)

    async def listed() -> list[str]:
        return [model.id for model in (await got(client.models.list())).data]

    assert run(listed) == ["m"]
    assert client.api_key == "test"
    assert client.original_client.api_key == "test"
    assert str(client.base_url).startswith(vendor.url)
    with pytest.raises(AttributeError, match="nothing"):
        _ = client.nothing
    with pytest.raises(AttributeError, match="nothing"):
        _ = face.resource(client).nothing
    resource = face.resource(client)
    assert {"create", "simulate", "with_raw_response"} <= set(dir(resource))
    assert {"models", "metrics"} <= set(dir(client))
    assert resource.create.__doc__ == face.resource(client.original_client).create.__doc__


def test_settings_of_the_vendors_client_can_be_set(side: Side, vendor: Vendor) -> None:
    client = side.wrapped(CHAT_FACE, vendor.url)
    client.api_key = "another"
    run(lambda: got(client.chat.completions.create(**CHAT_FACE.request)))
    assert client.original_client.api_key == "another"
    assert vendor.headers[-1]["authorization"] == "Bearer another"


def test_parts_of_a_part_that_is_not_measured(vendor: Vendor) -> None:
    client = SYNC.wrapped(CHAT_FACE, vendor.url)
    assert client.chat.completions.messages is client.original_client.chat.completions.messages
    assert "completions" in dir(client.chat)
    counted = SYNC.wrapped(MESSAGES_FACE, vendor.url).messages.count_tokens(
        model="claude-3-5-sonnet-latest", messages=[{"role": "user", "content": "hi"}]
    )
    assert counted.input_tokens == vendor.counts(vendor.counted[0])


def test_raw_and_streaming_responses_are_measured(side: Side, face: Face, vendor: Vendor) -> None:
    client = side.wrapped(face, vendor.url, default_mode="optimize")
    resource = face.resource(client)

    async def scenario() -> None:
        raw = await got(resource.with_raw_response.create(**face.request))
        assert raw.http_response.status_code == 200
        assert "h9." in str(await got(raw.parse()))
        opened = resource.with_streaming_response.create(**face.request)
        if side.is_async:
            async with opened as response:
                assert "h9." in await response.text()
        else:
            with opened as response:
                assert "h9." in response.text()

    run(scenario)
    assert all(body[face.messages] != face.request[face.messages] for body in vendor.bodies)
    found = rows(client)
    assert [(row["error"], row["tokens_output"], row["mode"]) for row in found] == [
        (None, 23, "optimize")
    ] * 2


@pytest.mark.parametrize("how", ["with_options", "copy"])
def test_other_options_keep_settings_and_store(how: str, side: Side, vendor: Vendor) -> None:
    client = side.wrapped(CHAT_FACE, vendor.url, default_mode="optimize", session="s")
    other = getattr(client, how)(timeout=7.0, default_headers={"x-own": "1"})
    assert type(other) is side.ours
    assert other.timeout == 7.0
    run(lambda: got(other.chat.completions.create(**CHAT_FACE.request)))
    assert vendor.headers[-1]["x-own"] == "1"
    assert [(row["mode"], row["session"]) for row in rows(client)] == [("optimize", "s")]
    assert other.metrics is client.metrics


@pytest.mark.parametrize(
    ("ours", "given", "says"),
    [
        (HeadroomClient, openai.AsyncOpenAI(api_key="k"), "AsyncOpenAI, which goes with Async"),
        (AsyncHeadroomClient, openai.OpenAI(api_key="k"), "OpenAI, which goes with HeadroomCl"),
        (HeadroomClient, anthropic.AsyncAnthropic(api_key="k"), "goes with AsyncHeadroomClient"),
        (AsyncHeadroomClient, anthropic.Anthropic(api_key="k"), "goes with HeadroomClient"),
        (HeadroomClient, "https://api.openai.com", "found str, expected an OpenAI or Anthropic"),
        (HeadroomClient, None, "found NoneType, expected"),
        (HeadroomClient, openai.OpenAI, "found the class OpenAI, expected"),
        (HeadroomClient, openai, "found module, expected"),
        (HeadroomClient, openai.OpenAI(api_key="k").chat, "found Chat, expected"),
        (HeadroomClient, HeadroomClient(openai.OpenAI(api_key="k")), "found HeadroomClient, exp"),
    ],
)
def test_other_clients_are_refused(ours: Any, given: Any, says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        ours(given)


def test_kinds_of_vendor_clients() -> None:
    class Own(openai.OpenAI):
        """A user's own."""

    azure = openai.AzureOpenAI(api_key="k", azure_endpoint="http://x", api_version="1")
    for client in (Own(api_key="k"), azure, anthropic.Anthropic(api_key="k")):
        assert type(client).__name__ in repr(HeadroomClient(client))


def test_settings_of_the_constructor(vendor: Vendor) -> None:
    client = SYNC.wrapped(
        CHAT_FACE,
        vendor.url,
        provider=OpenAIProvider(context_limits={"gpt-4o": 900}),
        smart_crusher_config=SmartCrusherConfig(min_tokens_to_crush=10**6),
        rolling_window_config=RollingWindowConfig(max_tokens=800),
    )
    plan = client.chat.completions.simulate(**CHAT_FACE.request)
    assert plan.context_limit == 900
    assert not [name for name in plan.transforms_applied if "crush" in name]
    nothing = SYNC.wrapped(CHAT_FACE, vendor.url, policy=TransformPipeline([]))
    assert nothing.chat.completions.simulate(**CHAT_FACE.request).tokens_saved == 0


def test_a_client_that_is_copied_half_made_recurses_nowhere() -> None:
    client = HeadroomClient(openai.OpenAI(api_key="k"))
    with pytest.raises(AttributeError):
        _ = object.__new__(HeadroomClient)._original
    assert copy.copy(client).metrics is client.metrics
    other = copy.deepcopy({"client": client})["client"]
    assert other is not client
    assert other.metrics is client.metrics
    assert other.chat.completions.simulate(**CHAT_FACE.request).tokens_before > 0


def test_a_client_says_why_it_is_not_pickled(side: Side, vendor: Vendor) -> None:
    with pytest.raises(TypeError, match="one in each process") as raised:
        pickle.dumps(side.wrapped(CHAT_FACE, vendor.url))
    assert "\n" not in str(raised.value)


def test_closing_closes_both(side: Side, vendor: Vendor, tmp_path: Path) -> None:
    client = side.wrapped(CHAT_FACE, vendor.url, store_url=str(tmp_path / "m.duckdb"))

    async def scenario() -> None:
        await got(client.chat.completions.create(**CHAT_FACE.request))
        await got(client.close())

    run(scenario)
    assert client.is_closed()
    assert client.metrics.closed
    with open_store(tmp_path / "m.duckdb") as store:
        assert len(store.to_frame()) == 1


def test_as_a_context_manager(vendor: Vendor) -> None:
    with SYNC.wrapped(CHAT_FACE, vendor.url) as client:
        assert client.chat.completions.create(**CHAT_FACE.request).id == "chatcmpl_1"
    assert client.is_closed()

    async def scenario() -> None:
        async with ASYNC.wrapped(CHAT_FACE, vendor.url) as other:
            assert (await other.chat.completions.create(**CHAT_FACE.request)).id == "chatcmpl_1"
        assert other.is_closed()

    run(scenario)
    assert not hasattr(AsyncHeadroomClient, "__enter__")


def test_a_store_of_the_callers_stays_open(vendor: Vendor) -> None:
    with open_store() as store:
        for face in (CHAT_FACE, MESSAGES_FACE):
            with SYNC.wrapped(face, vendor.url, store=store) as client:
                face.resource(client).create(**face.request)
        assert list(store.to_frame()["provider"]) == ["openai", "anthropic"]


def test_a_wrong_store_is_refused() -> None:
    with pytest.raises(StoreError, match="duckdb"):
        HeadroomClient(openai.OpenAI(api_key="k"), store_url="postgres://x")


def test_many_threads_lose_no_row(vendor: Vendor) -> None:
    client = SYNC.wrapped(CHAT_FACE, vendor.url, default_mode="optimize")

    def fifty(thread: int) -> list[str]:
        answers = []
        for number in range(50):
            tail = [{"role": "user", "content": f"and thread {thread}, request {number}?"}]
            messages = [*CHAT_FACE.request["messages"][:2], *tail]
            answer = client.chat.completions.create(model="gpt-4o", messages=messages)
            answers.append(answer.choices[0].message.content)
        return answers

    with ThreadPoolExecutor(8) as pool:
        answers = [text for texts in pool.map(fifty, range(8)) for text in texts]
    found = client.metrics.to_frame()
    assert len(answers) == len(found) == found["request_id"].nunique() == 400
    assert found["error"].isna().all()
    said = sorted(body["messages"][-1]["content"] for body in vendor.bodies)
    assert said == sorted(f"and thread {t}, request {n}?" for t in range(8) for n in range(50))


def test_the_vendor_counts_a_message_list_once(vendor: Vendor) -> None:
    vendor.counts = lambda body: 4321
    provider = AnthropicProvider(client=SYNC.alone(MESSAGES_FACE, vendor.url))
    counter = provider.get_token_counter("claude-3-5-sonnet-latest")
    request = MESSAGES_FACE.request
    messages = [{"role": "system", "content": "Be kind."}, *request["messages"]]
    assert counter.count_messages(messages) == 4321
    assert counter.count_messages(list(messages)) == 4321
    assert counter.count_messages(messages[1:]) == 4321
    assert [body["messages"] for body in vendor.counted] == [request["messages"]] * 2
    assert vendor.counted[0]["system"] == [{"type": "text", "text": "Be kind."}]


def test_a_sync_client_has_the_vendor_count_what_it_is_to_send(side: Side, vendor: Vendor) -> None:
    client = side.wrapped(MESSAGES_FACE, vendor.url, default_mode="off")
    run(lambda: got(client.messages.create(**MESSAGES_FACE.request)))
    assert vendor.counted == []
    client.messages.simulate(**MESSAGES_FACE.request)
    assert vendor.paths() == ["/messages"]
    assert len(vendor.counted) == (0 if side.is_async else 2)


@pytest.mark.parametrize("policy", [compaction(9_000), ["lossless", compaction()]])
def test_what_only_supposes_a_summary_is_never_sent(policy: Any, vendor: Vendor) -> None:
    with pytest.raises(ConfigError, match="nothing to send: expected it in replay"):
        SIDES[0].wrapped(FACES[0], vendor.url, policy=policy)


def test_parameters_of_the_constructor() -> None:
    given = list(signature(HeadroomClient).parameters.values())[:7]
    assert [(parameter.name, parameter.default) for parameter in given[1:]] == [
        ("provider", None),
        ("default_mode", "audit"),
        ("store_url", None),
        ("smart_crusher_config", None),
        ("cache_aligner_config", None),
        ("rolling_window_config", None),
    ]
    assert given[0].name == "original_client"
