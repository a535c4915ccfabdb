"""Whole message lists are counted by the vendor where the caller gave a client, once a list."""

from __future__ import annotations

import json
import time
import warnings
from collections.abc import Iterator
from typing import Any

import pytest

from headroom_lab import AnthropicProvider, HeadroomClient, Tokenizer, simulate
from headroom_lab.errors import ConfigError, HeadroomWarning, TokenizerError
from headroom_lab.tokens.asked import whom_to_ask
from tests.client.faces import FACES, SIDES
from tests.client.server import Vendor, serving

CLAUDE = "claude-sonnet-4-5"
SYNC, ASYNC = SIDES
MESSAGES_FACE = FACES[2]
RECORDS = json.dumps([{"id": i, "state": "ok", "size": i * 7 % 13} for i in range(300)])
TOOLS = [{"name": "list", "description": "Lists.", "input_schema": {"type": "object"}}]
MESSAGES: list[dict[str, Any]] = [
    {"role": "user", "content": "what is there?"},
    {"role": "assistant",
     "content": [{"type": "tool_use", "id": "t", "name": "list", "input": {}}]},
    {"role": "user",
     "content": [{"type": "tool_result", "tool_use_id": "t", "content": RECORDS}]},
]  # fmt: skip


def by_letters(body: dict[str, Any]) -> int:
    """Count as a vendor might: one token for three letters of the body."""
    return len(json.dumps(body)) // 3


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    with serving() as server:
        server.counts = by_letters
        yield server


@pytest.fixture
def anthropic(vendor: Vendor) -> Any:
    return SYNC.alone(MESSAGES_FACE, vendor.url)


def asked(vendor: Vendor) -> list[Any]:
    """Return the bodies of the requests to count."""
    return vendor.counted


@pytest.mark.parametrize("given", ["provider", "tokenizer", "made of it"])
def test_a_simulation_asks_once_before_and_once_after(
    given: str, anthropic: Any, vendor: Vendor
) -> None:
    provider = AnthropicProvider(client=anthropic)
    counter = provider.get_token_counter(CLAUDE)
    options: dict[str, Any] = {
        "provider": {"provider": provider},
        "tokenizer": {"tokenizer": counter},
        "made of it": {"tokenizer": Tokenizer(counter=counter, model=CLAUDE)},
    }[given]
    result = simulate(MESSAGES, model=CLAUDE, tools=TOOLS, **options)
    first, last = asked(vendor)
    assert result.tokens_before == by_letters(first)
    assert result.tokens_after == by_letters(last)
    assert result.tokens_after < result.tokens_before / 2
    assert last["messages"] == result.messages
    assert result.provenance is not None
    assert result.provenance.exact
    assert result.provenance.tokenizer.startswith("counted by Anthropic")
    simulate(MESSAGES, model=CLAUDE, tools=TOOLS, **options)
    assert len(asked(vendor)) == 2


def test_system_and_tools_go_into_the_count(anthropic: Any, vendor: Vendor) -> None:
    provider = AnthropicProvider(client=anthropic)
    simulate(MESSAGES[:1], model=CLAUDE, system="Be kind.", tools=TOOLS, provider=provider)
    (body,) = asked(vendor)
    assert body["system"] == [{"type": "text", "text": "Be kind."}]
    assert body["tools"] == TOOLS
    assert body["model"] == CLAUDE
    assert body["messages"] == MESSAGES[:1]


def test_what_the_api_returned_is_counted_without_what_it_added(
    anthropic: Any, vendor: Vendor
) -> None:
    answer = {"id": "m", "type": "message", "role": "assistant", "model": CLAUDE,
              "content": [{"type": "text", "text": "hi"}], "stop_reason": "end_turn",
              "usage": {"input_tokens": 1, "output_tokens": 1}}  # fmt: skip
    counter = AnthropicProvider(client=anthropic).get_token_counter(CLAUDE)
    counter.count_messages([{"role": "user", "content": [{"type": "text", "text": "x",
                             "cache_control": {"type": "ephemeral"}}]}, answer])  # fmt: skip
    (body,) = asked(vendor)
    assert body["messages"][1] == {"role": "assistant", "content": answer["content"]}


