"""An index of the facts that a removed passage held."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence, Set

from headroom_lab.cache import ContentCache
from headroom_lab.messages.values import kinds

# What an index gives up last comes first: what can't be guessed, and is looked for by its letter.
ORDER = ("error", "url", "path", "id", "flag", "date", "quoted", "name", "dotted", "number",
         "camel", "argument")  # fmt: skip
_RANKS = {kind: rank for rank, kind in enumerate(ORDER)}
_LONGEST = 160
_SEPARATOR = ", "
MOST = 400  # values up to which their places are looked for, and those inside others

_ESCAPE = re.compile(r"\\(?:(\\)|([nrt])|([\"'`]))")
_WINDOWS = re.compile(r"\b[A-Za-z]:\\{1,2}\w")
# What stands between two quoted passages, taken for one: ``"a", mode="b"`` holds ``, mode=``.
_BETWEEN = re.compile(r"^[,;:)\]}=+]|[=(\[{,+\\]$")
_STOPS = ".:!?"
_CHUNK = re.compile(r"[^\s\"'`,;(){}\[\]<>|*\\]{5,}")

_said: ContentCache[str, dict[str, str]] = ContentCache(16_000_000)
_stands: ContentCache[str, frozenset[str]] = ContentCache(8_000_000)


class Before:
    """The facts of the messages before a text, looked for when they are first asked for.

    Those of ``below`` are among them; it takes in nothing more as long as this one is used.
    """

    def __init__(self, below: Before | None = None) -> None:
        self._below = below
        self._texts: list[str] = []
        self._facts: set[str] = set()

    def add(self, text: str) -> None:
        """Take in one more text."""
        self._texts.append(text)

    def holds(self, values: Set[str]) -> bool:
        """Tell whether all values are among the facts."""
        left = values - self._own()
        return not left or (self._below is not None and self._below.holds(left))

    def isdisjoint(self, values: Set[str]) -> bool:
        """Tell whether no value is among the facts."""
        apart = self._own().isdisjoint(values)
        return apart and (self._below is None or self._below.isdisjoint(values))

    def __contains__(self, value: object) -> bool:
        return value in self._own() or (self._below is not None and value in self._below)

    def _own(self) -> set[str]:
        """Return what the texts taken in here hold."""
        if self._texts:
            self._facts.update(*map(stands, self._texts))
            self._texts.clear()
        return self._facts


class Said:
    """What messages say as each of several steps in a row leaves them.

    Most say the same behind every step, so it is written down once, and read where facts are asked.
    """

    def __init__(self) -> None:
        self.entries: list[Sequence[tuple[int, Sequence[str]]]] = []

    def add(self, changes: Sequence[tuple[int, Sequence[str]]]) -> None:
        """Take in a message: its texts from the first step on, then those from where they change."""
        self.entries.append(changes)


class SaidBefore(Before):
    """The facts of what messages say behind the step of a number."""

    def __init__(self, said: Said, number: int, below: Before | None = None) -> None:
        super().__init__(below)
        self._said, self._number, self._seen = said, number, 0

    def _own(self) -> set[str]:
        """Return what the messages hold that were taken in by now."""
        for changes in self._said.entries[self._seen :]:
            texts = next(texts for first, texts in reversed(changes) if first <= self._number)
            self._facts.update(*map(stands, texts))
        self._seen = len(self._said.entries)
        return self._facts


class Watched(Before):
    """Facts before a text, some of them its message's own; keeps what the others were asked."""

    def __init__(self, below: Before) -> None:
        super().__init__(below)
        self._asked = below
        self.found: set[str] = set()
        self.missed: set[str] = set()

    def holds(self, values: Set[str]) -> bool:
        """Tell whether all values are among the facts."""
        others = values - self._own()
        held = self._asked.holds(others)
        if held:
            self.found.update(others)
        return held

    def isdisjoint(self, values: Set[str]) -> bool:
        """Tell whether no value is among the facts."""
        apart = super().isdisjoint(values)
        if apart:
            self.missed.update(values)
        return apart

    def __contains__(self, value: object) -> bool:
        if value in self._own():
            return True
        known = value in self._asked
        if isinstance(value, str):
            (self.found if known else self.missed).add(value)
        return known


