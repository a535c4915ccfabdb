"""The marks that a client has set decide what is cached, and for how long."""

from __future__ import annotations

from typing import Any

import pytest

from headroom_lab import replay

CLAUDE = "claude-sonnet-4-5"


def part(text: str, **mark: Any) -> list[dict[str, Any]]:
    """Return a content of one text, with a mark where one is given."""
    held: dict[str, Any] = {"type": "text", "text": text}
    return [{**held, "cache_control": {"type": "ephemeral", **mark}}] if mark else [held]


def session(first: dict[str, Any], last: dict[str, Any], blocks: int = 1) -> list[dict[str, Any]]:
    """Return three requests with marks in the first and the last message sent."""
    more = [{"type": "text", "text": f"more {n}"} for n in range(blocks)]
    return [
        {"role": "user", "content": part("begin " * 2000, **first)},
        {"role": "assistant", "content": "one"},
        {"role": "user", "content": more},
        {"role": "assistant", "content": "two"},
        {"role": "user", "content": part("go on " * 500, **last)},
        {"role": "assistant", "content": "three"},
    ]


def test_a_write_for_one_hour_is_priced_so() -> None:
    short = replay(session({}, {"ttl": "5m"}), "off", model=CLAUDE, progress=False)
    long = replay(session({}, {"ttl": "1h"}), "off", model=CLAUDE, progress=False)
    for five, hour in zip(short.of("unchanged"), long.of("unchanged"), strict=True):
        written = five.cache_write_tokens
        assert (hour.cache_write_tokens, hour.cache_write_1h_tokens) == (written, written)
        assert five.cache_write_1h_tokens == 0
        more = written * (6.0 - 3.75) / 1e6
        assert hour.cost == pytest.approx((five.cost or 0) + more)


def test_without_marks_caching_is_assumed_and_said() -> None:
    without = replay(session({}, {}), "off", model=CLAUDE, progress=False)
    marked = replay(session({"ttl": "5m"}, {"ttl": "5m"}), "off", model=CLAUDE, progress=False)
    assert "the session sets no cache_control marks: caching is assumed" in without.notes
    assert not any("assumed" in note for note in marked.notes)
    assert without.unchanged.cost == marked.unchanged.cost
    gpt = replay(session({}, {}), "off", model="gpt-4o", progress=False)
    assert not any("assumed" in note for note in gpt.notes)


def test_what_stands_behind_the_last_mark_is_not_cached() -> None:
    rows = replay(session({"ttl": "5m"}, {}), "off", model=CLAUDE, progress=False).of("unchanged")
    first, second, third = rows
    assert first.cache_write_tokens == second.cache_read_tokens == third.cache_read_tokens > 1500
    assert second.cache_write_tokens == third.cache_write_tokens == 0
    assert third.tokens_after - third.cache_read_tokens > 400


def test_a_lone_mark_finds_nothing_further_back_than_twenty_blocks() -> None:
    near = replay(session({}, {"ttl": "5m"}, 19), "off", model=CLAUDE, progress=False)
    far = replay(session({}, {"ttl": "5m"}, 30), "off", model=CLAUDE, progress=False)
    assert near.of("unchanged")[1].cache_read_tokens > 1500
    row = far.of("unchanged")[1]
    assert (row.cache_read_tokens, row.miss) == (0, "modelled: beyond the marks' reach")
