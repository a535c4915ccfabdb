"""Listings of files and search hits."""

from __future__ import annotations

import re
from collections.abc import Sequence

from headroom_lab.transforms.text_kinds.outline import Outline, ends

_FILE = re.compile(r"([\w./@~+-]+)[:-]\d+[:-]")


class ListingOutline(Outline):
    """Of older listings, keeps both ends; the index holds the names of the rest."""

    name = "listing_outline"
    kind = "listing"
    lists_all = True

    def kept(self, lines: Sequence[str]) -> set[int]:
        """Return the first and last lines."""
        return ends(len(lines), 3, 2)


class HitsOutline(Outline):
    """Of older search hits, keeps the first hit of each file."""

    name = "hits_outline"
    kind = "hits"
    lists_all = True

    def kept(self, lines: Sequence[str]) -> set[int]:
        """Return the first hit of each file, and the last line."""
        firsts: dict[str, int] = {}
        for number, line in enumerate(lines):
            match = _FILE.match(line)
            if match:
                firsts.setdefault(match[1], number)
        return set(firsts.values()) | ends(len(lines), 1, 1)
