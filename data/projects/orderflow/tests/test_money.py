"""Amounts in every spelling that a shop has sent so far."""

from decimal import Decimal

import pytest
from orderflow.money import parse_amount, to_euro

RATES = {"GBP": Decimal("1.1642"), "CHF": Decimal("1.0487")}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12", "12"),
        ("129.90", "129.90"),
        ("129,90", "129.90"),
        (" 7,5 ", "7.5"),
        ("1.234,50", "1234.50"),
        ("12.345.678,90", "12345678.90"),
        ("1,234.50", "1234.50"),
        ("1'234.50", "1234.50"),
        ("1 234,50", "1234.50"),
    ],
)
def test_parse_amount(text: str, expected: str) -> None:
    """The last separator is the decimal one."""
    assert parse_amount(text) == Decimal(expected)


def test_parse_amount_refuses_words() -> None:
    """What is no number is an error, not a zero."""
    with pytest.raises(ArithmeticError):
        parse_amount("free")


def test_euro_stays_as_it_is() -> None:
    """No rate is needed for euro."""
    assert to_euro(Decimal("10.005"), "EUR", {}) == Decimal("10.00")


def test_pounds_are_converted() -> None:
    """Rounded to cents."""
    assert to_euro(Decimal("1234.50"), "GBP", RATES) == Decimal("1437.20")
