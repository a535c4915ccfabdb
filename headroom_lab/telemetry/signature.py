"""The structure of a tool output, without its values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from headroom_lab.messages.values import parsed

DEPTH = 4
FIELDS = 64
ITEMS = 200  # of one list; what they look like shows in the first ones
_MAP_FROM = 33  # an object with more keys than a record has is a map from values
_KEY_LENGTH = 40

Scalar = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Signature:
    """What tool outputs of one kind have in common.

    ``shape`` is records, object, list or text; ``fields`` the paths of the fields, sorted;
    ``key`` names both. Keys of maps stand as ``*``: they are values.
    """

    shape: str
    fields: tuple[str, ...]

    @property
    def key(self) -> str:
        """16 hexadecimal digits that name the structure."""
        text = "\n".join((self.shape, *self.fields))
        return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True)
class Output:
    """A tool output taken apart: its signature and its items.

    Those are the entries of a list, the object itself, or none for a text.
    """

    signature: Signature
    items: tuple[Any, ...]

    def scalars(self, most: int | None = ITEMS) -> Iterator[tuple[str, Scalar]]:
        """Yield path and value of the fields, of each list the first ``most`` items (None: all)."""
        known = frozenset(self.signature.fields)
        for item in self.items[:most]:
            for path, value in _walk(item, most):
                if path in known:
                    yield path, value


def take_apart(content: Any) -> Output:
    """Return the signature and items of a tool output, JSON text or plain data."""
    data = parsed(content) if isinstance(content, str) else content
    if isinstance(data, list):
        objects = sum(isinstance(item, dict) for item in data)
        shape = "records" if 2 * objects > len(data) else "list"
        items = tuple(data)
    elif isinstance(data, dict):
        shape, items = "object", (data,)
    else:
        return Output(Signature("text", ()), ())
    paths = {path for item in items[:ITEMS] for path, _ in _walk(item, ITEMS)}
    return Output(Signature(shape, tuple(sorted(paths)[:FIELDS])), items)


def _walk(item: Any, most: int | None) -> Iterator[tuple[str, Scalar]]:
    """Yield path and value of the scalars of an item, down to a few levels, in reading order."""
    stack: list[tuple[str, Any, int]] = [("", item, 0)]
    while stack:
        path, value, depth = stack.pop()
        if isinstance(value, dict):
            if depth < DEPTH:
                inner = [(f"{path}.{n}" if path else n, value[k]) for k, n in _names(value)]
                stack.extend((p, v, depth + 1) for p, v in reversed(inner))
        elif isinstance(value, list):
            if depth < DEPTH:
                stack.extend((f"{path}[]", v, depth + 1) for v in reversed(value[:most]))
        else:
            yield path or "[]", value


def _names(record: dict[str, Any]) -> list[tuple[str, str]]:
    """Return key and field name of a record's fields; a key that is itself a value is ``*``."""
    if len(record) >= _MAP_FROM:
        return [(key, "*") for key in record]
    return [(key, key if _is_name(key) else "*") for key in record]


def _is_name(key: str) -> bool:
    """Tell whether a key names a field rather than being a value (an id, an address)."""
    plain = key.replace("_", "").replace("-", "")
    digits = sum(character.isdigit() for character in plain)
    return len(key) <= _KEY_LENGTH and plain.isalnum() and plain.isascii() and digits <= 2
