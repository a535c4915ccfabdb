"""What stands where in a JSON value: which fields are filled, which hold facts."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from math import isfinite
from typing import Any

from headroom_lab.json_text.nesting import loads
from headroom_lab.messages.values import SHORTEST, holds_value
from headroom_lab.relevance.terms import word_set
from headroom_lab.transforms.smart_crusher.columns import words_of
from headroom_lab.transforms.text_kinds.api_fields import addresses_of, is_for_programs

# Which fields of the records in a JSON value stay, by key; None: all that stands there. The
# items of a list share one tree.
Tree = dict[str, "Tree | None"]

LONG_TEXT = 160  # characters of a value from which it is a text to be shortened
_SAFE_DIGITS = 15  # characters of a number that every float keeps
_LOOKED_AT = 64  # values of a field after which it is known to hold no facts
_WHOLE = 0.9  # share of a cut-off JSON text that must be readable
_NAMES = word_set(
    """id key name title label status state error result reason code price prices amount total
    cost count number date time"""
)
_CLOSING = {"{": "}", "[": "]"}
_TOKEN = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\Z)|[\[\]{},]', re.DOTALL)


def filled(value: Any) -> Tree:
    """Return the fields that some record has filled, with more than what is for programs.

    Null, false and the empty text fill nothing.
    """
    tree: Tree = {}
    _Marking(_is_filled).mark(value, tree, [])
    return tree


def telling(value: Any) -> Tree:
    """Return the fields in which some value is a fact or a long text, or whose name says so.

    What a record is called, how it stands, and what it costs or counts stays whatever its
    value is. Of addresses, those that stand least deep are facts.
    """
    tree: Tree = {}
    marking = _Marking(_tells, by_name=True)
    marking.mark(value, tree, [])
    marking.keep_outer_addresses()
    return _pruned(tree) or {}


class _Marking:
    """One walk through a JSON value that notes which fields pass a test."""

    def __init__(self, test: Callable[[Any], bool], *, by_name: bool = False) -> None:
        self._test = test
        self._by_name = by_name
        self._failed: dict[tuple[int, str], int] = {}
        self._addresses: list[tuple[int, Tree, str]] = []

    def mark(self, value: Any, tree: Tree, around: list[list[str]]) -> bool:
        """Note the fields of ``value`` in ``tree``; tell whether it holds a value that passes.

        ``around`` are the addresses of each record around it.
        """
        if type(value) is list:
            marked = [self.mark(item, tree, around) for item in value]  # every one, not up to a hit
            return any(marked)
        if type(value) is not dict:
            return self._test(value)
        levels = [*around, addresses_of(value)]
        addresses = [address for level in levels for address in level]
        depth = len(around)
        for key, item in value.items():
            known = tree.get(key, _UNKNOWN)
            if known is None or is_for_programs(key, item, value, addresses):
                continue
            if self._by_name and _is_filled(item) and _names(key):
                tree[key] = None
                continue
            if type(item) in (dict, list):
                inner: Tree = {} if known is _UNKNOWN else known
                if self.mark(item, inner, levels) or inner:
                    tree[key] = inner or None
            elif known is _UNKNOWN:
                self._mark_field(key, item, tree, depth)
        return bool(tree)

    def _mark_field(self, key: str, item: Any, tree: Tree, depth: int) -> None:
        """Note one field with a plain value."""
        place = (id(tree), key)
        failed = self._failed.get(place, 0)
        if failed >= _LOOKED_AT and self._test is _tells:
            return
        if not self._test(item):
            self._failed[place] = failed + 1
            return
        tree[key] = None
        if type(item) is str and "://" in item[:12] and " " not in item:
            self._addresses.append((depth, tree, key))

    def keep_outer_addresses(self) -> None:
        """Take the addresses that stand deeper than others out again."""
        least = min((depth for depth, _, _ in self._addresses), default=0)
        for depth, tree, key in self._addresses:
            if depth > least:
                del tree[key]


_UNKNOWN: Any = object()


def _is_filled(item: Any) -> bool:
    """Tell whether a plain value says anything; 0 does."""
    return bool(item) or (item == 0 and item is not False)


def _tells(item: Any) -> bool:
    """Tell whether a plain value is a fact, a long text or JSON in a text."""
    if item is None or type(item) is bool:
        return False
    if type(item) is not str:
        return len(str(item).strip("-")) >= SHORTEST
    if len(item) < SHORTEST:
        return False
    return len(item) >= LONG_TEXT or item[0] in "{[" or _is_fact(item)


_is_fact = lru_cache(maxsize=16_384)(holds_value)  # values of fields come again and again


@lru_cache(maxsize=4_096)
def _names(key: str) -> bool:
    """Tell whether a field's name says that it tells what a record is."""
    return not words_of(key).isdisjoint(_NAMES)


def _pruned(tree: Tree) -> Tree | None:
    """Return a tree without the branches that hold nothing."""
    kept: Tree = {}
    for key, inner in tree.items():
        if inner is None:
            kept[key] = None
        elif branch := _pruned(inner):
            kept[key] = branch
    return kept


def is_numbers(value: list[Any]) -> bool:
    """Tell whether a list holds numbers alone, or pairs and the like of them."""
    return all(
        type(item) in (int, float)
        or (type(item) is list and item and all(type(n) in (int, float) for n in item))
        for item in value
    )


def holds_list(value: Any, items: int) -> bool:
    """Tell whether a list of at least so many items stands somewhere in a JSON value."""
    level = [value] if type(value) in (dict, list) else []
    while level:
        if any(type(one) is list and len(one) >= items for one in level):
            return True
        inner = (one.values() if type(one) is dict else one for one in level)
        level = [one for members in inner for one in members if type(one) in (dict, list)]
    return False


def loaded(text: str) -> Any:
    """Return the value of JSON, also such as is cut off at its end.

    None where it isn't JSON, and where a number would not keep its value.
    """
    try:
        return loads(text, parse_float=_exact)
    except ValueError:
        return _cut_off(text)


def _cut_off(text: str) -> Any:
    """Return what is complete of JSON that is cut off at its end; None where that isn't most."""
    opened: list[str] = []
    complete: list[tuple[int, str, tuple[str, ...]]] = []
    for match in _TOKEN.finditer(text):
        token = match[0]
        if token in _CLOSING:
            opened.append(token)
        elif token in ("}", "]"):
            if not opened:
                return None
            opened.pop()
        elif token == ",":
            complete = [*complete[-3:], (match.start(), "", tuple(opened))]
        elif match.end() == len(text) and not token.endswith('"'):
            complete.append((len(text), '"', tuple(opened)))
    for stop, quote, still in reversed(complete):
        if stop < _WHOLE * len(text):
            return None
        try:
            closing = quote + "".join(_CLOSING[opening] for opening in reversed(still))
            return loads(text[:stop] + closing, parse_float=_exact)
        except ValueError:
            continue
    return None


def _exact(number: str) -> float:
    """Return a number as a float; ValueError where no float has its value."""
    value = float(number)
    plain = len(number) <= _SAFE_DIGITS and "e" not in number and "E" not in number
    if plain or (isfinite(value) and Decimal(repr(value)) == Decimal(number)):
        return value
    raise ValueError(f"no float is {number}")
