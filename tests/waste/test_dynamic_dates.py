"""Volatile texts of a prompt go, their labels stay."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from headroom_lab.messages.volatile import find_volatile
from headroom_lab.waste.dynamic_dates import without_volatile


def test_dates_times_and_ids_go_and_their_labels_stay() -> None:
    text = "Current date: 2026-11-23\nRequest ID: 3f2b8c1e-1111-4222-8333-444455556666\nBe brief."
    assert without_volatile(text) == "Current date: \nRequest ID: \nBe brief."


def test_speculation_holds_no_id() -> None:
    text = "Avoid speculation. Answer in two sentences, version 3 of the policy holds."
    assert without_volatile(text) == text


@given(st.lists(st.sampled_from(["Today is 2026-11-23.", "at 10:33:01", "Hi", "\n", " 4711 "])))
def test_what_goes_is_what_was_found(parts: list[str]) -> None:
    text = "".join(parts)
    assert len(text) - len(without_volatile(text)) == sum(len(v.text) for v in find_volatile(text))
