"""What a tool's definition says to no one: neither a validator nor a model would miss it.

``$schema`` and ``$comment``, a title that is the name again, a default of null, empty texts and
lists, ``additionalProperties: true``, examples over a length, and a text that stands in an earlier
definition. What a schema accepts and refuses stays the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from headroom_lab.messages.definitions import Definition
from headroom_lab.messages.parts import as_json

LONGEST_EXAMPLES = 200  # characters of examples as JSON
LEAST_TEXT = 80  # characters of a description that is said once
_DEEPEST = 60
_MAPS = ("properties", "patternProperties", "$defs", "definitions", "dependentSchemas")
_LISTS = ("anyOf", "oneOf", "allOf", "prefixItems")
_SINGLE = (
    "items",
    "additionalProperties",
    "not",
    "contains",
    "propertyNames",
    "if",
    "then",
    "else",
)
_NOT_LETTERS = re.compile(r"[\W_]+")
_SUFFIX = re.compile(r"(arguments|args|input|params|parameters|schema|request)$")
_EMPTY: Mapping[str, Any] = {"description": "", "required": [], "additionalProperties": True}


class Slim(NamedTuple):
    """A definition without what says nothing, and what was taken out: (where, why, text)."""

    raw: Mapping[str, Any]
    gone: tuple[tuple[str, str, str], ...]


def slimmed(definitions: Sequence[Definition]) -> list[Slim]:
    """Return definitions without what says nothing; a deferred one stays as it is."""
    known: dict[str, str] = {}
    return [
        Slim(one.raw, ()) if one.deferred or one.schema is None else _slimmed(one, known)
        for one in definitions
    ]


def _slimmed(one: Definition, known: dict[str, str]) -> Slim:
    """Return one definition slim; ``known`` are the texts that were told before."""
    work = _Slimming(one.name, known)
    schema = work.schema(one.schema, one.name, "", 0)
    if not work.gone:
        return Slim(one.raw, ())
    return Slim(one.with_schema(schema), tuple(work.gone))


class _Slimming:
    """One definition on its way."""

    def __init__(self, tool: str, known: dict[str, str]) -> None:
        self._tool, self._known = tool, known
        self.gone: list[tuple[str, str, str]] = []

    def schema(self, schema: Any, name: str, path: str, depth: int) -> Any:
        """Return a schema without what says nothing."""
        if not isinstance(schema, Mapping) or depth > _DEEPEST:
            return schema
        found: dict[str, Any] = {}
        for key, value in schema.items():
            why = _why(key, value, name)
            if why:
                self.gone.append((f"{path}.{key}".lstrip("."), why, as_json(value)))
            elif key == "description" and isinstance(value, str):
                found[key] = self._description(value, path, name)
            else:
                found[key] = self._inner(key, value, name, path, depth)
        return found

    def _inner(self, key: str, value: Any, name: str, path: str, depth: int) -> Any:
        """Return what stands under a key, slim where it is a schema."""
        here = f"{path}.{key}".lstrip(".")
        if key in _MAPS and isinstance(value, Mapping):
            return {
                inner: self.schema(part, str(inner), f"{here}.{inner}", depth + 1)
                for inner, part in value.items()
            }
        if key in _LISTS and isinstance(value, list):
            return [
                self.schema(part, name, f"{here}[{at}]", depth + 1) for at, part in enumerate(value)
            ]
        return self.schema(value, name, here, depth + 1) if key in _SINGLE else value

    def _description(self, text: str, path: str, name: str) -> str:
        """Return a description, a note of where it stands if it was told before."""
        if len(text) < LEAST_TEXT:
            return text
        place = self._known.setdefault(text, f"{name} of {self._tool}")
        note = f"As {place}."
        if place == f"{name} of {self._tool}" or len(note) > len(text) / 2:
            return text
        self.gone.append((f"{path}.description".lstrip("."), f"stands in {place}", text))
        return note


def _why(key: str, value: Any, name: str) -> str:
    """Return why a keyword says nothing; the empty string where it says something."""
    if key in ("$schema", "$comment"):
        return "for tools that read schemas"
    if key == "title" and isinstance(value, str) and _is_name(value, name):
        return "says the name again"
    if key == "default" and value is None:
        return "a default of null"
    if key in ("examples", "example") and len(as_json(value)) > LONGEST_EXAMPLES:
        return "long examples"
    if key in _EMPTY and type(value) is type(_EMPTY[key]) and value == _EMPTY[key]:
        return "says nothing"
    return ""


def _is_name(title: str, name: str) -> bool:
    """Tell whether a title says no more than a name."""
    letters, same = (_NOT_LETTERS.sub("", word).lower() for word in (title, name))
    return letters in ("", same) or _SUFFIX.sub("", letters) == _SUFFIX.sub("", same)
