"""What a row costs, checked by hand against real clients and a server on the loopback."""

from __future__ import annotations

from typing import Any

import pytest

from tests.client import wire
from tests.client.faces import FACES, SIDES, Face, every, got, rows, run, streaming
from tests.client.server import Vendor

CHAT, RESPONSES, MESSAGES = FACES
SYNC = SIDES[0]
MILLION = 1_000_000


def anthropic(model: str, **usage: Any) -> dict[str, Any]:
    """Return a message of a model with a usage of so much."""
    return {**wire.messages({"model": model}), "usage": {**NOTHING, **usage}}


def chat(model: str, tier: str | None = None, **usage: Any) -> dict[str, Any]:
    """Return a completion of a model with a usage of so much, in a service tier."""
    return {**wire.chat({"model": model}), "usage": usage, "service_tier": tier}


def response(model: str, tier: str | None = None, output: Any = (), **usage: Any) -> dict[str, Any]:
    """Return a response of a model with a usage of so much and more items of output."""
    made = wire.responses({"model": model})
    usage = {"total_tokens": 0, "output_tokens_details": {"reasoning_tokens": 0}, **usage}
    return {**made, "usage": usage, "service_tier": tier, "output": [*output, *made["output"]]}


NOTHING = {"input_tokens": 0, "output_tokens": 0}
LONG = {"ephemeral_1h_input_tokens": 100_000, "ephemeral_5m_input_tokens": 0}
BOTH = {"ephemeral_1h_input_tokens": 40_000, "ephemeral_5m_input_tokens": 60_000}
CACHED = {"cached_tokens": 60_000, "cache_write_tokens": 0}
WRITTEN = {"cached_tokens": 0, "cache_write_tokens": 100_000}
NONE = {"cached_tokens": 0, "cache_write_tokens": 0}
SEARCH = {"type": "web_search_call", "id": "w", "status": "completed"}
FOUND = {"type": "search", "query": "x"}
OPENED = {"type": "open_page", "url": "https://e.com"}
TOKENS = {"prompt_tokens": 100_000, "completion_tokens": 10_000, "total_tokens": 110_000}
CLAUDE = "claude-opus-4-5"

