"""Dates, times and ids in the cacheable prefix, which a prompt cache can't get past."""

from __future__ import annotations

from headroom_lab.messages.volatile import find_volatile


def without_volatile(text: str) -> str:
    """Return a text without its volatile dates, times and ids; their labels stay."""
    kept = []
    position = 0
    for found in find_volatile(text):
        kept.append(text[position : found.start])
        position = found.stop
    return "".join([*kept, text[position:]])
