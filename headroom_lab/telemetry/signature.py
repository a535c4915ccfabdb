"""The structure of a tool output, without its values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from headroom_lab.messages.values import parsed

DEPTH = 4
FIELDS = 64
RECORDS = 200  # of one output; what they look like shows in the first ones
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
    """A tool output taken apart: its signature and its records (none for a text)."""

    signature: Signature
    records: tuple[dict[str, Any], ...]

    def scalars(self) -> Iterator[tuple[str, Scalar]]:
        """Yield path and value of the fields of the first records."""
        known = frozenset(self.signature.fields)
        for record in self.records[:RECORDS]:
            for path, value in _walk(record):
                if path in known:
                    yield path, value


def take_apart(content: Any) -> Output:
    """Return the signature and records of a tool output, JSON text or plain data."""
    data = parsed(content) if isinstance(content, str) else content
    if isinstance(data, str) or data is None:
        return Output(Signature("text", ()), ())
    records = _records(data)
    if records and isinstance(data, dict) and records[0] is data:
        shape = "object"
    else:
        shape = "records" if records else "list"
    paths = {path for record in records[:RECORDS] for path, _ in _walk(record)}
    return Output(Signature(shape, tuple(sorted(paths)[:FIELDS])), records)


def _records(data: Any) -> tuple[dict[str, Any], ...]:
    """Return the objects that a JSON value lists: its own, those of its longest list, itself."""
    if isinstance(data, list):
        return tuple(item for item in data if isinstance(item, dict))
    if not isinstance(data, dict):
        return ()
    lists = [
        found
        for value in data.values()
        if isinstance(value, list)
        and (found := tuple(item for item in value if isinstance(item, dict)))
    ]
    return max(lists, key=len) if lists else (data,)


def _walk(record: dict[str, Any]) -> Iterator[tuple[str, Scalar]]:
    """Yield path and value of the scalars of a record, down to a few levels."""
    stack: list[tuple[str, Any, int]] = [("", record, 0)]
    while stack:
        path, value, depth = stack.pop()
        if isinstance(value, dict):
            if depth < DEPTH:
                names = _names(value)
                stack.extend((f"{path}.{n}" if path else n, value[k], depth + 1) for k, n in names)
        elif isinstance(value, list):
            if depth < DEPTH:
                stack.extend((f"{path}[]", item, depth + 1) for item in value[:RECORDS])
        else:
            yield path, value


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
