"""WasteSignals: one bar, five kinds, tokens and share."""

from __future__ import annotations

from headroom_lab.display.figures import number, percent
from headroom_lab.display.page import Grid, Head, Page, Room, Segment
from headroom_lab.results.waste import WasteSignals

CAP = 4 * 1024


def page(record: WasteSignals, room: Room) -> Page:
    """Return the five kinds with their bar."""
    whole = record.total_tokens
    of_all = f" of {number(whole)} tokens, {_share(record.tokens, whole)}" if whole else " tokens"
    headline = f"Waste: {number(record.tokens)}{of_all}"
    return Page("waste", headline, grids=(grid(record, "waste by kind"),))


def grid(record: WasteSignals, caption: str, whole: int = 0) -> Grid:
    """Return the kinds as a table; shares are of ``whole``, by default of the conversation.

    The bar is the conversation, or all waste where its size is unknown or smaller.
    """
    whole = whole or record.total_tokens
    length = max(whole, record.tokens) if whole else record.tokens
    return Grid(
        caption=caption,
        heads=(Head("kind"), Head("tokens", "number"), Head("share", "number")),
        rows=tuple((k.label, number(k.tokens), _share(k.tokens, whole)) for k in record.kinds),
        foot=("all waste", number(record.tokens), _share(record.tokens, whole)),
        strip=tuple(
            Segment(k.name.removesuffix("_tokens"), k.tokens / length, k.label[0].upper())
            for k in record.kinds
            if k.tokens > 0
        ),
        fills=tuple(k.name.removesuffix("_tokens") for k in record.kinds),
    )


def _share(tokens: int, whole: int) -> str:
    """Return tokens as a share of all, a dash where that isn't known."""
    return percent(100.0 * tokens / whole) if whole else "–"
