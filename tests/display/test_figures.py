"""Numbers as people read them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom_lab.display import figures


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0, "0 %"),
        (64.166, "64.2 %"),
        (0.01, "<0.1 %"),
        (-0.01, "−<0.1 %"),
        (99.99, ">99.9 %"),
        (100, "100.0 %"),
        (-1.23, "−1.2 %"),
    ],
)
def test_per_cent(value: float, written: str) -> None:
    assert figures.percent(value) == written


@pytest.mark.parametrize(
    ("amounts", "written"),
    [
        ((0.031, 0.011), ["$0.031", "$0.011"]),
        ((0.0310, 0.0308), ["$0.0310", "$0.0308"]),
        ((12.5, 3), ["$12.50", "$3.00"]),
        ((0.00012, 0), ["$0.00012", "$0"]),
        ((1e-12, 0), ["<$0.0000001", "$0"]),
        ((1.0, 1.0), ["$1.00", "$1.00"]),
    ],
)
def test_money_shows_two_digits_and_keeps_amounts_apart(
    amounts: tuple[float, ...], written: list[str]
) -> None:
    assert figures.money(*amounts) == written


def test_a_growth_is_said_in_words() -> None:
    assert figures.size_change(1000, 1050) == "1,000 → 1,050 tokens, −5.0 % saved (50 more)"


def test_nothing_is_no_division_by_zero() -> None:
    assert figures.size_change(0, 0) == "0 → 0 tokens, 0 % saved"
    assert figures.share(1, 0) == "–"


@given(st.integers(-(10**12), 10**12))
def test_a_number_reads_back(value: int) -> None:
    assert int(figures.number(value).replace(",", "").replace(figures.MINUS, "-")) == value


def test_an_unknown_price_is_said_in_words() -> None:
    assert figures.price_change(None, None) == "price unknown"
    assert figures.price_change(0.031, 0.011) == "$0.031 → $0.011"
