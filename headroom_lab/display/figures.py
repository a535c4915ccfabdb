"""How numbers are written: tokens, shares, money, and the line that sums them up."""

from __future__ import annotations

from collections.abc import Sequence

MINUS = "−"


def number(value: int) -> str:
    """Return a whole number with its thousands apart: ``12,000``, ``−50``."""
    return f"{value:,}".replace("-", MINUS)


def percent(value: float, digits: int = 1) -> str:
    """Return per cent, ``64.2 %``; what rounds to nothing or to all says on which side it is."""
    size, sign = abs(value), MINUS if value < 0 else ""
    if 0 < size < 0.5 * 10**-digits:
        return f"{sign}<{10**-digits:.{digits}f} %"
    if 100 - 0.5 * 10**-digits <= size < 100:
        return f"{sign}>{100 - 10**-digits:.{digits}f} %"
    return "0 %" if size == 0 else f"{sign}{size:,.{digits}f} %"


def signed(value: float | None) -> str:
    """Return a change in per cent with its sign, ``+3.1 %``, a dash where it is unknown."""
    if value is None:
        return "–"
    return f"{'+' if value > 0 else ''}{percent(value)}"


def of_the_bill(change: float) -> str:
    """Return in words by how many per cent a bill changes, ``3.1 % off the bill`` where it falls."""
    return f"{percent(change)} dearer" if change > 0 else f"{percent(-change)} off the bill"


def share(part: float | None, whole: float | None) -> str:
    """Return ``part`` of ``whole`` in per cent, with a digit more where it is small."""
    if part is None or not whole:
        return "–"
    value = 100.0 * part / whole
    return percent(value, 0 if abs(value) >= 9.95 else 1)


def money(*amounts: float) -> list[str]:
    """Return amounts in USD with as many decimals as the smallest needs, told apart."""
    decimals = 2
    sizes = [abs(amount) for amount in amounts if amount]
    while decimals < 7 and any(size * 10**decimals < 9.95 for size in sizes):
        decimals += 1
    while decimals < 7 and len({f"{a:.{decimals}f}" for a in amounts}) < len(set(amounts)):
        decimals += 1
    return [_amount(amount, decimals) for amount in amounts]


def cost(amount: float | None) -> str:
    """Return an amount by itself, a dash where it is unknown."""
    return "–" if amount is None else money(amount)[0]


def bill(amount: float | None) -> str:
    """Return what is paid in all, or that the price is unknown."""
    return "price unknown" if amount is None else cost(amount)


def costs(amounts: Sequence[float | None]) -> list[str]:
    """Return a column of amounts with one number of decimals, a dash where one is unknown."""
    told = iter(money(*(amount for amount in amounts if amount is not None)))
    return ["–" if amount is None else next(told) for amount in amounts]


def _amount(amount: float, decimals: int) -> str:
    """Return one amount; one too small for its decimals is less than the last of them."""
    if not amount:
        return "$0"
    sign, size = MINUS if amount < 0 else "", abs(amount)
    if round(size, decimals) == 0:
        return f"{sign}<${10**-decimals:.{decimals}f}"
    return f"{sign}${size:,.{decimals}f}"


def price_change(before: float | None, after: float | None) -> str:
    """Return ``$0.031 → $0.011``, or that the price is unknown."""
    if before is None or after is None:
        return "price unknown"
    return " → ".join(money(before, after))


def saved(before: int, after: int) -> str:
    """Return what went in per cent; of a growth also how much it is."""
    value = 100.0 * (before - after) / before if before else 0.0
    grown = f" ({number(after - before)} more)" if after > before else ""
    return f"{percent(value)} saved{grown}"


def size_change(before: int, after: int) -> str:
    """Return ``12,000 → 4,300 tokens, 64.2 % saved``."""
    return f"{number(before)} → {number(after)} tokens, {saved(before, after)}"


def would_save(before: int, after: int) -> str:
    """Return ``would save 64.2 % of 12,000 tokens``, for what was sent as it came."""
    verb = "add" if after > before else "save"
    part = percent(100.0 * abs(before - after) / before if before else 0.0)
    return f"would {verb} {part} of {number(before)} tokens"


def would_cost(before: float | None, after: float | None) -> str:
    """Return ``$0.031, $0.011 with that``, or that the price is unknown."""
    if before is None or after is None:
        return "price unknown"
    return "{}, {} with that".format(*money(before, after))


def counted(amount: int, one: str, many: str = "") -> str:
    """Return an amount with its noun: ``1 removal``, ``34 removals``."""
    return f"{number(amount)} {one if amount == 1 else many or one + 's'}"


def place(message: int) -> str:
    """Return a message's place as ``#12``; the system prompt given beside the list has none."""
    return f"#{message}" if message >= 0 else "system" if message == -1 else "tools"
