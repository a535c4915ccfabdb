"""Whether two messages say the same, however a client has put them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import accumulate
from typing import Any

import orjson

# What a client may add to a message that it sends again, or leave out of it.
_BESIDE = frozenset(
    {"cache_control", "annotations", "logprobs", "citations", "status", "refusal", "caller"}
)
_TEXTS = frozenset({"input_text", "output_text"})
_OPTIONS = orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS


class Digests:
    """The same number for messages that say the same, within one process.

    A message that comes again in the same words, as most do with each request, is known by these.
    """

    def __init__(self) -> None:
        self._known: dict[int, int] = {}

    def __call__(self, message: Any) -> int:
        """Return the number of a message."""
        words = hash(_written(message))
        found = self._known.get(words)
        if found is None:
            found = self._known[words] = _plain_digest(message, words)
        return found


def _plain_digest(message: Any, words: int) -> int:
    """Return the number of what a message says; that of its words where it is nested too deep."""
    try:
        return hash(_written(_plainest(message)))
    except RecursionError:
        return words


def _written(value: Any) -> bytes:
    """Return a value as bytes: as JSON, or as Python writes what is too deep or large for it."""
    try:
        return orjson.dumps(value, option=_OPTIONS, default=str)
    except TypeError:
        return repr(value).encode("utf-8", "surrogatepass")


def prefixes(digests: Iterable[int]) -> list[int]:
    """Return a number for each beginning of a list of messages, the empty one first."""
    return list(accumulate(digests, lambda known, more: hash((known, more)), initial=0))


def _plainest(value: Any) -> Any:
    """Return a value without what says nothing, a text as a text."""
    if isinstance(value, list):
        parts = [_plainest(item) for item in value]
        alone = parts[0] if len(parts) == 1 else None
        is_text = isinstance(alone, dict) and set(alone) == {"type", "text"}
        return alone["text"] if isinstance(alone, dict) and is_text else parts
    if not isinstance(value, Mapping):
        return value
    made = {key: _plainest(item) for key, item in value.items() if key not in _BESIDE}
    made = {key: item for key, item in made.items() if item not in (None, [], "")}
    if made.get("type") == "message":
        made = {key: item for key, item in made.items() if key not in ("type", "id")}
    if str(made.get("type")) in _TEXTS:
        made["type"] = "text"
    if made.get("type") == "function_call":
        made.pop("id", None)
    return made
