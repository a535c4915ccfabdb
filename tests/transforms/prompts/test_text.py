"""White space of a prompt is put in order; indentation and fenced code stay."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom_lab.transforms.prompts.text import ends_in_fence, fenced, tidy

PIECES = ("a", "  b", "\tc ", "", "   ", "```", "~~~~", "``` py", "- ```", "x ``` y")
TEXTS = st.lists(
    st.tuples(st.sampled_from(PIECES), st.sampled_from(("\n", "\n", "\r\n", "\r"))), max_size=20
).map(lambda lines: "".join(a + b for a, b in lines))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a  \nb\t\n", "a\nb\n"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("a\n\n\n\nb", "a\n\nb"),
        ("a\n  \n\t\nb", "a\n\nb"),
        ("  a\n\tb", "  a\n\tb"),
        ("a  b", "a  b"),
        ("\n\n\n", "\n"),
        ("", ""),
        ("```\na  \r\n\n\n\n```\nb  \n", "```\na  \r\n\n\n\n```\nb\n"),
    ],
)
def test_white_space_is_put_in_order(text: str, wanted: str) -> None:
    assert tidy(text).text == wanted
    assert bool(tidy(text).lines) == (text != wanted)


def test_changed_lines_are_named() -> None:
    assert tidy("a\nb \nc\n\n\nd").path == "lines 2-5"


@given(TEXTS)
def test_tidying_twice_changes_nothing(text: str) -> None:
    once = tidy(text).text
    assert tidy(once).text == once
    assert len(once) <= len(text)


@given(TEXTS)
def test_indentation_and_words_stay(text: str) -> None:
    once = tidy(text).text
    kept = [line.rstrip() for line in text.splitlines() if line.strip()]
    assert [line.rstrip() for line in once.splitlines() if line.strip()] == kept


@given(TEXTS)
def test_fenced_code_stays_to_the_byte(text: str) -> None:
    lines = text.split("\n")
    code = [line for line, inside in zip(lines, fenced(lines), strict=True) if inside]
    if "\r" not in text.replace("\r\n", ""):  # a lone \r ends a line for tidy alone
        once = tidy(text).text.split("\n")
        assert [line for line, inside in zip(once, fenced(once), strict=True) if inside] == code


def test_which_lines_are_code() -> None:
    lines = ["a", "```py", "b", "~~~", "```", "c", "~~~", "d"]
    assert list(fenced(lines)) == [False, True, True, True, True, False, True, True]
    assert ends_in_fence("\n".join(lines))
    assert not ends_in_fence("a\n```\nb\n```\n")
    assert list(fenced(["a ``` b", "```x``` y", "c"])) == [False, False, False]