class Standing:
    """Facts that stand before a text and need no place in its index.

    Keeps what it was asked: what was made of a text with these facts is made again with others
    that would have given the same answers. ``used`` are values of the text that later messages
    used; ``retrieval`` says that the request holds the retrieval tool.
    """

    def __init__(
        self,
        facts: Container[str],
        own: Iterable[str] = (),
        used: frozenset[str] = frozenset(),
        retrieval: bool = False,
    ) -> None:
        self._facts = facts
        self._own = set(own)
        self.used = used
        self.retrieval = retrieval
        self.found: set[str] = set()
        self.missed: set[str] = set()

    def __contains__(self, value: object) -> bool:
        if value in self._own:
            return True
        assert isinstance(value, str)
        known = value in self._facts
        (self.found if known else self.missed).add(value)
        return known

    def plus(self, values: Iterable[str]) -> Standing:
        """Return these facts and some that stand in the text itself."""
        return Standing(self, values)

    def add(self, values: Iterable[str]) -> None:
        """Take in facts that stand in the text itself."""
        self._own.update(values)

    def forget(self) -> None:
        """Let go of the facts, not of what was asked about them."""
        self._facts = frozenset()

    def answers_alike(self, before: Before) -> bool:
        """Tell whether the facts of other messages would have given the same answers."""
        if not self.found and not self.missed:
            return True
        return before.holds(self.found) and before.isdisjoint(self.missed)


def said(text: str) -> dict[str, str]:
    """Return the facts that a text holds, each with its kind."""
    found = _said.get(text)
    if found is None:
        found = kinds(text)
        _said.put(text, found, len(text) + 64)
    return found


def plainly(text: str) -> str:
    """Return a text as its escapes mean it, so that no word is fused with a letter of an escape.

    Backslashes that part the names of a path stay.
    """
    if "\\" not in text or _WINDOWS.search(text):
        return text
    return _ESCAPE.sub(lambda m: m[1] or m[3] or "\n", text)


def stands(text: str) -> frozenset[str]:
    """Return what a text holds between blanks and marks: what needs no place in a later index."""
    found = _stands.get(text)
    if found is None:
        chunks = set(_CHUNK.findall(text))
        found = frozenset(chunks.union([c.rstrip(_STOPS) for c in chunks if c[-1] in _STOPS]))
        _stands.put(text, found, len(text) + 64)
    return found


def facts(
    text: str, standing: Container[str] = frozenset(), *, room: int | None = None
) -> list[str]:
    """Return the facts of a passage in their order: ids, numbers, paths, URLs, names, quotes.

    A fact that is part of another, or is in ``standing``, is left out. ``room`` bounds their
    characters; the kinds that come first in ``ORDER`` stay.
    """
    text = plainly(text)
    found = {
        value: kind
        for value, kind in said(text).items()
        if len(value) <= _LONGEST
        and not (kind == "quoted" and _BETWEEN.search(value))
        and value not in standing
    }
    whole = _not_inside_others(found)
    if room is not None and sum(map(len, whole)) + len(_SEPARATOR) * len(whole) > room:
        whole = _within(whole, found, room, text)
    if len(whole) > MOST:
        return whole
    places = {value: text.find(value) for value in whole}
    return sorted(whole, key=lambda value: (places[value], value))


def _not_inside_others(found: dict[str, str]) -> list[str]:
    """Return the values that no longer one holds."""
    if len(found) > MOST:
        return list(found)
    kept: list[str] = []
    joined = ""
    for value in sorted(found, key=lambda v: (-len(v), v)):
        if value not in joined:
            kept.append(value)
            joined += f"\n{value}"
    return kept


def _within(values: list[str], found: dict[str, str], room: int, text: str) -> list[str]:
    """Return the values that ``room`` characters hold: by kind, then the most frequent first."""
    counted = {v: text.count(v) for v in values} if len(values) <= MOST else {}
    kept = []
    for value in sorted(
        values, key=lambda v: (_RANKS.get(found[v], len(ORDER)), -counted.get(v, 0))
    ):
        room -= len(value) + len(_SEPARATOR)
        if room >= 0:
            kept.append(value)
    return kept


def written(values: list[str]) -> str:
    """Return an index on one line."""
    return _SEPARATOR.join(" ".join(value.split()) for value in values)
