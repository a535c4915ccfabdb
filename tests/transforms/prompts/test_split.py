"""Which lines and sentences of a prompt can move, and how the rest reads."""

from __future__ import annotations

import pytest

from headroom_lab.messages.volatile import find_volatile
from headroom_lab.transforms.prompts.split import Split, split, with_tail

UUID = "3f2c1ab0-1111-4222-8333-abcdefabcdef"


def parted(text: str) -> Split:
    """Return a text in two."""
    return split(text, find_volatile(text))


@pytest.mark.parametrize(
    "line",
    [
        "Current date: 2026-11-23",
        "  - **Current time:** 10:32 UTC",
        "Today is Monday, November 23, 2026.",
        "The current date and time is 2026-11-23 10:00 (UTC).",
        "Today's date: 23.11.2026 (Monday)",
        "current_date: 2026-11-23",
        "date: 2026-11-23",
        "Date: 2026-11-23, Time: 10:32",
        "Request ID: 12 | Session: abc123def",
        "session_id = 'abc123'",
        "<current_date>2026-11-23</current_date>",
        "Today is 2026-11-23 and the time is 10:32.",
    ],
)
def test_a_line_of_labelled_values_moves_whole(line: str) -> None:
    found = parted(f"You are kind.\n\n{line}\n\nBe brief.")
    assert found == Split("You are kind.\n\nBe brief.", (line,), True)


@pytest.mark.parametrize(
    "line",
    [
        "The law of 2019-05-01 says no.",
        "Meeting date: 2026-11-23",
        "1. Current date: 2026-11-23",
        '  "date": "2026-11-23",',
        "| Date | 2026-11-23 |",
        "```\nCurrent date: 2026-11-23\n```",
        "~~~~ yaml\nsession_id: abc123\n~~~~",
        "From: bob\nDate: 2026-11-23\nSubject: hello",
        "We said that\nit is now 2026-11-23\nor later.",
        "<document_date>2026-11-23</document_date>",
    ],
)
def test_what_is_no_labelled_value_stays(line: str) -> None:
    text = f"You are kind.\n\n{line}\n\nBe brief."
    assert parted(text) == Split(text, (), False)
    assert len(find_volatile(text)) == 1


def test_a_sentence_moves_out_of_its_line() -> None:
    text = f"Session: {UUID}. Be kind.\nAsk.  Today is 2026-11-23.  Answer."
    parts = parted(text)
    assert parts.body == "Be kind.\nAsk.  Answer."
    assert parts.moved == (f"Session: {UUID}.", "Today is 2026-11-23.")
    assert parts.frees


@pytest.mark.parametrize(
    ("intro", "outro"),
    [("Context:\n", ""), ("## Session\n\n", ""), ("<env>\n", "\n</env>")],
)
def test_an_introduction_goes_with_what_it_introduces(intro: str, outro: str) -> None:
    text = f"You are kind.\n\n{intro}- Session ID: abc123{outro}\n\n# Rules\nBe brief."
    assert parted(text).body == "You are kind.\n\n# Rules\nBe brief."
    kept = text.replace("abc123", "abc123\n- Working folder: /a")
    assert intro.strip() in parted(kept).body


def test_a_subsection_keeps_its_section() -> None:
    text = "# Session\nSession ID: abc123\n## More\nBe brief."
    assert parted(text).body == "# Session\n## More\nBe brief."


def test_what_stands_last_frees_nothing() -> None:
    assert not parted("Be kind.\nCurrent date: 2026-11-23\n").frees
    assert not parted("Be kind. Today is 2026-11-23.").frees
    assert parted("Be kind. Today is 2026-11-23. Be brief.").frees


def test_the_tail_stands_under_its_heading() -> None:
    assert with_tail("a\n", ["b", "c"], "x\n\n") == "a\n\nb\nc\n\n"
    assert with_tail("", ["b"], "x") == "b"
