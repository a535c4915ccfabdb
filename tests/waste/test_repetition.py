"""Whole texts and runs of lines that were sent before."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom_lab.waste.repetition import without_repeated_lines, without_repeated_texts

LINES = [f"line {n} of a file that an agent reads" for n in range(40)]
FILE = "\n".join(LINES)
TEXTS = st.lists(
    st.lists(st.sampled_from([*LINES[:4], "", "x"]), max_size=12).map("\n".join), max_size=6
)


def test_a_text_sent_before_goes_whole() -> None:
    assert without_repeated_texts([FILE, "between", FILE, FILE]) == [FILE, "between", "", ""]


def test_a_short_answer_says_something_each_time() -> None:
    texts = ["ok", "yes", "ok", "continue", "continue"]
    assert without_repeated_texts(texts) == texts


def test_lines_of_a_file_read_again_go() -> None:
    later = "\n".join(["a new head", *LINES[10:20], "a new foot"])
    assert without_repeated_lines([FILE, later]) == [FILE, "a new head\na new foot"]


def test_a_repeat_inside_one_text_goes() -> None:
    assert without_repeated_lines([f"{FILE}\nbetween\n{FILE}"]) == [f"{FILE}\nbetween"]


def test_three_lines_go_and_two_stay() -> None:
    two, three = "\n".join([*LINES[5:7], "other"]), "\n".join([*LINES[5:8], "other"])
    assert without_repeated_lines([FILE, two]) == [FILE, two]
    assert without_repeated_lines([FILE, three]) == [FILE, "other"]


def test_short_lines_that_any_code_has_stay() -> None:
    code = "    }\n  }\n}\n"
    assert without_repeated_lines([f"a\n{code}", f"b\n{code}"]) == [f"a\n{code}", f"b\n{code}"]


def test_lines_in_another_order_are_no_repeat() -> None:
    turned = "\n".join(reversed(LINES))
    assert without_repeated_lines([FILE, turned]) == [FILE, turned]


@given(TEXTS)
def test_what_is_left_are_lines_of_the_text_in_order(texts: list[str]) -> None:
    for text, left in zip(texts, without_repeated_lines(texts), strict=True):
        rest = iter(text.split("\n"))
        assert left == "" or all(line in rest for line in left.split("\n"))


@given(TEXTS)
def test_every_line_that_goes_stands_earlier(texts: list[str]) -> None:
    before: set[str] = set()
    for left in without_repeated_lines(texts):
        before.update(left.split("\n"))
    assert {line for text in texts for line in text.split("\n") if line} <= before


@given(TEXTS, TEXTS)
def test_what_comes_later_changes_nothing_before(first: list[str], later: list[str]) -> None:
    for step in (without_repeated_texts, without_repeated_lines):
        assert step([*first, *later])[: len(first)] == step(first)


@pytest.mark.timeout(30)
def test_a_million_line_breaks_end() -> None:
    assert without_repeated_lines(["\n" * 1_000_000]) == ["\n" * 1_000_000]
