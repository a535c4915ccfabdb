"""Paths into a JSON text, as ``$.results[*].id``: what stands there, as it is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from headroom_lab.errors import ConfigError
from headroom_lab.json_text.arrays import members, outermost
from headroom_lab.json_text.nesting import value_at
from headroom_lab.json_text.reading import read_json

Name = str | int | None  # a member's name, an item's place, None for all of either
_STEP = re.compile(
    r"\.(?P<member>[^\W\d][\w-]*)|(?P<all>\.\*|\[\*\])|\[(?P<item>-?\d+)\]"
    r"|\[(?P<quoted>'[^'\\]*'|\"[^\"\\]*\")\]"
)


@dataclass(frozen=True, slots=True)
class JsonPath:
    """A path that has been read: the names on the way from the top."""

    names: tuple[Name, ...]

    def pieces(self, text: str) -> Iterator[str]:
        """Yield what stands at the path in a JSON text, as it is written, texts unquoted.

        Of JSON lines the path holds for each line, or, where it begins with ``[…]``, for their list.
        """
        document = read_json(text)
        if document is None:
            return
        if document.form == "json":
            yield from _at(text, len(text) - len(text.lstrip()), self.names)
            return
        lines, names = document.arrays[0].starts, self.names
        if names and not isinstance(names[0], str):
            lines, names = _chosen(lines, names[0]), names[1:]
        for start in lines:
            yield from _at(text, start, names)


@cache
def json_path(text: str) -> JsonPath:
    """Read a path: ``$``, then ``.name``, ``['name']``, ``[0]``, ``[*]`` or ``.*``.

    Raises ConfigError that says where it goes wrong.
    """
    place = 1
    names: list[Name] = []
    while text[:1] == "$" and place < len(text):
        step = _STEP.match(text, place)
        if step is None:
            break
        names.append(_name(step))
        place = step.end()
    if text[:1] != "$" or place < len(text):
        raise ConfigError(
            f"path: found {text[:80]!r}, wrong from character {place if text[:1] == '$' else 0}, "
            "expected a JSON path such as '$.results[*].id'"
        )
    return JsonPath(tuple(names))


def _name(step: re.Match[str]) -> Name:
    """Return what one step of a path names."""
    if step["all"]:
        return None
    if step["item"]:
        return int(step["item"])
    return step["member"] or step["quoted"][1:-1]


def _at(text: str, start: int, names: tuple[Name, ...]) -> Iterator[str]:
    """Yield what stands at a path below the value at ``start``."""
    if not names:
        _, stop = value_at(text, start)
        yield text[start + 1 : stop - 1] if text[start] == '"' else text[start:stop]
        return
    first, rest = names[0], names[1:]
    for place in _below(text, start, first):
        yield from _at(text, place, rest)


def _below(text: str, start: int, name: Name) -> list[int]:
    """Return where the members or items of that name begin."""
    if text[start] == "{" and not isinstance(name, int):
        return [at for key, at, _, _ in members(text, start) if name is None or key == name]
    if text[start] == "[" and not isinstance(name, str):
        array: Any = outermost(text, start)[1][0]
        return _chosen(array.starts, name)
    return []


def _chosen(starts: list[int], name: Name) -> list[int]:
    """Return the starts of the items that a place names; of all where it is None."""
    if not isinstance(name, int):
        return starts
    return [starts[name]] if -len(starts) <= name < len(starts) else []
