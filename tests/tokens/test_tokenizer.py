"""Tokens of messages by model."""

from __future__ import annotations

import base64
from io import BytesIO

import pytest
from PIL import Image

from headroom_lab import Tokenizer, count_tokens_messages, count_tokens_text
from headroom_lab.tokens.images import image_tokens


class Letters:
    """A counter of the caller's own."""

    def count_text(self, text: str) -> int:
        return len(text)

    def count_messages(self, messages: object) -> int:
        return 42


def png(width: int, height: int) -> str:
    """Return a PNG of that size as base64."""
    buffer = BytesIO()
    Image.new("1", (width, height)).save(buffer, "png")
    return base64.b64encode(buffer.getvalue()).decode()


def test_framing_follows_the_cookbook() -> None:
    # 3 for the message, 1 for its role, 4 for its text, 3 that prime the answer
    assert count_tokens_messages([{"role": "user", "content": "Hello, world!"}]) == 11
    named = [{"role": "user", "name": "Ann", "content": "Hello, world!"}]
    assert count_tokens_messages(named) == 11 + 1 + count_tokens_text("Ann")


def test_gpt_4_uses_its_own_encoding() -> None:
    text = "日本語のテキスト"
    assert count_tokens_text(text, model="gpt-4") > count_tokens_text(text, model="gpt-4o")
    assert "cl100k_base" in Tokenizer(model="gpt-4").method


@pytest.mark.parametrize("model", ["claude-3-5-sonnet-latest", "no-such-model", "gpt2"])
def test_estimates_say_so_with_their_band(model: str) -> None:
    tokenizer = Tokenizer(model=model)
    assert not tokenizer.exact
    assert "estimate" in tokenizer.method
    assert "±" in tokenizer.method


@pytest.mark.parametrize("model", ["gpt-4o", "gpt-4o-mini-2024-07-18", "gpt-5", "o3", "gpt-4"])
def test_openai_models_count_exactly(model: str) -> None:
    assert Tokenizer(model=model).exact


def test_a_counter_of_the_callers_has_the_word() -> None:
    tokenizer = Tokenizer(counter=Letters())
    assert tokenizer.count_text("abc") == 3
    assert tokenizer.count_messages([{"role": "user", "content": "abc"}]) == 42
    assert "Letters" in tokenizer.method


def test_tool_calls_and_results_are_counted() -> None:
    call = {"id": "c1", "type": "function", "function": {"name": "look", "arguments": '{"a": 1}'}}
    bare = [{"role": "assistant", "content": None}]
    with_call = [{"role": "assistant", "content": None, "tool_calls": [call]}]
    grown = count_tokens_messages(with_call) - count_tokens_messages(bare)
    assert grown == count_tokens_text("look") + count_tokens_text('{"a": 1}') + 3


@pytest.mark.parametrize(
    ("size", "tokens"), [((512, 512), 255), ((1024, 1024), 765), ((2048, 4096), 1105)]
)
def test_images_count_by_their_pixels(size: tuple[int, int], tokens: int) -> None:
    part = {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{png(*size)}"}}
    assert image_tokens(part, "gpt-4o") == (tokens, True)


def test_low_detail_costs_the_base_alone() -> None:
    url = f"data:image/png;base64,{png(2048, 2048)}"
    part = {"type": "image_url", "image_url": {"url": url, "detail": "low"}}
    assert image_tokens(part, "gpt-4o").tokens == 85


def test_an_image_inside_a_tool_result_counts() -> None:
    source = {"type": "base64", "media_type": "image/png", "data": png(750, 1000)}
    result = {
        "type": "tool_result",
        "tool_use_id": "t1",
        "content": [{"type": "image", "source": source}],
    }
    messages = [{"role": "user", "content": [result]}]
    assert count_tokens_messages(messages, model="claude-sonnet-4-5") > 1000


def test_a_linked_or_broken_image_is_assumed_and_labelled() -> None:
    linked = {"type": "image_url", "image_url": {"url": "https://example.org/a.png"}}
    broken = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}
    assert image_tokens(linked, "gpt-4o") == image_tokens(broken, "gpt-4o") == (765, False)
