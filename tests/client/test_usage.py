"""What stands on a row: tokens, parts of the input that were cached, cost, waste, overhead."""

from __future__ import annotations

from types import SimpleNamespace as Some
from typing import Any

import pytest

from headroom_lab import AnthropicProvider, OpenAIProvider
from headroom_lab.client import anthropic_messages, openai_chat, openai_responses
from headroom_lab.client.endpoints import Usage
from headroom_lab.providers import price_source
from tests.client.faces import FACES, SIDES, Face, Side, got, rows, run
from tests.client.server import Vendor

CHAT_FACE, RESPONSES_FACE, MESSAGES_FACE = FACES
SYNC = SIDES[0]
PROVIDERS = {"openai": OpenAIProvider(), "anthropic": AnthropicProvider()}


def one_row(side: Side, face: Face, vendor: Vendor, **options: Any) -> dict[str, Any]:
    """Return the row of one request."""
    client = side.wrapped(face, vendor.url, **options)
    run(lambda: got(face.resource(client).create(**face.request)))
    (row,) = rows(client)
    return row


def test_cached_tokens_are_parts_of_the_input(side: Side, face: Face, vendor: Vendor) -> None:
    row = one_row(side, face, vendor, default_mode="off")
    written = 100 if face is MESSAGES_FACE else 0
    assert row["tokens_input_before"] == row["tokens_input_after"] == 1000
    assert row["cache_read_tokens"] == 600
    assert row["cache_write_tokens"] == written
    assert row["tokens_output"] == 23
    cost = PROVIDERS[face.vendor].estimate_cost(
        1000, 23, face.model, cache_read_tokens=600, cache_write_tokens=written
    )
    assert row["cost_before"] == row["cost_after"] == pytest.approx(cost)


def test_a_row_is_what_the_simulation_found(side: Side, face: Face, vendor: Vendor) -> None:
    client = side.wrapped(face, vendor.url, default_mode="optimize", session="s1")
    plan = face.resource(client).simulate(**face.request)
    run(lambda: got(face.resource(client).create(**face.request)))
    (row,) = rows(client)
    assert row["tokens_input_before"] == plan.tokens_before
    assert row["tokens_input_after"] == plan.tokens_after
    assert row["tokens_saved"] == plan.tokens_saved > 0
    assert list(row["transforms_applied"]) == plan.transforms_applied != []
    assert sum(row["removals"].values()) == plan.tokens_removed > 0
    assert row["json_bloat_tokens"] == plan.waste_signals.json_bloat_tokens > 0
    assert row["dynamic_date_tokens"] == plan.waste_signals.dynamic_date_tokens > 0
    assert row["cost_before"] > row["cost_after"] > 0
    assert row["overhead_ms"] > 0
    assert row["price_date"] == price_source().date
    assert (row["provider"], row["mode"], row["session"]) == (face.vendor, "optimize", "s1")
    assert (row["model"], row["error"]) == (face.model, None)


def test_an_unknown_price_is_none(vendor: Vendor) -> None:
    client = SYNC.wrapped(CHAT_FACE, vendor.url)
    with pytest.warns(UserWarning, match="unknown"):
        client.chat.completions.create(**{**CHAT_FACE.request, "model": "my-own-model"})
    (row,) = rows(client)
    assert (row["cost_before"], row["cost_after"], row["price_date"]) == (None, None, None)
    assert row["error"] is None
    assert row["tokens_input_before"] > 1000


def test_an_answer_without_usage_is_not_free(vendor: Vendor) -> None:
    vendor.answer = {"id": "x", "object": "chat.completion", "choices": [], "model": "gpt-4o"}
    off = one_row(SYNC, CHAT_FACE, vendor, default_mode="off")
    assert (off["cost_before"], off["tokens_input_before"], off["error"]) == (None, 0, None)
    assert one_row(SYNC, CHAT_FACE, vendor)["cost_before"] > 0


def test_a_response_that_failed_says_so(vendor: Vendor) -> None:
    from tests.client import wire

    error = {"code": "server_error", "message": "out of luck"}
    vendor.answer = {**wire.responses(RESPONSES_FACE.request), "status": "failed", "error": error}
    assert one_row(SYNC, RESPONSES_FACE, vendor)["error"] == "server_error: out of luck"


def test_deltas_of_a_message_tell_totals() -> None:
    start = Some(
        type="message_start",
        message=Some(usage={"input_tokens": 10, "cache_read_input_tokens": 5, "output_tokens": 1}),
    )
    known = anthropic_messages.chunk_usage(start, None)
    assert known == Usage(15, None, 5, 0)
    delta = Some(type="message_delta", usage=Some(output_tokens=7, input_tokens=30))
    assert anthropic_messages.chunk_usage(delta, known) == Usage(35, 7, 5, 0)
    last = Some(type="message_delta", usage=Some(output_tokens=9, cache_read_input_tokens=6))
    assert anthropic_messages.chunk_usage(last, known) == Usage(16, 9, 6, 0)


@pytest.mark.parametrize("endpoint", [openai_chat, openai_responses, anthropic_messages])
def test_a_strange_event_tells_nothing(endpoint: Any) -> None:
    known = Usage(1, 2)
    for event in (Some(), Some(type="new.kind", delta=Some()), Some(choices=[], usage=None)):
        assert endpoint.chunk_usage(event, known) == known
        assert endpoint.chunk_text(event) == ""
        assert not endpoint.ends(event)