# endpoint, model asked for, answer, USD by hand
AMOUNTS: dict[str, tuple[Face, str, dict[str, Any], float]] = {
    "written for one hour": (
        MESSAGES, CLAUDE,
        anthropic(CLAUDE, cache_creation_input_tokens=100_000, cache_creation=LONG), 1.00),
    "written for five minutes": (
        MESSAGES, CLAUDE, anthropic(CLAUDE, cache_creation_input_tokens=100_000), 0.625),
    "written for both": (
        MESSAGES, CLAUDE,
        anthropic(CLAUDE, cache_creation_input_tokens=100_000, cache_creation=BOTH), 0.40 + 0.375),
    "read, and uncached beside it": (
        MESSAGES, CLAUDE,
        anthropic(CLAUDE, input_tokens=1_000, cache_read_input_tokens=90_000, output_tokens=500),
        0.005 + 0.045 + 0.0125),
    "web searches": (
        MESSAGES, CLAUDE,
        anthropic(CLAUDE, input_tokens=1_000, server_tool_use={"web_search_requests": 7}),
        0.005 + 0.07),
    "web fetches are free": (
        MESSAGES, CLAUDE,
        anthropic(CLAUDE, input_tokens=1_000, server_tool_use={
            "web_search_requests": 0, "web_fetch_requests": 9}), 0.005),
    "a batch": (
        MESSAGES, CLAUDE,
        anthropic(CLAUDE, input_tokens=100_000, output_tokens=10_000, service_tier="batch"),
        0.25 + 0.125),
    "an hour's write in a batch": (
        MESSAGES, CLAUDE,
        anthropic(CLAUDE, cache_creation_input_tokens=100_000, cache_creation=LONG,
                  service_tier="batch"), 0.50),
    "a long context": (
        MESSAGES, "claude-sonnet-4-5",
        anthropic("claude-sonnet-4-5", input_tokens=50_000, cache_read_input_tokens=200_000,
                  output_tokens=1_000), 0.30 + 0.12 + 0.0225),
    "a long context just not": (
        MESSAGES, "claude-sonnet-4-5",
        anthropic("claude-sonnet-4-5", input_tokens=200_000, output_tokens=1_000), 0.60 + 0.015),
    "a name with a prefix": (
        MESSAGES, "anthropic/claude-opus-4.5", anthropic(CLAUDE, input_tokens=10_000), 0.05),
    "Bedrock's regional price stays": (
        MESSAGES, "us.anthropic.claude-opus-4-5-20251101-v1:0",
        anthropic(CLAUDE, input_tokens=10_000), 0.055),
    "cached": (
        CHAT, "gpt-4o", chat("gpt-4o", **TOKENS, prompt_tokens_details=CACHED),
        0.10 + 0.075 + 0.10),
    "flex": (CHAT, "o3", chat("o3", "flex", **TOKENS), 0.10 + 0.04),
    "priority": (CHAT, "gpt-4o", chat("gpt-4o", "priority", **TOKENS), 0.425 + 0.17),
    "the default tier": (CHAT, "gpt-4o", chat("gpt-4o", "default", **TOKENS), 0.25 + 0.10),
    "audio": (
        CHAT, "gpt-4o-audio-preview",
        chat("gpt-4o-audio-preview", prompt_tokens=5_000, completion_tokens=600,
             prompt_tokens_details={"audio_tokens": 4_000},
             completion_tokens_details={"audio_tokens": 500}),
        0.0025 + 0.16 + 0.001 + 0.04),
    "a long context of OpenAI's": (
        CHAT, "gpt-5.4", chat("gpt-5.4", prompt_tokens=300_000, completion_tokens=1_000),
        1.50 + 0.0225),
    "a deployment's name": (
        CHAT, "my-deployment", chat("gpt-4o-2024-08-06", **TOKENS), 0.25 + 0.10),
    "a router's choice": (
        CHAT, "openrouter/auto", chat("anthropic/claude-sonnet-4.5", **TOKENS), 0.30 + 0.15),
    "a deployment named after another model": (
        CHAT, "gpt-4o", chat("gpt-4o-mini-2024-07-18", **TOKENS), 0.015 + 0.006),
    "a fine-tuned model": (
        CHAT, "ft:gpt-4.1-2025-04-14:org::id", chat("ft:gpt-4.1-2025-04-14:org::id", **TOKENS),
        0.30 + 0.12),
    "a proxy's cache fields": (
        CHAT, "anthropic/claude-opus-4-5",
        chat(CLAUDE, prompt_tokens=110_000, completion_tokens=0,
             cache_read_input_tokens=10_000, cache_creation_input_tokens=100_000,
             prompt_tokens_details={"cached_tokens": 10_000}), 0.005 + 0.625),
    "Responses, cached": (
        RESPONSES, "gpt-4o",
        response("gpt-4o", input_tokens=100_000, output_tokens=10_000, input_tokens_details=CACHED),
        0.10 + 0.075 + 0.10),
    "Responses, written": (
        RESPONSES, "gpt-5.6-sol",
        response("gpt-5.6-sol", input_tokens=100_000, output_tokens=0,
                 input_tokens_details=WRITTEN), 0.40 * 1.25),
    "Responses, searched twice and opened a page": (
        RESPONSES, "gpt-4o",
        response("gpt-4o", input_tokens=1_000, output_tokens=0, input_tokens_details=NONE,
                 output=[{**SEARCH, "action": FOUND}, SEARCH, {**SEARCH, "action": OPENED}]),
        0.0025 + 0.02),
    "Responses, flex": (
        RESPONSES, "o3",
        response("o3", "flex", input_tokens=100_000, output_tokens=10_000,
                 input_tokens_details=NONE), 0.10 + 0.04),
}  # fmt: skip


def one_row(vendor: Vendor, face: Face, model: str, mode: str, **more: Any) -> dict[str, Any]:
    """Return the row of one request for a model."""
    client = SYNC.wrapped(face, vendor.url, default_mode=mode)
    face.resource(client).create(**{**face.request, "model": model, **more})
    (row,) = rows(client)
    return row


@pytest.mark.parametrize("name", AMOUNTS)
@pytest.mark.filterwarnings("ignore::headroom_lab.errors.UnknownModelWarning")
def test_amounts_by_hand(name: str, vendor: Vendor) -> None:
    face, model, vendor.answer, usd = AMOUNTS[name]
    off = one_row(vendor, face, model, "off")
    assert off["cost_before"] == off["cost_after"] == pytest.approx(usd, abs=1e-9)
    assert (off["cost_note"], off["error"]) == (None, None)
    assert one_row(vendor, face, model, "audit")["cost_before"] == pytest.approx(usd, abs=1e-9)
    sent = one_row(vendor, face, model, "optimize")
    assert sent["cost_after"] == pytest.approx(usd, abs=1e-9)


UNPRICED = {
    "a tier without a price": (
        MESSAGES, CLAUDE, anthropic(CLAUDE, input_tokens=100, service_tier="priority"),
        "priority tier"),
    "audio of a model without a price for it": (
        CHAT, "gpt-4.1",
        chat("gpt-4.1", prompt_tokens=100_000, completion_tokens=0,
             prompt_tokens_details={"audio_tokens": 50_000}), r"audio in .* 0.100000 USD"),
    "a model that nobody lists": (
        CHAT, "my-deployment", chat("my-model-7", **TOKENS), "price of 'my-deployment'"),
}  # fmt: skip


