"""What only the vendor can open is an estimate by its size; signatures weigh nothing."""

from __future__ import annotations

import random
from typing import Any

import pytest

from headroom_lab import simulate
from tests.tokens.media.recordings import b64
from tests.tokens.media.test_pixels import png_header

SEALED = b64(random.Random(3).randbytes(60_000))
CLAUDE = "claude-sonnet-4-5"


def asked(answer: list[Any]) -> list[Any]:
    """Return a conversation in which an assistant's content is ``answer``."""
    return [
        {"role": "user", "content": "go"},
        {"role": "assistant", "content": answer},
        {"role": "user", "content": "on"},
    ]


FOUND = {"type": "web_search_result", "url": "https://e.com", "title": "t"}
SEARCH = {"type": "server_tool_use", "id": "s", "name": "web_search", "input": {"query": "x"}}
CASES: dict[str, tuple[str, list[Any]]] = {
    "redacted thinking": (CLAUDE, asked([{"type": "redacted_thinking", "data": SEALED}])),
    "a found page": (
        CLAUDE,
        asked([
            SEARCH,
            {"type": "web_search_tool_result", "tool_use_id": "s",
             "content": [{**FOUND, "encrypted_content": SEALED}]},
        ]),
    ),
    "compaction, Anthropic": (
        CLAUDE, asked([{"type": "compaction", "encrypted_content": SEALED, "content": None}]),
    ),
    "reasoning": (
        "gpt-5",
        [{"role": "user", "content": "go"},
         {"type": "reasoning", "id": "r", "summary": [], "encrypted_content": SEALED},
         {"type": "message", "role": "assistant",
          "content": [{"type": "output_text", "text": "done"}]}],
    ),
    "compaction, Responses": (
        "gpt-5",
        [{"role": "user", "content": "go"},
         {"type": "compaction", "id": "c", "encrypted_content": SEALED}],
    ),
    "a part nobody knows": (
        "gpt-4o", [{"role": "user", "content": [{"type": "hologram", "payload": {"x": SEALED}}]}],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_sealed_bytes_are_an_estimate_by_their_size(name: str) -> None:
    model, messages = CASES[name]
    result = simulate(messages, model=model)
    assert 2000 < result.tokens_before < 25_000
    assert len(result.messages) == len(messages)
    assert result.provenance is not None
    assert not result.provenance.exact
    assert "estimated at" in result.provenance.tokenizer


def test_a_signature_weighs_nothing() -> None:
    thought = {"type": "thinking", "thinking": "so", "signature": SEALED}
    assert (
        simulate(asked([thought, {"type": "text", "text": "x"}]), model=CLAUDE).tokens_before < 60
    )


def test_a_small_unknown_part_is_its_json() -> None:
    result = simulate(
        [{"role": "user", "content": [{"type": "hologram", "words": "turn around"}]}],
        model="gpt-4o",
    )
    assert 8 < result.tokens_before < 40


@pytest.mark.parametrize(
    "item",
    [
        {"type": "computer_call_output", "call_id": "c",
         "output": {"type": "computer_screenshot",
                    "image_url": f"data:image/png;base64,{png_header(1024, 768)}"}},
        {"type": "function_call_output", "call_id": "c",
         "output": [{"type": "input_image", "detail": "high",
                     "image_url": f"data:image/png;base64,{png_header(1024, 768)}"}]},
    ],
)  # fmt: skip
def test_screenshots_in_results_are_images(item: dict[str, Any]) -> None:
    calls = {
        "computer_call_output": {"type": "computer_call", "id": "l", "call_id": "c",
                                 "status": "completed", "action": {"type": "wait"}},
        "function_call_output": {"type": "function_call", "call_id": "c", "name": "see",
                                 "arguments": "{}"},
    }  # fmt: skip
    messages = [{"role": "user", "content": "look"}, calls[item["type"]], item]
    result = simulate(messages, model="gpt-4o")
    assert 765 < result.tokens_before < 820
    assert result.provenance is not None
    assert result.provenance.exact


def test_a_generated_image_is_an_image() -> None:
    drawn = {"type": "image_generation_call", "id": "g", "status": "completed",
             "result": png_header(1024, 1024)}  # fmt: skip
    result = simulate([{"role": "user", "content": "draw"}, drawn], model="gpt-4o")
    assert 765 < result.tokens_before < 820


def test_no_message_goes_for_bytes() -> None:
    history = [
        turn
        for i in range(6)
        for turn in (
            {"role": "user", "content": f"question {i}"},
            {"role": "assistant", "content": [{"type": "redacted_thinking", "data": SEALED}]},
        )
    ]
    messages = [*history, {"role": "user", "content": "and now?"}]
    result = simulate(messages, model=CLAUDE)
    assert len(result.messages) == len(messages)
