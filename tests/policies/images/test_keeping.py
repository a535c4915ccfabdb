"""Older images become a line, in every format, tool units intact."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headroom_lab import keep_images, protect, replay, simulate
from headroom_lab.messages import problems, read
from headroom_lab.messages.given import Request
from headroom_lab.policies.moments.occasion import Occasion
from headroom_lab.policies.moments.senders import sender
from tests.policies.images.pictures import screen
from tests.policies.moments.streams import MODEL, check_sticky, sent_of
from tests.strategies import FORMATS, PIXEL, conversations
from tests.tokens.media.test_pixels import png_header

LARGE = png_header(1280, 800)


def shots(count: int, data: str = LARGE) -> list[Any]:
    """Return a session of so many screenshots."""
    source = {"type": "base64", "media_type": "image/png", "data": data}
    made: list[Any] = [{"role": "user", "content": "look"}]
    for n in range(count):
        call = {"type": "tool_use", "id": f"c{n}", "name": "screenshot", "input": {}}
        image = {"type": "image", "source": source}
        told = {"type": "tool_result", "tool_use_id": f"c{n}", "content": [image]}
        made += [{"role": "assistant", "content": [call]}, {"role": "user", "content": [told]}]
    return made


def images(messages: Any) -> int:
    """Return how many images a list holds."""
    return sum(block.kind == "image" for block in read(messages).blocks)


def test_the_last_ones_stay_and_a_line_says_what_the_others_were() -> None:
    found = simulate(shots(6), MODEL, policy=keep_images(2, step=1))
    assert images(found.messages) == 2
    assert found.messages[2]["content"][0]["content"] == [
        {"type": "text", "text": "[image by screenshot of 1280 x 800 pixels left out: 1366 tokens]"}
    ]
    assert [row.kind for row in found.removals] == ["image"] * 4
    assert found.messages[-1] is found.given[-1]
    kept = simulate(shots(6), MODEL, policy=protect("keep_images(2, step=1)", messages=[2]))
    assert images(kept.messages) == 3


def test_they_go_some_at_a_time_and_at_once_when_the_cache_is_cold() -> None:
    sent = sent_of(keep_images(1, step=3), shots(6))
    check_sticky(sent)
    assert [images(one.messages) for one in sent[1:]] == [1, 2, 3, 1, 2, 3]
    cold = sent_of(keep_images(1, step=3), shots(6), {3})
    assert [images(one.messages) for one in cold[1:4]] == [1, 2, 1]


@pytest.mark.parametrize("last", [1, 3])
def test_the_step_by_default_costs_about_the_least(last: int) -> None:
    session = shots(40)
    others = {str(step): keep_images(last, step=step) for step in (1, 4, 10, 20)}
    found = replay(session, {"default": keep_images(last), **others}, model=MODEL, progress=False)
    bills = {one.policy: one.cost or 0.0 for one in found.totals}
    assert found.unchanged.cost is not None
    assert bills["default"] < 0.85 * found.unchanged.cost
    assert bills["default"] <= 1.05 * min(bills.values())


def test_at_a_compaction_all_older_ones_go() -> None:
    sends = sender(keep_images(1), model=MODEL)
    sends.send(Occasion(Request(shots(3), MODEL)))
    after = sends.send(Occasion(Request(shots(3), MODEL), 1, opens="compaction"))
    assert images(after.messages) == 1


def test_a_screenshot_that_no_text_may_replace_stays() -> None:
    messages = [*screen(PIXEL), *screen(PIXEL)[1:]]
    found = simulate(messages, "gpt-5.4", policy=[keep_images(0, step=1), "superseded"])
    assert found.messages == messages
    assert not found.removals


def test_one_image_that_stands_twice_is_two() -> None:
    messages = shots(2)
    messages[4]["content"][0]["content"] = messages[2]["content"][0]["content"]
    found = simulate(messages, MODEL, policy=keep_images(1, step=1))
    assert images(found.messages[:3]) == 0
    assert images(found.messages) == 1


@pytest.mark.parametrize("format", FORMATS)
@settings(max_examples=5)
@given(data=st.data())
def test_units_stay_whole(format: str, data: Any) -> None:
    messages = data.draw(conversations(format))
    found = simulate(messages, MODEL, policy=keep_images(1, step=1))
    assert images(found.messages) <= max(1, images(messages))
    assert len(problems(read(found.messages))) == len(problems(read(messages)))
    assert len(found.messages) == len(messages)


def test_one_part_that_stands_in_several_messages_goes_from_the_older_ones_only() -> None:
    messages = shots(6)
    image = messages[2]["content"][0]["content"][0]
    for result in messages[2::2]:
        result["content"][0]["content"] = [image]
    found = simulate(messages, MODEL, policy=keep_images(2, step=1))
    assert images(found.messages) == 2
    assert [row.message for row in found.removals] == [2, 4, 6, 8]
    kept = simulate(messages, MODEL, policy=protect("keep_images(2, step=1)", messages=[2]))
    assert kept.messages[2] is messages[2]


def test_one_part_that_stands_twice_in_a_message_goes_once_where_one_is_the_last() -> None:
    messages = shots(1)
    image = messages[2]["content"][0]["content"][0]
    messages[2]["content"][0]["content"] = [image, {"type": "text", "text": "again"}, image]
    found = simulate(messages, MODEL, policy=keep_images(1, step=1))
    first, _, last = found.messages[2]["content"][0]["content"]
    assert first["type"] == "text"
    assert last is image
    assert len(found.removals) == 1
    none = simulate(messages, MODEL, policy=keep_images(0, step=1))
    assert images(none.messages) == 0


@pytest.mark.parametrize("data", [PIXEL, png_header(20_000, 1)])
def test_an_image_that_is_shorter_than_a_line_stays_and_hinders_no_other(data: str) -> None:
    messages = shots(6, data)
    found = simulate(messages, MODEL, policy=keep_images(1, step=3))
    assert found.messages == messages
    assert not found.removals
    both = simulate([*messages, *shots(9)[13:]], MODEL, policy=keep_images(1, step=2))
    assert [row.message for row in both.removals] == [14, 16]
