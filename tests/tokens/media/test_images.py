"""An image costs what its vendor publishes, by its pixels and the model, however that is written."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from headroom_lab import simulate
from headroom_lab.messages import read
from headroom_lab.tokens.images import image_tokens
from headroom_lab.tokens.media import maker_of_model, weigh
from headroom_lab.tokens.media.image_rules import RULES, rule_for, tokens_of
from tests.tokens.media.test_pixels import png_header


def part(width: int, height: int, detail: str | None = None) -> dict[str, Any]:
    """Return a Chat image part of that size."""
    image = {"url": f"data:image/png;base64,{png_header(width, height)}"}
    return {"type": "image_url", "image_url": {**image, **({"detail": detail} if detail else {})}}


@pytest.mark.parametrize(
    ("model", "size", "tokens"),
    [
        # OpenAI's own examples
        ("gpt-4.1-mini", (1024, 1024), 1659),
        ("gpt-4.1-mini", (1800, 2400), 2353),
        ("gpt-4.1-nano", (1800, 2400), 3572),
        ("o4-mini", (1800, 2400), 2498),
        ("gpt-5.4", (1024, 1024), 1229),
        ("gpt-5.4", (2048, 2048), 3000),
        ("gpt-4o", (1024, 1024), 765),
        ("gpt-4o", (2048, 4096), 1105),
        ("gpt-4o-mini", (512, 512), 8500),
        ("o3", (512, 512), 225),
        ("gpt-5", (512, 512), 210),
        # billed, as a user of the API told
        ("gpt-4.1-mini", (4000, 1474), 2489),
        # Anthropic's own examples, and its limits
        ("claude-sonnet-4-5", (200, 200), 54),
        ("claude-sonnet-4-5", (1000, 1000), 1334),
        ("claude-sonnet-4-5", (8000, 8000), 1568),
        ("claude-opus-4-7", (8000, 8000), 4784),
        # Google's
        ("gemini-2.5-pro", (384, 384), 258),
        ("gemini-2.5-pro", (1000, 700), 516),
        ("gemini-3-pro", (4000, 3000), 1120),
    ],
)
def test_what_vendors_publish(model: str, size: tuple[int, int], tokens: int) -> None:
    assert image_tokens(part(*size), model) == (tokens, True)


@pytest.mark.parametrize(
    "name", ["openai/gpt-4o-mini", "openrouter/openai/gpt-4o-mini", "azure/gpt-4o-mini",
             "GPT-4o-mini", "gpt-4o-mini-2024-07-18", "ft:gpt-4o-mini-2024-07-18:org::id"],
)  # fmt: skip
def test_the_rule_follows_the_model_however_it_is_written(name: str) -> None:
    assert image_tokens(part(512, 512), name) == (8500, True)


@pytest.mark.parametrize(
    "name", ["anthropic/claude-sonnet-4-5", "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
             "vertex_ai/claude-sonnet-4-5@20250929"],
)  # fmt: skip
def test_claude_counts_by_its_own_rule_in_any_format(name: str) -> None:
    assert image_tokens(part(1000, 1000), name) == (1334, True)


def test_low_detail_costs_what_the_model_takes_for_it() -> None:
    assert image_tokens(part(2048, 2048, "low"), "gpt-4o").tokens == 85
    assert image_tokens(part(2048, 2048, "low"), "gpt-5.5").tokens == 308
    assert image_tokens(part(4032, 3024, "original"), "gpt-5.4").tokens == 11_868


def test_an_image_of_unknown_size_is_an_estimate_with_its_band() -> None:
    linked = {"type": "image_url", "image_url": {"url": "https://example.org/a.png"}}
    result = simulate([{"role": "user", "content": [linked]}], model="gpt-4o")
    assert result.provenance is not None
    assert not result.provenance.exact
    assert "1 image of unknown size estimated at 765 tokens (255 to 1,445)" in (
        result.provenance.tokenizer
    )


def test_a_known_image_leaves_the_count_exact() -> None:
    result = simulate([{"role": "user", "content": [part(640, 480)]}], model="gpt-4o")
    assert result.provenance is not None
    assert result.provenance.exact


def test_a_model_whose_maker_publishes_nothing_is_an_estimate() -> None:
    assert not image_tokens(part(640, 480), "qwen-vl-max").exact


@pytest.mark.parametrize("maker", RULES)
def test_more_pixels_never_cost_less_and_no_image_is_free(maker: str) -> None:
    for name in RULES[maker]:
        rule = rule_for(maker, name)
        for shape in ((1, 1), (3, 4), (16, 9), (1, 40)):
            sizes = [tokens_of(rule, shape[0] * k, shape[1] * k) for k in (1, 8, 64, 256)]
            assert min(sizes) > 0
            assert all(b >= 0.9 * a for a, b in pairwise(sizes))


def test_what_a_tool_shows_costs_what_it_does_from_a_user_wherever_it_stands() -> None:
    data = png_header(1280, 800)
    url = f"data:image/png;base64,{data}"
    call = {"type": "computer_call", "call_id": "c", "action": {"type": "screenshot"}}
    answer = {"type": "computer_call_output", "call_id": "c"}
    shown = [
        {**answer, "output": {"type": "computer_screenshot", "image_url": url}},
        {**answer, "output": {"image_url": url}},
        {**answer, "output": {"type": "computer_screenshot", "file_id": "file-1"}},
    ]
    use = {"type": "tool_use", "id": "c", "name": "shot", "input": {}}
    source = {"type": "base64", "media_type": "image/png", "data": data}
    result = {
        "type": "tool_result",
        "tool_use_id": "c",
        "content": [{"type": "image", "source": source}],
    }
    for item in shown:
        (image,) = [b for b in read([call, item]).blocks if b.kind == "image"]
        weight = weigh(image, maker_of_model("gpt-5.4", "openai_responses"), len)
        assert weight is not None
        assert (weight.tokens, weight.exact) == (
            1229 if "file_id" in str(item) else 1200,
            "file_id" not in str(item),
        )
    told = [{"role": "assistant", "content": [use]}, {"role": "user", "content": [result]}]
    (image,) = [b for b in read(told).blocks if b.kind == "image"]
    weight = weigh(image, maker_of_model("claude-sonnet-4-5", "anthropic"), len)
    assert weight is not None
    assert (weight.tokens, weight.exact) == (1366, True)
