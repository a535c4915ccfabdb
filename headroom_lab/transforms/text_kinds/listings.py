"""Listings of files and search hits."""

from __future__ import annotations

import re
from collections.abc import Sequence

from headroom_lab.transforms.outlining.facts import Standing
from headroom_lab.transforms.outlining.outline import Outline, ends

_FILE = re.compile(r"([\w./@~+-]+)[:-]\d+[:-]")
# A line around a hit, and a hit, as grep writes both with -C, with and without a file's name.
_AROUND = re.compile(r"(?:[\w./@~+-]*?[\w./@~+]-)?\d+-")
_BETWEEN = re.compile(r"(?:[\w./@~+-]+:)?\d+:")
_WHERE = re.compile(r"^(?:[\w./@~+-]+[:-])?\d+[:-]")
_LEAST_AROUND = 2
_LONG = re.compile(
    r"[-dlbcps][rwxsStT-]{9}\S?\s+\d+\s+\S+\s+\S+\s+[\d,.]+\w?\s+\S+\s+\S+\s+(?:[\d:]+\s)?"
)
_BRANCH = re.compile(r"[\s│├└─|`+\\-]+(?=\S)")


class ListingOutline(Outline):
    """Of older listings, keeps both ends; the index holds all names of the rest.

    Modes, owners, sizes and times go.

    Args:
        config: how far back an output must lie, and what of it stays; None for ``OlderConfig()``.

    Example::

        transforms.ListingOutline(OlderConfig(keep_recent=2, stride=1)).apply(messages).removals
    """

    name = "listing_outline"
    kind = "listing"
    lists_all = True

    def kept(self, lines: Sequence[str]) -> set[int]:
        """Return the first and last lines."""
        return ends(len(lines), 3, 2)

    def facts(self, gone: str, seen: Standing, share: float) -> list[str]:
        """Return the names that the lines of a gap list: all, for a gap in a list misleads."""
        names = dict.fromkeys(_name(line) for line in gone.split("\n"))
        return [name for name in names if name.strip(".")] if share else []


class HitsOutline(Outline):
    """Of older search hits, keeps the first hit of each file; of hits with lines around them, all.

    The lines around hits go, but for those that name their file in another way than its hits do.

    Args:
        config: how far back an output must lie, and what of it stays; None for ``OlderConfig()``.

    Example::

        transforms.HitsOutline(OlderConfig(keep_recent=2, stride=1)).apply(messages).removals
    """

    name = "hits_outline"
    kind = "hits"
    last = 1
    is_code = True
    shows_numbers = True

    def kept(self, lines: Sequence[str]) -> set[int]:
        """Return the first line of each path, or all hits among lines around them, and the ends."""
        around = sum(_AROUND.match(line) is not None for line in lines)
        found: set[int] = set()
        if around >= _LEAST_AROUND:
            found = {n for n, line in enumerate(lines) if _BETWEEN.match(line)}
        firsts: dict[str, int] = {}
        for number in [*sorted(found), *range(len(lines))]:
            match = _FILE.match(lines[number])
            if match:
                firsts.setdefault(match[1], number)
        return found | set(firsts.values()) | ends(len(lines), 1, 1)

    def facts(self, gone: str, seen: Standing, share: float) -> list[str]:
        """Return the facts of what hits say, and of their files those that no hit that stays tells."""
        lines = gone.split("\n")
        said = super().facts("\n".join(_WHERE.sub("", n, count=1) for n in lines), seen, share)
        if self.config.headings or not share:
            return said
        files = dict.fromkeys(found[1] for n in lines if (found := _FILE.match(n)))
        return [*(name for name in files if name not in seen), *said]


def _name(line: str) -> str:
    """Return the name that stands on a line of a listing."""
    match = _LONG.match(line) or _BRANCH.match(line)
    return line[match.end() :].strip() if match else line.strip()
