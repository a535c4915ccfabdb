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
    headline = f"Waste: {number(record.tokens)}{of_all}{_worst(record)}"
    return Page("waste", headline, grids=(grid(record, "waste by kind"),))


def _worst(record: WasteSignals) -> str:
    """Return which kind to begin with."""
    worst = max(record.kinds, key=lambda kind: kind.tokens)
    return f" – most of it {worst.label}" if worst.tokens else ""


def grid(record: WasteSignals, caption: str, whole: int = 0) -> Grid:
    """Return the kinds as a table; shares are of ``whole``, by default of the conversation.

    The bar is the conversation, or all waste where its size is unknown or smaller.
    """
    whole = whole or record.total_tokens
    kinds = [kind for kind in record.kinds if kind.tokens > 0]
    none = [kind.label for kind in record.kinds if kind.tokens <= 0]
    length = max(whole, record.tokens) if whole else record.tokens
    return Grid(
        caption=caption,
        heads=(Head("kind"), Head("tokens", "number"), Head("share", "number")),
        rows=tuple((k.label, number(k.tokens), _share(k.tokens, whole)) for k in kinds),
        foot=("all waste", number(record.tokens), _share(record.tokens, whole)),
        strip=tuple(
            Segment(k.name.removesuffix("_tokens"), k.tokens / length, k.label[0].upper())
            for k in kinds
        ),
        fills=tuple(k.name.removesuffix("_tokens") for k in kinds),
        left_out=f"not found: {', '.join(none)}" if none else "",
    )


def _share(tokens: int, whole: int) -> str:
    """Return tokens as a share of all, a dash where that isn't known."""
    return percent(100.0 * tokens / whole) if whole else "–"
