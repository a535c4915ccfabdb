"""How a report says things: what a mode's savings are, parts of wholes, money of priced requests."""

from __future__ import annotations

from headroom_lab.display.figures import MINUS, counted, money, number, percent
from headroom_lab.report.queries import Row

# What the difference between before and after means where a request was made in a mode.
MEANINGS = {
    "optimize": "realised",
    "audit": "possible",
    "off": "nothing measured",
}
ORDER = ("optimize", "audit", "off")
OPEN = "not recorded"


def mode_name(mode: str | None) -> str:
    """Return a mode as it is shown."""
    return "no mode" if mode is None else mode


def meaning(mode: str | None) -> str:
    """Return what the savings of a mode are."""
    return MEANINGS.get(mode or "", OPEN)


def ranked(rows: list[Row]) -> list[Row]:
    """Return rows with the optimize ones first, then audit, off, and any other mode."""
    return sorted(rows, key=lambda row: _rank(row["mode"]))


def part_of(part: int, whole: int, things: str) -> str:
    """Return ``7,700 of 12,000 input tokens``."""
    return f"{number(part)} of {number(whole)} {things}"


def share_of(part: float, whole: float) -> str:
    """Return a part of a whole in per cent, a dash where there is no whole."""
    return percent(100.0 * part / whole) if whole else "–"


def saved_tokens(row: Row) -> int:
    """Return the tokens saved in a row of sums, or of one request; negative for a growth."""
    saved: int = row["tokens_input_before"] - row["tokens_input_after"]
    return saved


def costs(row: Row) -> tuple[str, str, str]:
    """Return cost before, after and saved of a row of sums, dashes where none is priced."""
    if not row["priced"]:
        return "–", "–", "–"
    before, after, saved = money(*amounts(row))
    return before, after, saved


def amounts(row: Row) -> tuple[float, float, float]:
    """Return the USD before, after and saved of a row of sums."""
    before, after = row["cost_before"], row["cost_after"]
    return before, after, round(before - after, 9)


def priced(row: Row) -> str:
    """Return how many of the answered requests have a known price."""
    return f"{number(row['priced'])} of {number(row['answered'])}"


def answered(row: Row) -> str:
    """Return over how many requests a sum goes."""
    return counted(row["answered"], "answered request")


def milliseconds(value: float) -> str:
    """Return a time in milliseconds, with decimals where it is short."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.2f}".replace("-", MINUS)


def _rank(mode: str | None) -> tuple[int, str]:
    """Return where a mode stands."""
    return (ORDER.index(mode), "") if mode in ORDER else (len(ORDER), mode or "")