@pytest.mark.parametrize("name", UNPRICED)
@pytest.mark.filterwarnings("ignore::headroom_lab.errors.UnknownModelWarning")
def test_what_has_no_price_stands_on_the_row(name: str, vendor: Vendor) -> None:
    import re

    face, model, vendor.answer, said = UNPRICED[name]
    row = one_row(vendor, face, model, "off")
    assert (row["cost_before"], row["cost_after"], row["price_date"]) == (None, None, None)
    assert re.search(said, row["cost_note"])


def test_a_row_says_what_was_billed(vendor: Vendor) -> None:
    vendor.answer = anthropic(
        CLAUDE,
        cache_creation_input_tokens=100_000,
        cache_creation=BOTH,
        server_tool_use={"web_search_requests": 2},
        service_tier="batch",
    )
    row = one_row(vendor, MESSAGES, "anthropic/claude-opus-4-5", "off")
    assert (row["cache_write_tokens"], row["cache_write_1h_tokens"]) == (100_000, 40_000)
    assert (row["web_searches"], row["service_tier"]) == (2, "batch")
    assert (row["model"], row["answered_by"]) == ("anthropic/claude-opus-4-5", CLAUDE)


def test_prices_of_ones_own_stand_on_the_row(vendor: Vendor) -> None:
    vendor.answer = anthropic(CLAUDE, input_tokens=1_000, output_tokens=500)
    listed = one_row(vendor, MESSAGES, CLAUDE, "audit")
    own = {"discount": 0.5, "date": "2026-11-01"}
    client = SYNC.wrapped(MESSAGES, vendor.url, default_mode="audit", prices=own)
    MESSAGES.resource(client).create(**{**MESSAGES.request, "model": CLAUDE})
    (half,) = rows(client)
    assert half["cost_after"] == pytest.approx(listed["cost_after"] / 2)
    assert half["price_date"] == "2026-11-01"


@pytest.mark.parametrize("mode", ["audit", "optimize"])
def test_what_the_vendor_holds_counts_as_it_counted(mode: str, vendor: Vendor) -> None:
    asked = {"input": "And those?", "instructions": None, "previous_response_id": "resp_0"}
    row = one_row(vendor, RESPONSES, "gpt-4o", mode, **asked)
    assert row["tokens_input_before"] == row["tokens_input_after"] == 1000
    assert row["cache_read_tokens"] == 600
    usd = (400 * 2.5 + 600 * 1.25 + 23 * 10) / MILLION
    assert row["cost_before"] == row["cost_after"] == pytest.approx(usd)


def test_a_saving_is_priced_to_the_vendors_count(vendor: Vendor) -> None:
    vendor.answer = chat("gpt-4o", **TOKENS)
    audit = one_row(vendor, CHAT, "gpt-4o", "audit")
    sent = one_row(vendor, CHAT, "gpt-4o", "optimize")
    share = audit["tokens_input_after"] / audit["tokens_input_before"]
    assert share < 1
    assert audit["cost_after"] == pytest.approx(0.25 * share + 0.10, abs=1e-5)
    assert sent["cost_before"] == pytest.approx(0.25 / share + 0.10, abs=1e-5)


def test_a_stream_costs_what_its_events_tell(vendor: Vendor, monkeypatch: Any) -> None:
    long = {**LONG, "ephemeral_5m_input_tokens": 0}
    usage = {**NOTHING, "cache_creation_input_tokens": 100_000, "cache_creation": long}
    monkeypatch.setattr(wire, "ANTHROPIC_USAGE", {**usage, "output_tokens": 1_000})
    request = {**MESSAGES.request, "model": CLAUDE}
    client = SYNC.wrapped(MESSAGES, vendor.url, default_mode="off")
    run(lambda: every(MESSAGES.resource(client).create(**request, stream=True)))
    (row,) = rows(client)
    assert row["cost_after"] == pytest.approx(1.00 + 0.025)
    assert row["answered_by"] == CLAUDE


@pytest.mark.parametrize("face", FACES, ids=lambda face: face.name)
def test_a_streamed_row_names_who_answered(face: Face, vendor: Vendor) -> None:
    client = SYNC.wrapped(face, vendor.url, default_mode="off")

    async def scenario() -> None:
        await every(await got(streaming(face, client)))

    run(scenario)
    (row,) = rows(client)
    assert row["answered_by"] == face.model
    assert row["cost_after"] > 0
