"""What a vendor would scale down is sent so, and nothing else changes."""

from __future__ import annotations

import sys
from typing import Any

import openai
import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom_lab import HeadroomClient, compare, fit_images, protect, replay, simulate
from headroom_lab.errors import MissingPackageError
from headroom_lab.messages import problems, read
from headroom_lab.policies.images.scaling import scaled
from headroom_lab.tokens.media.image_rules import RULES, AreaRule, rule_for, seen_size, tokens_of
from tests.client.server import serving
from tests.policies.images.pictures import screen, shown, sizes, written
from tests.policies.moments.streams import check_sticky, sent_of

LARGE = written(1700, 1100)
MODELS = {
    "anthropic": "claude-sonnet-4-5",
    "openai_chat": "gpt-4o",
    "openai_responses": "gpt-4.1-mini",
}
SEEN = {"anthropic": (1348, 872), "openai_chat": (1186, 768), "openai_responses": (1533, 992)}


@given(
    st.sampled_from([rule_for(maker, name) for maker in RULES for name in RULES[maker]]),
    st.tuples(st.integers(1, 9_000), st.integers(1, 9_000)),
    st.sampled_from(["auto", "low", "high", "original"]),
)
def test_what_is_scaled_is_never_scaled_again_and_costs_no_more(
    rule: Any, size: tuple[int, int], detail: str
) -> None:
    seen = seen_size(rule, *size, detail)
    assert 1 <= seen[0] <= size[0]
    assert 1 <= seen[1] <= size[1]
    assert seen_size(rule, *seen, detail) == seen
    before, after = (tokens_of(rule, *one, detail) for one in (size, seen))
    # A row and a column of pixels less, where a price is by area.
    assert abs(before - after) <= (sum(seen) / 750 + 2 if isinstance(rule, AreaRule) else 0)


@pytest.mark.parametrize("format", MODELS)
def test_a_large_image_goes_in_the_size_that_its_model_sees(format: str) -> None:
    messages = shown(LARGE)[format]
    found = simulate(messages, MODELS[format], policy="fit_images")
    assert sizes(found.messages) == [SEEN[format]]
    assert sizes(messages) == [(1700, 1100)]
    (row,) = found.removals
    assert f"1700 x 1100 to {SEEN[format][0]} x {SEEN[format][1]} pixels" in row.reason
    assert 0 <= found.tokens_saved == row.tokens <= 2
    assert any("less to send, while the vendor bills as before" in w for w in found.warnings)
    assert len(str(found.messages)) < len(str(messages))
    assert row.path == "image 1"
    if not found.tokens_saved:
        assert "The same tokens, images in fewer bytes" in str(found)
    assert not problems(read(found.messages))
    # What was scaled isn't touched again, and others are the same objects.
    assert simulate(found.messages, MODELS[format], policy="fit_images").messages == found.messages
    assert found.messages[-1] is messages[-1] or format == "openai_responses"


@pytest.mark.parametrize(
    ("kind", "mode", "options"),
    [("PNG", "P", {}), ("PNG", "RGBA", {}), ("PNG", "L", {}), ("JPEG", "RGB", {"quality": 100}),
     ("WEBP", "RGB", {"lossless": True}), ("WEBP", "RGBA", {"quality": 100})],
)  # fmt: skip
def test_each_format_stays_its_own(kind: str, mode: str, options: dict[str, Any]) -> None:
    given = written(1000, 800, kind, mode, **options)
    messages = shown(given, kind.lower())["openai_chat"]
    found = simulate(messages, "gpt-4o", policy="fit_images")
    url = found.messages[0]["content"][0]["image_url"]["url"]
    head, _, data = url.partition(",")
    assert head == f"data:image/{kind.lower()};base64"
    assert data[:5] == given[:5]  # the signature of the format
    assert len(data) <= len(given)
    assert sizes(found.messages) == ([(960, 768)] if found.removals else [(1000, 800)])


