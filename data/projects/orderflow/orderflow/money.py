"""Amounts as the shops write them, read into decimals."""

from decimal import Decimal


def parse_amount(text: str) -> Decimal:
    """Read ``1.234,50``, ``1,234.50``, ``1'234.50`` or ``1234.5``.

    The separator that stands last is the decimal one, the others group thousands.
    Raises ``decimal.InvalidOperation`` where the text is no number.
    """
    cleaned = text.strip().replace("'", "").replace(" ", "")
    if cleaned.rfind(",") > cleaned.rfind("."):
        cleaned = cleaned.replace(".", "").replace(",", ".")
    else:
        cleaned = cleaned.replace(",", "")
    return Decimal(cleaned)


def to_euro(amount: Decimal, currency: str, rates: dict[str, Decimal]) -> Decimal:
    """Convert an amount, rounded to cents; an unknown currency raises ``KeyError``."""
    rate = Decimal(1) if currency == "EUR" else rates[currency]
    return (amount * rate).quantize(Decimal("0.01"))