def test_an_unchanged_list_is_counted_once(anthropic: Any, vendor: Vendor) -> None:
    provider = AnthropicProvider(client=anthropic)
    result = simulate(MESSAGES[:1], model=CLAUDE, provider=provider)
    assert result.tokens_before == result.tokens_after == by_letters(asked(vendor)[0])
    assert len(asked(vendor)) == 1


def test_estimates_of_parts_are_fitted_to_the_count(anthropic: Any) -> None:
    provider = AnthropicProvider(client=anthropic)
    alone = simulate(MESSAGES, model=CLAUDE)
    told = simulate(MESSAGES, model=CLAUDE, provider=provider)
    ratio = told.tokens_before / alone.tokens_before
    rows = sum(row.tokens_before for row in told.rows)
    assert rows == pytest.approx(
        sum(row.tokens_before for row in alone.rows) * min(1.5, max(0.7, ratio)), rel=0.03
    )
    assert told.tokens_saved == (told.tokens_removed + told.tokens_reencoded - told.tokens_markers)


def test_a_count_that_fails_leaves_the_estimate_and_a_warning(
    anthropic: Any, vendor: Vendor
) -> None:
    vendor.status = 500
    provider = AnthropicProvider(client=anthropic)
    alone = simulate(MESSAGES, model=CLAUDE)
    with pytest.warns(
        HeadroomWarning, match="counted by Anthropic.*failed with InternalServerError"
    ):
        result = simulate(MESSAGES, model=CLAUDE, provider=provider)
    assert result.tokens_before == alone.tokens_before
    assert result.tokens_after == alone.tokens_after
    assert any("an estimate stands instead" in text for text in result.warnings)
    assert result.provenance is not None
    assert not result.provenance.exact
    assert "estimate" in result.provenance.tokenizer


def test_a_count_that_fails_afterwards_leaves_both_estimates(
    anthropic: Any, vendor: Vendor
) -> None:
    bodies: list[Any] = []

    def first_only(body: dict[str, Any]) -> int:
        bodies.append(body)
        if len(bodies) > 1:
            raise ValueError("no second count")
        return by_letters(body)

    vendor.counts = first_only
    with pytest.warns(HeadroomWarning, match="an estimate stands instead"):
        result = simulate(MESSAGES, model=CLAUDE, provider=AnthropicProvider(client=anthropic))
    assert result.provenance is not None
    assert not result.provenance.exact
    assert result.tokens_before != by_letters(bodies[0])


def test_messages_of_another_format_are_not_sent_to_be_counted(
    anthropic: Any, vendor: Vendor
) -> None:
    chat = [{"role": "user", "content": "hi"}, {"role": "assistant", "content": None,
             "tool_calls": [{"id": "a", "type": "function",
                             "function": {"name": "f", "arguments": "{}"}}]},
            {"role": "tool", "tool_call_id": "a", "content": "1"}]  # fmt: skip
    provider = AnthropicProvider(client=anthropic)
    with pytest.raises(TokenizerError, match="found those of openai_chat"):
        provider.get_token_counter(CLAUDE).count_messages(chat)
    with pytest.warns(HeadroomWarning, match="expected Anthropic's Messages"):
        simulate(chat, model=CLAUDE, provider=provider)
    assert asked(vendor) == []


def test_an_async_client_cannot_be_waited_for(vendor: Vendor) -> None:
    with pytest.raises(ConfigError, match="found AsyncAnthropic, expected Anthropic"):
        AnthropicProvider(client=ASYNC.alone(MESSAGES_FACE, vendor.url))


