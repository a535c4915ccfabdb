"""CacheAligner: the prompt's stable part becomes the same bytes for every request."""

from __future__ import annotations

import copy
import re
from collections import Counter
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom_lab.config import CacheAlignerConfig
from headroom_lab.messages import read
from headroom_lab.results import TransformResult
from headroom_lab.tokens import Tokenizer
from headroom_lab.transforms.prompts.cache_aligner import CacheAligner
from tests.strategies import FORMATS, conversations

TOKENIZER = Tokenizer(model="gpt-4o")
ALWAYS = CacheAlignerConfig(stable_prefix_min_tokens=0)
UUIDS = ("3f2c1ab0-1111-4222-8333-abcdefabcdef", "00000000-aaaa-4bbb-9ccc-0123456789ab")
STABLE = (
    "You are kind.",
    "- Be brief.",
    "# Rules",
    "## More",
    "Context:",
    "<env>",
    "</env>",
    "  indented",
    "Avoid speculation",
    "From: bob",
    "",
    "",
    "trailing  ",
    "```",
    "and so on",
)
MOVABLE = (
    "Current date: {date}",
    "- **Current time:** {time}",
    "Today is {date}.",
    "today is {date}",
    "Date: {date}",
    "date: {date}",
    "# Now: {date}",
    "Session ID: {id}",
    "Request ID: {id}, time: {time}",
    "<session_id>{id}</session_id>",
    "Be kind. It is now {time}. Thanks.",
    "Session: {id}. Be kind.",
)
FIXED = ("The law of {date} says no.", "1. Today is {date}.", '"session_id": "{id}",')
DATES = ("2026-11-23", "1/5/2026", "Monday, November 23, 2026", "7 May 2027", "2026年1月3日")
TIMES = ("10:32", "9:05:11 PM", "23:59:59.123 UTC", "2026-11-23T10:00:00Z")


@cache
def values() -> st.SearchStrategy[dict[str, str]]:
    """Return what may stand in the places of a template."""
    ids = st.sampled_from((*UUIDS, "req_011CSHoEeqs5C35K2UUqR7Fy"))
    return st.fixed_dictionaries(
        {"date": st.sampled_from(DATES), "time": st.sampled_from(TIMES), "id": ids}
    )


def templates(*lines: str) -> st.SearchStrategy[str]:
    """Return prompts of up to 14 of those lines."""
    return st.lists(st.sampled_from(lines), max_size=14).map("\n".join)


PROMPTS = templates(*STABLE, *MOVABLE, *FIXED)


def align(content: Any, config: CacheAlignerConfig = ALWAYS, **rest: Any) -> TransformResult:
    """Align a conversation of one system message and a user's."""
    messages = [{"role": "system", "content": content, **rest}, {"role": "user", "content": "hi"}]
    return CacheAligner(config).align(messages, TOKENIZER)


def aligned(text: str, config: CacheAlignerConfig = ALWAYS) -> str:
    """Return a system prompt as it is after aligning."""
    return str(align(text, config).messages[0]["content"])


def words(text: str) -> Counter[str]:
    """Return the words of a text, those of the heading aside."""
    return Counter(text.split())


@given(PROMPTS, values(), st.booleans())
def test_aligning_twice_changes_nothing(template: str, given_values: Any, tidy: bool) -> None:
    config = CacheAlignerConfig(stable_prefix_min_tokens=0, normalize_whitespace=tidy)
    once = align(template.format(**given_values), config)
    twice = CacheAligner(config).align(once.messages, TOKENIZER)
    assert twice.messages == once.messages
    assert twice.transforms_applied == []
    assert twice.stable_prefix_hash == once.stable_prefix_hash


@given(PROMPTS, values(), values())
def test_two_requests_share_the_stable_prefix(template: str, one: Any, other: Any) -> None:
    first, second = (align(template.format(**v)) for v in (one, other))
    assert first.stable_prefix_hash == second.stable_prefix_hash
    assert first.stable_prefix_tokens == second.stable_prefix_tokens
    assert first.transforms_applied == second.transforms_applied