def test_what_cannot_be_scaled_stays_and_is_named() -> None:
    moving = written(1000, 800, "WEBP", save_all=True, append_images=[_frame()])
    for data, why in (
        (LARGE[: len(LARGE) // 8 * 4], "broken"),
        ("aGVsbG8=", "broken"),
        (moving, "moving"),
        (written(1000, 800, "GIF"), "neither PNG, JPEG nor WebP"),
        (written(1000, 800, "JPEG", "CMYK"), "in colours of the kind CMYK"),
    ):
        messages = shown(data)["openai_chat"]
        found = simulate(messages, "gpt-4o", policy="fit_images")
        assert found.messages == messages
        assert any(f"1 image left alone, {why} (message 0)" in text for text in found.warnings)


def _frame() -> Any:
    from PIL import Image

    return Image.new("RGB", (1000, 800), "red")


def test_links_small_images_and_protected_ones_are_left_alone() -> None:
    link = [
        {
            "role": "user",
            "content": [{"type": "image_url", "image_url": {"url": "https://a/b.png"}}],
        }
    ]
    for messages in (link, shown(written(700, 700))["openai_chat"]):
        found = simulate(messages, "gpt-4o", policy="fit_images")
        assert found.messages == messages
        assert not found.removals
        assert not any("fit_images" in text for text in found.warnings)
    messages = shown(LARGE)["openai_chat"]
    assert (
        simulate(messages, "gpt-4o", policy=protect("fit_images", messages=[0])).messages
        == messages
    )
    new = simulate(messages, "gpt-5.9", policy="fit_images")
    assert new.messages == messages
    assert any("whose vendor doesn't tell a size" in text for text in new.warnings)


def test_a_screen_in_which_a_model_points_stays() -> None:
    clicks = {"name": "click", "input_schema": {"properties": {"x": {}, "y": {}}}}
    for messages, model, tools in (
        (screen(LARGE), "gpt-4.1-mini", None),
        (shown(LARGE, tool="computer")["anthropic"], "claude-sonnet-4-5", None),
        (shown(LARGE)["anthropic"], "claude-sonnet-4-5", [clicks]),
    ):
        found = simulate(messages, model, policy="fit_images", tools=tools)
        assert found.messages == messages
        assert any("in which the model points at places" in text for text in found.warnings)


def test_every_request_sends_it_alike_so_that_the_cache_holds() -> None:
    messages = [*shown(LARGE)["anthropic"], {"role": "user", "content": "and?"}]
    sent = sent_of([fit_images(), "lossless"], messages)
    check_sticky(sent)
    assert all(one.changed_from is None for one in sent[2:])
    (total,) = replay(messages, {"fitted": "fit_images"}, model="claude-sonnet-4-5").totals
    assert total.rewriting == 0
    assert total.cost_percent == pytest.approx(0, abs=0.1)
    assert compare(messages, ["fit_images", "off"], model="gpt-4o")


def test_a_client_sends_it_scaled() -> None:
    with serving() as vendor:
        real = openai.OpenAI(base_url=f"{vendor.url}/v1", api_key="x")
        client = HeadroomClient(real, default_mode="optimize", policy=["lossless", "fit_images"])
        messages = shown(LARGE)["openai_chat"]
        client.chat.completions.create(model="gpt-4o", messages=messages)
        assert sizes(vendor.bodies[-1]["messages"]) == [SEEN["openai_chat"]]


def test_hostile_sizes_are_not_decoded_and_nothing_gets_longer() -> None:
    assert scaled(LARGE, (100_000, 100_000), (100, 100)).why_not
    assert scaled(LARGE, (10, 10), (5, 5)).why_not == "broken"  # the header tells another size
    assert scaled(written(40, 40), (40, 40), (39, 39)).why_not in ("", "no shorter when scaled")


def test_without_pillow_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "PIL.Image", None)
    monkeypatch.setattr("headroom_lab.optional.available", lambda package: False)
    with pytest.raises(MissingPackageError, match=r'pip install "headroom-lab\[images\]"'):
        fit_images()