def test_a_wrapped_client_asks_and_the_wait_is_not_its_overhead(
    anthropic: Any, vendor: Vendor
) -> None:
    def slowly(body: dict[str, Any]) -> int:
        time.sleep(0.4)
        return by_letters(body)

    simulate(MESSAGES, model=CLAUDE)  # what is loaded once
    vendor.counts = slowly
    client = HeadroomClient(anthropic, default_mode="optimize")
    client.messages.create(model=CLAUDE, max_tokens=50, messages=MESSAGES)
    first, last = asked(vendor)
    row = client.metrics.to_frame().iloc[0]
    assert row["tokens_input_before"] == by_letters(first)
    assert row["tokens_input_after"] == by_letters(last)
    assert vendor.bodies[-1]["messages"] == last["messages"]
    assert row["overhead_ms"] < 700  # of which 800 ms were waited
    assert client.metrics.to_frame()["error"].isna().all()
    assert row["counted_by"].startswith("counted by Anthropic (count_tokens)")


def test_a_wrapped_clients_request_goes_out_where_counting_fails(
    anthropic: Any, vendor: Vendor
) -> None:
    def fail(body: dict[str, Any]) -> int:
        raise ValueError("cannot count")

    vendor.counts = fail
    client = HeadroomClient(anthropic)
    with pytest.warns(HeadroomWarning, match="an estimate stands instead"):
        client.messages.create(model=CLAUDE, max_tokens=50, messages=MESSAGES)
    assert vendor.paths()[-1] == "/messages"
    assert client.metrics.to_frame()["counted_by"].iloc[0].startswith("estimate")


class Words:
    """A counter of the caller's own: a token a word."""

    def __init__(self) -> None:
        self.lists: list[Any] = []

    def count_text(self, text: str) -> int:
        raise AssertionError("a provider's counter is asked for whole lists only")

    def count_messages(self, messages: Any) -> int:
        self.lists.append(messages)
        return 7 * len(messages)


class Mine:
    """A provider that has a counter and nothing else."""

    def __init__(self) -> None:
        self.counter = Words()

    def get_token_counter(self, model: str) -> Words:
        return self.counter


class Tools(Words):
    """A counter that can be told of tools."""

    def count_messages(self, messages: Any, tools: Any = None) -> int:
        return super().count_messages(messages) + 100 * len(tools or ())


def test_a_provider_of_the_callers_own_is_asked_in_the_same_way() -> None:
    mine = Mine()
    result = simulate(MESSAGES, model="gpt-4o", provider=mine)
    assert (result.tokens_before, result.tokens_after) == (21, 21)
    assert len(mine.counter.lists) == 2
    simulate(MESSAGES, model="gpt-4o", provider=mine)
    assert len(mine.counter.lists) == 2
    assert result.cost_before == pytest.approx(21 * 2.5e-6)
    assert result.provenance is not None
    assert result.provenance.tokenizer.startswith("counted by Words")


@pytest.mark.parametrize(("counter", "more"), [(Words, False), (Tools, True)])
def test_tools_are_told_to_a_counter_that_takes_them(counter: Any, more: bool) -> None:
    mine = Mine()
    mine.counter = counter()
    result = simulate(MESSAGES[:1], model="gpt-4o", provider=mine, tools=TOOLS)
    assert result.tokens_before == 7 + (100 if more else result.tokens_unlisted)
    assert result.tokens_unlisted > 5


def test_a_counter_given_as_the_tokenizer_has_the_word_on_whole_lists() -> None:
    class Letters(Words):
        def count_text(self, text: str) -> int:
            return len(text)

    result = simulate(MESSAGES[:1], model="gpt-4o", tokenizer=Letters())
    assert result.tokens_before == 7
    assert result.rows[0].tokens_before > 14


@pytest.mark.parametrize("provider", [None, AnthropicProvider()])
def test_without_a_client_nobody_is_asked(provider: Any) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert whom_to_ask(None, provider, CLAUDE, None) is None
        assert whom_to_ask(Tokenizer(model=CLAUDE), provider, CLAUDE, None) is None