@given(templates(*STABLE, *MOVABLE[:-1]), values())
def test_nothing_is_lost_and_nothing_made_up(template: str, given_values: Any) -> None:
    text = template.format(**given_values)
    assert words(aligned(text)) == words(text)
    bodies = [line.rstrip() for line in aligned(text).split("\n") if line.strip()]
    known = [line.rstrip() for line in text.split("\n")]
    parts = [part for line in known for part in re.split(r"(?<=[.]) ", line)]
    assert {*bodies} <= {*known, *parts, "Be kind. Thanks."}


@given(PROMPTS, values())
def test_the_ledger_adds_up(template: str, given_values: Any) -> None:
    result = align(template.format(**given_values))
    assert all(row.kind == "white space" and row.tokens >= 0 for row in result.removals)
    assert len(result.removals) <= 1
    saved = result.tokens_removed + result.tokens_reencoded - result.tokens_markers
    assert result.tokens_before - result.tokens_after == saved
    moved = any(name != "cache_aligner:white_space" for name in result.transforms_applied)
    assert moved or result.tokens_after <= result.tokens_before
    assert result.tokens_markers == 0
    assert result.stable_prefix_freed is not None
    assert result.stable_prefix_tokens is not None
    assert result.tokens_removed == result.tokens_before - result.tokens_after or moved


@given(PROMPTS, values())
def test_a_place_points_at_what_is_volatile(template: str, given_values: Any) -> None:
    text = template.format(**given_values)
    for found in align(text).volatile:
        assert text[found.offset : found.offset + len(found.text)] == found.text
        assert found.message == 0


@pytest.mark.parametrize("format", FORMATS)
@given(data=st.data())
def test_other_messages_stay_the_same_objects(format: str, data: Any) -> None:
    messages = data.draw(conversations(format))
    text = data.draw(PROMPTS).format(**data.draw(values()))
    role = "developer" if format == "openai_responses" else "system"
    messages = [{"role": role, "content": text}, *messages]
    before = copy.deepcopy(messages)
    result = CacheAligner(ALWAYS).align(messages, TOKENIZER)
    assert messages == before
    system = {index for index, m in enumerate(read(messages).messages) if m.role == "system"}
    others = [m for index, m in enumerate(messages) if index not in system]
    after = [m for m, index in zip(result.messages, result.origins, strict=True) if index not in system]  # fmt: skip
    assert all(a is b for a, b in zip(after, others, strict=True))


def test_real_conversations(real_conversations: list[dict[str, Any]]) -> None:
    for conversation in real_conversations:
        messages = conversation["messages"]
        once = CacheAligner(ALWAYS).align(messages, TOKENIZER)
        assert CacheAligner(ALWAYS).align(once.messages, TOKENIZER).messages == once.messages
        assert len(once.messages) == len(messages)
        for old, new in zip(messages, once.messages, strict=True):
            assert old["role"] == "system" or old is new
            assert words(str(new["content"])) == words(str(old["content"]))


def test_a_line_moves_behind_what_stays() -> None:
    text = "You are kind.\nCurrent date: 2026-11-23\nBe brief."
    result = align(text)
    assert result.messages[0]["content"] == ("You are kind.\nBe brief.\n\nCurrent date: 2026-11-23")
    assert result.transforms_applied == ["cache_aligner:1"]
    assert [(v.kind, v.text) for v in result.volatile] == [("date", "2026-11-23")]
    before = TOKENIZER.count_text("You are kind.\nCurrent date: ")
    assert result.stable_prefix_tokens == before + result.stable_prefix_freed
    assert result.stable_prefix_freed > 0


def test_avoid_speculation_holds_no_id() -> None:
    result = align("Avoid speculation.\nAvoid: guesses\nBe kind.")
    assert result.volatile == ()
    assert result.transforms_applied == []


def test_what_stands_last_already_is_left_there() -> None:
    text = "You are kind.\n\nCurrent date: 2026-11-23\nSession ID: abc123\n"
    result = align(text)
    assert result.messages[0]["content"] == text
    assert result.transforms_applied == []
    assert len(result.volatile) == 2


