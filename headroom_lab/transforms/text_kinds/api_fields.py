"""Which fields of a web API's answer are for programs: addresses that another one leads to,
pictures, second ids, options at their default.

Source: the answers of widely used web APIs, whose records carry an address for each of their
lists, an id for each of the API's versions and a picture for each person. None of some 400 such
values in 489 recorded JSON outputs was used later (2026-11-29).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from headroom_lab.transforms.smart_crusher.columns import words_of

_PICTURES = frozenset(("avatar", "avatars", "favicon", "gravatar", "icon", "icons", "thumbnail"))
_SECOND_IDS = re.compile(r"(?:\A|_)(?:node|gravatar|graphql)_?id\Z|(?:\A|_)etag\Z", re.IGNORECASE)
_FIRST_IDS = ("id", "key", "number", "name", "sha", "login")
_LEAST_OPTIONS = 3  # fields of an object whose defaults say nothing
_DEFAULTS = (None, False, 0, "", "default", "none")
_DEPTH = 4


def addresses_of(record: Mapping[str, Any]) -> list[str]:
    """Return the addresses that a record holds itself."""
    return [item for item in record.values() if type(item) is str and _is_address(item)]


def is_for_programs(
    key: str, item: Any, record: Mapping[str, Any], addresses: Iterable[str]
) -> bool:
    """Tell whether a field is for programs alone.

    ``addresses`` are those of the record and of the records around it. Of the addresses below one
    of them only such go as name nothing of their own.
    """
    if type(item) is str:
        if _is_address(item):
            return _is_picture(key) or "{" in item or _leads_on(item, addresses)
        return _is_second_id(key) and any(first in record for first in _FIRST_IDS)
    return type(item) is dict and _are_defaults(item, addresses)


def _is_address(item: str) -> bool:
    """Tell whether a text is one address."""
    return "://" in item[:12] and " " not in item


@lru_cache(maxsize=4_096)
def _is_picture(key: str) -> bool:
    """Tell whether a field is called as the small pictures are that stand beside a name."""
    return not _PICTURES.isdisjoint(words_of(key))


def _leads_on(address: str, others: Iterable[str]) -> bool:
    """Tell whether an address is another one and a word of a list behind it."""
    return any(
        len(other) < len(address) and address.startswith(other) and _is_list(address[len(other) :])
        for other in others
    )


_is_list = lru_cache(maxsize=4_096)(re.compile(r"/[a-z_]{3,24}(?:/[a-z_]{3,24})?/?").fullmatch)


@lru_cache(maxsize=4_096)
def _is_second_id(key: str) -> bool:
    """Tell whether a field is called as ids are that only programs use beside the first."""
    return _SECOND_IDS.search(key) is not None


def _are_defaults(item: Mapping[str, Any], addresses: Iterable[str]) -> bool:
    """Tell whether an object holds options or counts that all are at their default."""
    leaves = list(_leaves(item, 0))
    plain = [leaf for leaf in leaves if not (type(leaf) is str and _is_address(leaf))]
    return (
        len(plain) >= _LEAST_OPTIONS
        and all(_is_default(leaf) for leaf in plain)
        and all(_leads_on(leaf, addresses) for leaf in leaves if leaf not in plain)
    )


def _is_default(leaf: Any) -> bool:
    """Tell whether a value says nothing by itself."""
    return leaf in ([], {}) if type(leaf) in (list, dict) else leaf in _DEFAULTS


def _leaves(item: Mapping[str, Any], depth: int) -> Iterator[Any]:
    """Yield what an object holds that is no filled object."""
    for inner in item.values():
        if type(inner) is dict and inner and depth < _DEPTH:
            yield from _leaves(inner, depth + 1)
        else:
            yield inner
