"""What differs between two texts, in time that grows with their length and not its square.

Lines that stand once in both texts are anchors (patience diff); only the short gaps between
anchors are compared line by line.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

LONG, SHORT = 240, 80
SMALL = 100 * 100

Change = Literal["same", "gone", "new"]

# Where a long line may be cut: between items of JSON, after a sentence or clause, between tags.
_ITEMS = re.compile(r"(?<=[}\]],)")
_CLAUSES = re.compile(r"(?<=[.;!?,])(?=\s)|(?<=,)(?=[\"\[{\d-])|(?<=>)(?=<)")
_SPACED = re.compile(r'("(?:[^"\\]|\\.)*")|\s+')


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring pieces (lines, or parts of long ones) that share their change."""

    change: Change
    pieces: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TextDiff:
    """The runs of two texts; ``unit`` is what a piece is; ``respaced`` JSON without its spacing."""

    runs: tuple[Run, ...]
    unit: Literal["line", "part"]
    respaced: bool


def compare(before: str, after: str) -> TextDiff:
    """Return what differs. Two JSON texts are compared without the white space between values."""
    respaced = False
    if "\n" in before + after or (": " in before) != (": " in after):
        old, new = pack_json(before), pack_json(after)
        if old is not None and new is not None:
            before, after, respaced = old, new, True
    cut = cutter(before, after)
    runs = merged(changes(pieces(before, cut), pieces(after, cut)))
    return TextDiff(tuple(runs), "part" if cut else "line", respaced)


def removed(text: str) -> TextDiff:
    """Return the difference of a text from nothing."""
    cut = cutter(text)
    return TextDiff((Run("gone", tuple(pieces(text, cut))),), "part" if cut else "line", False)


def pack_json(text: str) -> str | None:
    """Return JSON without the white space between its values, None for any other text."""
    if text.lstrip()[:1] not in ("{", "["):
        return None
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return None
    return _SPACED.sub(lambda match: match[1] or "", text)


def cutter(*texts: str) -> re.Pattern[str] | None:
    """Return where the lines of some texts are cut: nowhere unless one of them is long."""
    if all(len(line) <= LONG for text in texts for line in text.split("\n")):
        return None
    return _ITEMS if any(_ITEMS.search(text) for text in texts) else _CLAUSES


def pieces(text: str, cut: re.Pattern[str] | None) -> list[str]:
    """Return the lines of a text, cut where ``cut`` says; what is still long in shorter parts.

    Texts that are compared need the same ``cut``, so that what is alike in them is cut alike.
    """
    if not text:
        return []
    lines = text.split("\n")
    if cut is None:
        return lines
    found: list[str] = []
    for line in lines:
        whole = not line or (cut is _CLAUSES and len(line) <= SHORT)
        for part in [line] if whole else filter(None, cut.split(line)):
            if len(part) <= LONG:
                found.append(part)
            else:
                found += _shorter(part)
    return found


def _shorter(text: str) -> list[str]:
    """Return a long text cut between its clauses, and where there are none by its length."""
    parts = list(filter(None, _CLAUSES.split(text)))
    if max(map(len, parts)) <= LONG:
        return parts
    return [part[at : at + LONG] for part in parts for at in range(0, len(part), LONG)]


def changes(old: Sequence[str], new: Sequence[str]) -> Iterator[Run]:
    """Yield the runs that turn ``old`` into ``new``; neighbours may share their change."""
    i = j = 0
    for a, b in [*_anchors(old, new), (len(old), len(new))]:
        yield from _gap(old[i:a], new[j:b])
        if a < len(old):
            yield Run("same", (old[a],))
        i, j = a + 1, b + 1


def _anchors(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Return the places of pieces that stand once in both texts, in ascending order in both."""
    in_old, in_new = Counter(old), Counter(new)
    places = {piece: at for at, piece in enumerate(new) if in_new[piece] == 1}
    pairs = [
        (at, places[piece])
        for at, piece in enumerate(old)
        if in_old[piece] == 1 and piece in places
    ]
    ends: list[int] = []
    tails: list[int] = []
    before: list[int] = []
    for at, (_, place) in enumerate(pairs):
        slot = bisect_left(ends, place)
        before.append(tails[slot - 1] if slot else -1)
        ends[slot : slot + 1] = [place]
        tails[slot : slot + 1] = [at]
    chain, at = [], tails[-1] if tails else -1
    while at >= 0:
        chain.append(pairs[at])
        at = before[at]
    return chain[::-1]


def _gap(old: Sequence[str], new: Sequence[str]) -> Iterator[Run]:
    """Yield the runs of a gap: what begins and ends alike, then the rest."""
    head = _alike(old, new)
    tail = _alike(old[head:][::-1], new[head:][::-1])
    yield Run("same", tuple(old[:head]))
    yield from _middle(old[head : len(old) - tail], new[head : len(new) - tail])
    yield Run("same", tuple(old[len(old) - tail :]))


def _alike(old: Sequence[str], new: Sequence[str]) -> int:
    """Return how many pieces from the beginning are equal."""
    for at, (one, other) in enumerate(zip(old, new, strict=False)):
        if one != other:
            return at
    return min(len(old), len(new))


def _middle(old: Sequence[str], new: Sequence[str]) -> Iterator[Run]:
    """Yield the runs of what begins and ends differently; all of it where it is large."""
    if len(old) * len(new) > SMALL:
        yield from (Run("gone", tuple(old)), Run("new", tuple(new)))
        return
    for word, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if word == "equal":
            yield Run("same", tuple(old[a:b]))
        else:
            yield from (Run("gone", tuple(old[a:b])), Run("new", tuple(new[c:d])))


def merged(runs: Iterator[Run]) -> Iterator[Run]:
    """Yield the runs with neighbours of one change joined, the gone before the new."""
    held: dict[Change, list[str]] = {"gone": [], "new": [], "same": []}
    for run in runs:
        if not run.pieces:
            continue
        if run.change != "same" and held["same"]:
            yield Run("same", tuple(held["same"]))
            held["same"] = []
        if run.change == "same":
            for change in ("gone", "new"):
                if held[change]:
                    yield Run(change, tuple(held[change]))
                    held[change] = []
        held[run.change].extend(run.pieces)
    yield from (Run(change, tuple(parts)) for change, parts in held.items() if parts)