def test_a_short_prompt_is_only_reported() -> None:
    text = "You are kind.\nCurrent date: 2026-11-23\nBe brief."
    result = align(text, CacheAlignerConfig())
    assert result.messages[0]["content"] == text
    assert len(result.volatile) == 1
    assert align(text + " Be kind." * 100, CacheAlignerConfig()).transforms_applied


def test_dates_stay_where_they_are_not_to_be_extracted() -> None:
    config = CacheAlignerConfig(extract_dates=False, stable_prefix_min_tokens=0)
    result = align("Current date: 2026-11-23\nBe kind.   ", config)
    assert result.messages[0]["content"] == "Current date: 2026-11-23\nBe kind."
    assert result.transforms_applied == ["cache_aligner:white_space"]
    assert len(result.volatile) == 1


def test_white_space_stays_where_it_is_not_to_be_touched() -> None:
    config = CacheAlignerConfig(normalize_whitespace=False, stable_prefix_min_tokens=0)
    assert aligned("a  \r\n\r\n\r\n\r\nb \n", config) == "a  \r\n\r\n\r\n\r\nb \n"


def test_text_moves_past_the_cache_breakpoint_of_a_block() -> None:
    cached = {"cache_control": {"type": "ephemeral"}}
    first = {"type": "text", "text": "Current date: 2026-11-23\nBe kind.", **cached}
    second = {"type": "text", "text": "Be brief."}
    result = align([first, second])
    assert result.messages[0]["content"] == [
        {"type": "text", "text": "Be kind.", **cached},
        {"type": "text", "text": "Be brief.\n\nCurrent date: 2026-11-23"},
    ]
    assert first["text"].startswith("Current date")


def test_a_part_that_would_be_left_empty_goes_unless_it_holds_a_breakpoint() -> None:
    date = {"type": "text", "text": "Current date: 2026-11-23"}
    stable = {"type": "text", "text": "Be kind.", "cache_control": {"type": "ephemeral"}}
    (part,) = align([date, stable]).messages[0]["content"]
    assert part["text"] == "Be kind.\n\nCurrent date: 2026-11-23"
    held = [{**date, "cache_control": {"type": "ephemeral"}}, stable]
    assert align(held).messages[0]["content"] == held


def test_several_system_messages_are_one_prompt() -> None:
    messages = [
        {"role": "developer", "content": "Current date: 2026-11-23"},
        {"role": "system", "content": "Be kind."},
        {"role": "user", "content": "Current date: 2026-11-23\nhi  "},
        {"role": "system", "content": "Request ID: 12\nBe brief.  "},
    ]
    result = CacheAligner(ALWAYS).align(messages, TOKENIZER)
    assert [m["content"] for m in result.messages] == [
        "Be kind.\n\nCurrent date: 2026-11-23",
        messages[2]["content"],
        "Request ID: 12\nBe brief.",
    ]
    assert result.origins == (1, 2, 3)


def test_without_a_system_prompt_nothing_happens() -> None:
    messages = [{"role": "user", "content": "Current date: 2026-11-23\nhi  "}]
    result = CacheAligner().align(messages)
    assert result.messages[0] is messages[0]
    assert (result.volatile, result.stable_prefix_tokens) == ((), 0)


def test_a_new_value_joins_the_tail_that_is_there() -> None:
    once = aligned("Current date: 2026-11-23\nBe kind.")
    again = align(f"Session ID: abc123\n{once}")
    assert again.messages[0]["content"] == (
        "Be kind.\n\nSession ID: abc123\nCurrent date: 2026-11-23"
    )
    assert again.tokens_markers == 0


def test_an_open_fence_keeps_everything_where_it_is() -> None:
    text = "Current date: 2026-11-23\nBe kind.\n```\ncode"
    assert aligned(text) == text


def test_a_prompt_of_a_megabyte() -> None:
    line = "Keep the answer of 2019-05-01 short.\n"
    text = "Current date: 2026-11-23\n" + line * (1_000_000 // len(line))
    result = align(text)
    assert result.messages[0]["content"].endswith("Current date: 2026-11-23\n")
