"""What acts or hides in a text is written out."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom_lab.display.visible import clip, columns, cut, shown, visible


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("\x1b[31m", "\\x1b[31m"),
        ("\x9b2J", "\\x9b2J"),
        ("a\u202eb", "a\\u202eb"),
        ("\u2066x\u2069", "\\u2066x\\u2069"),
        ("\U000e0041", "\\U000e0041"),
        ("\ud800", "\\ud800"),
        ("a\r\nb\tc", "a\\r\nb\tc"),
        ("\x00\x7f\x85", "\\x00\\x7f\\x85"),
        ("größe 漢字 👩‍👧 \\n", "größe 漢字 👩‍👧 \\n"),
    ],
)
def test_what_acts_or_hides_is_written_out(text: str, seen: str) -> None:
    assert visible(text) == seen


@given(st.text(st.characters(codec=None)))
def test_visible_text_holds_no_control_and_can_be_encoded(text: str) -> None:
    seen = visible(text)
    seen.encode("utf-8")
    assert not [c for c in seen if unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t"]
    assert not [c for c in seen if unicodedata.bidirectional(c) in BIDI]
    assert visible(seen) == seen


BIDI = {"LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI"}


@given(st.text(), st.integers(1, 40))
def test_a_cut_text_has_at_most_the_characters_asked_for(text: str, chars: int) -> None:
    assert len(cut(text, chars)) <= chars
    assert len(shown(text, chars)) <= chars
    assert "\n" not in shown(text, chars)


@given(st.text(), st.integers(1, 40))
def test_a_clipped_line_fits_its_columns(text: str, room: int) -> None:
    assert columns(clip(visible(text), room)) <= room


def test_wide_characters_take_two_columns() -> None:
    assert columns("漢a") == 3
    assert clip("漢字漢字", 5) == "漢字…"


def test_secrets_are_masked_in_cells() -> None:
    assert "hunter2hunter2" not in shown("password=hunter2hunter2", 80)
