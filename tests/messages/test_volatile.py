"""What counts as volatile, and above all what doesn't."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom_lab.messages import volatile_forms as forms
from headroom_lab.messages.volatile import DATES, IDS, find_volatile
from headroom_lab.messages.worded_dates import worded_dates

UUID = "3f2c1ab0-1111-4222-8333-abcdefabcdef"


def kinds(text: str) -> list[tuple[str, str]]:
    """Return kind and text of each volatile text."""
    return [(found.kind, found.text) for found in find_volatile(text)]


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("on 2026-11-23 or", "date", "2026-11-23"),
        ("on 2026/1/5 or", "date", "2026/1/5"),
        ("am 23.11.2026 um", "date", "23.11.2026"),
        ("on 11/23/2026 or", "date", "11/23/2026"),
        ("on Monday, November 23, 2026.", "date", "Monday, November 23, 2026"),
        ("23rd of November 2026", "date", "23rd of November 2026"),
        ("2026年11月23日", "date", "2026年11月23日"),
        ("at 2026-11-23T10:00:00.123Z it", "datetime", "2026-11-23T10:00:00.123Z"),
        ("2026-11-23 10:00:00+01:00", "datetime", "2026-11-23 10:00:00+01:00"),
        ("Mon, 23 Nov 2026 10:00:00 GMT", "datetime", "Mon, 23 Nov 2026 10:00:00 GMT"),
        ("at 10:32 UTC", "time", "10:32 UTC"),
        ("Today is Monday.", "date", "Monday"),
        ("Current month: November 2026", "date", "November 2026"),
        ("Current year: 2026", "date", "2026"),
        ("It is now 3 pm.", "time", "3 pm"),
        ("Timestamp: 1764000000", "datetime", "1764000000"),
        ("see " + UUID, "uuid", UUID),
        ("Session: " + UUID, "session id", UUID),
        ('"session_id": "abc123",', "session id", "abc123"),
        ("<session_id>abc123</session_id>", "session id", "abc123"),
        ("Request ID: 4711", "request id", "4711"),
        ("got req_011CSHoEeqs5C35K2UUqR7Fy", "request id", "req_011CSHoEeqs5C35K2UUqR7Fy"),
        ("User ID: 12345", "user id", "12345"),
        ("Token: abc123def456", "token", "abc123def456"),
        ("Commit: 3f2c1ab", "hash", "3f2c1ab"),
        ("d41d8cd98f00b204e9800998ecf8427e", "hash", "d41d8cd98f00b204e9800998ecf8427e"),
    ],
)
def test_what_is_volatile(text: str, kind: str, value: str) -> None:
    assert kinds(text) == [(kind, value)]


@pytest.mark.parametrize(
    "text",
    [
        "Avoid speculation",
        "Avoid: speculation 2",
        "the request id is required",
        "Max tokens: 4096",
        "Session: morning classes",
        "version 1.2.3 on 192.168.1.20",
        "gpt-4o-mini-2024-07-18 and claude-3-5-sonnet-20241022",
        "https://example.com/2026/11/23/post",
        "in 2026 and on Monday",
        "see 16:9, 1:2:3 and 99:99",
        "localhost:8080",
        "identity: 7 and valid: 8",
        "function_call and call_customer_service",
        "2026-13-45 is no date",
    ],
)
def test_what_is_not(text: str) -> None:
    assert kinds(text) == []


def test_avoid_speculation_holds_no_id() -> None:
    assert find_volatile("Avoid speculation. Avoid id: guesses. Void id speculation-4.") == []


def test_a_label_is_told_from_prose() -> None:
    labelled = {v.text: v.labelled for v in find_volatile("Date: 2026-11-23, law of 2019-05-01")}
    assert labelled == {"2026-11-23": True, "2019-05-01": False}


PARTS = (
    "2026-11-23",
    "10:32",
    " ",
    "\n",
    "Today is ",
    "Monday",
    "id: ",
    "session",
    UUID,
    "-",
    "x7",
)


@given(st.lists(st.sampled_from(PARTS) | st.text(max_size=5), max_size=30).map("".join))
def test_findings_are_slices_in_order(text: str) -> None:
    found = find_volatile(text)
    assert all(text[v.start : v.stop] == v.text and v.text for v in found)
    assert all(a.stop <= b.start for a, b in pairwise(found))
    assert all(v.kind in DATES + IDS for v in found)


@given(st.lists(st.lists(st.sampled_from(PARTS), max_size=6).map("".join), max_size=8))
def test_lines_do_not_see_each_other(chunks: list[str]) -> None:
    lines = "\n".join(chunks).split("\n")
    together = [v.text for v in find_volatile("\n".join(lines))]
    assert together == [v.text for line in lines for v in find_volatile(line)]


@pytest.mark.parametrize("unit", ["a", "1", "-", " ", "1-", "eyJ", "today is ", "id: ", "token=="])
def test_a_megabyte_of_the_same(unit: str) -> None:
    text = unit * (1_000_000 // len(unit))
    assert find_volatile(text) == []
    assert [v.text for v in find_volatile(text + "\n2026-11-23")] == ["2026-11-23"]


@given(st.lists(st.sampled_from(PARTS) | st.text(max_size=5), max_size=30).map("".join))
def test_a_guard_holds_back_nothing_that_its_patterns_find(line: str) -> None:
    guards = (
        (forms.YEAR_OR_CLOCK, [forms.DATE]),
        (forms.DATE_TO_LABEL, [forms.LABELLED_DATE]),
        (forms.BARE_ID, list(forms.BARE_IDS.values())),
        (forms.LABEL_OF_ID, [pattern for _, pattern in forms.LABELLED_IDS]),
    )
    for guard, patterns in guards:
        assert guard.search(line) or not any(p.search(line) for p in patterns)
    assert forms.YEAR.search(line) or not list(worded_dates(line, 0, len(line)))
