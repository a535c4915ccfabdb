"""Older JSON: the fields that say little go, long texts and long rows of numbers are shortened."""

from __future__ import annotations

import json
import re
from collections.abc import Set
from typing import Any

from headroom_lab.errors import ConfigError
from headroom_lab.transforms.encodings.layout import without_blanks
from headroom_lab.transforms.encodings.tables import compact
from headroom_lab.transforms.output_transform import Cut, Rewritten
from headroom_lab.transforms.text_kinds.facts import facts, said, written
from headroom_lab.transforms.text_kinds.older import KEEP_RECENT, STRIDE, Older, retrieval

Path = tuple[str, ...]
LONG_TEXT = 160  # characters of a value from which it is shortened to its first sentence
LONG_ROW = 8  # numbers in a row
LEFT_OUT = "_left_out"
_NAMES_SHARE = 30  # a name of a field that went may take one character of so many of the text
_SENTENCE = re.compile(r".{20,}?[.!?](?=\s)|[^\n]{20,}(?=\n)", re.DOTALL)
_ENDS = {"{": "}", "[": "]"}
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+(?:"|\Z)|[\[\]{},:]', re.DOTALL)


class JsonFields(Older):
    """Of older JSON, leaves out fields that hold nothing, and shortens long texts and rows.

    Empty fields (null, "", false, [], {}) go, of a long text its first sentence stays with an
    index of the facts in the rest, of a long row of numbers the first and last. With
    ``facts_only`` a field stays only where some record's value in it is a fact: an id, a
    number, a date, a path, a URL or a name of five characters or more. JSON stays JSON;
    ``_left_out`` in it names the fields that went and how to get them back.
    """

    name = "json_fields"
    kind = "json"

    def __init__(
        self,
        *,
        keep_recent: int = KEEP_RECENT,
        stride: int = STRIDE,
        index: float = 1.0,
        facts_only: bool = False,
    ) -> None:
        super().__init__(keep_recent=keep_recent, stride=stride, index=index)
        if not isinstance(facts_only, bool):
            raise ConfigError(f"JsonFields.facts_only: found {facts_only!r}, expected a bool")
        self.facts_only = facts_only

    def outline(self, text: str, standing: Set[str]) -> Rewritten | None:
        """Return JSON without the fields that say little."""
        value = _loaded(text)
        if not isinstance(value, (dict, list)) or _is_error(value):
            return None
        thin = _Thin(self.index, standing, _telling(value) if self.facts_only else None)
        kept = thin.value(value, ())
        if not thin.fields and not thin.markers:
            return None
        note = f"{_named(thin.fields, len(text))}{retrieval(text)}"
        body = {LEFT_OUT: note, **kept} if isinstance(kept, dict) else [*kept, f"{LEFT_OUT}: {note}"]
        gone = "\n".join(thin.gone)
        cut = Cut("", "fields", "json before the last messages", len(thin.gone), gone)
        return Rewritten(compact(body), (cut,), (note, *thin.markers))


class _Thin:
    """One walk through a JSON value: what goes, and what stands for it."""

    def __init__(
        self, index: float, standing: Set[str], telling: set[Path] | None
    ) -> None:
        self._index = index
        self._standing = standing
        self._telling = telling
        self.fields: list[str] = []
        self.gone: list[str] = []
        self.markers: list[str] = []

    def value(self, value: Any, path: Path) -> Any:
        """Return what stays of a value."""
        if isinstance(value, dict):
            return self._object(value, path)
        if isinstance(value, list):
            if len(value) >= LONG_ROW and _is_numbers(value):
                return self._row(value)
            return [self.value(item, path) for item in value]
        if isinstance(value, str) and len(value) >= LONG_TEXT:
            return self._text(value)
        return value

    def _object(self, value: dict[str, Any], path: Path) -> dict[str, Any]:
        """Return what stays of an object; a field of which nothing stays goes."""
        kept = {}
        for key, item in value.items():
            inner = (*path, key)
            deep = isinstance(item, (dict, list))
            said = self.value(item, inner) if deep and item else item
            if deep and not said:
                self.fields += [] if item else [key]
            elif deep or not self._goes(item, inner):
                kept[key] = said if deep else self.value(item, inner)
            else:
                self.fields.append(key)
                self.gone.append(f'"{key}":{compact(item)}')
        return kept

    def _goes(self, item: Any, path: Path) -> bool:
        """Tell whether a field with a plain value goes."""
        if item is None or item is False or item == "":
            return True
        return self._telling is not None and path not in self._telling

    def _inside(self, value: Any) -> Any:
        """Return what stays of JSON that is the text of a field."""
        outer = self._telling
        self._telling = None if outer is None else _telling(value)
        kept = self.value(value, ())
        self._telling = outer
        return kept

    def _row(self, value: list[Any]) -> list[Any]:
        """Return both ends of a long row of numbers."""
        marker = f"[{len(value) - 3} more]"
        self.gone.append(compact(value[2:-1])[1:-1])
        self.markers.append(marker)
        return [*value[:2], marker, value[-1]]

    def _text(self, value: str) -> str:
        """Return the first sentence of a long text and an index of the rest.

        Of JSON within a text stays what stays of JSON.
        """
        inner = _loaded(value) if value[:1] in ("{", "[") else None
        if isinstance(inner, (dict, list)):
            return compact(self._inside(inner))
        match = _SENTENCE.match(value)
        stop = match.end() if match and match.end() <= LONG_TEXT else 0
        rest = value[stop:]
        if "://" in value[:12] and " " not in value:
            return value
        room = len(rest) if self._index else 0
        listed = facts(rest, {*self._standing, *said(value[:stop])}, room=room) if room else []
        names = f": {written(listed)}" if listed else ""
        marker = f"[{len(rest)} characters{names}]"
        if len(marker) + 20 > len(rest):
            return value
        self.gone.append(rest)
        self.markers.append(marker)
        return f"{value[:stop]} {marker}".lstrip()


def _named(fields: list[str], size: int) -> str:
    """Return the names of fields; the number of those for which there is little room."""
    names = list(dict.fromkeys(fields))
    room = size // _NAMES_SHARE
    shown = [name for i, name in enumerate(names) if len(", ".join(names[: i + 1])) <= room]
    if not names:
        return ""
    if not shown:
        return f"{len(names)} field{'s' * (len(names) > 1)}; "
    more = f" and {len(names) - len(shown)} more" if len(names) > len(shown) else ""
    return f"fields {', '.join(shown)}{more}; "


def _telling(value: Any) -> set[Path]:
    """Return the paths of fields in which some value is a fact; items of a list share a path.

    Of addresses only those that stand least deep in their records are facts.
    """
    found: dict[Path, bool] = {}
    stack: list[tuple[Path, Any]] = [((), value)]
    while stack:
        path, item = stack.pop()
        if isinstance(item, dict):
            stack.extend(((*path, key), inner) for key, inner in item.items())
        elif isinstance(item, list):
            stack.extend((path, inner) for inner in item)
        elif path not in found and item is not None and not isinstance(item, bool):
            text = str(item)
            if len(text) >= LONG_TEXT or said(text):
                found[path] = "://" in text[:12] and " " not in text
    depth = min((len(path) for path, address in found.items() if address), default=0)
    return {path for path, address in found.items() if not address or len(path) == depth}


def _is_numbers(value: list[Any]) -> bool:
    """Tell whether a list holds numbers alone, or pairs and the like of them."""
    return all(
        (type(item) in (int, float))
        or (type(item) is list and item and all(type(n) in (int, float) for n in item))
        for item in value
    )


def _is_error(value: Any) -> bool:
    """Tell whether JSON as a whole reports an error."""
    if not isinstance(value, dict):
        return False
    said = value.get("error") or value.get("errors") or value.get("isError") or value.get("is_error")
    return bool(said) and len(value) <= 4


def _loaded(text: str) -> Any:
    """Return the value of JSON, also such as is cut off at its end; None where it isn't JSON."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return _cut_off(text)


def _cut_off(text: str) -> Any:
    """Return what is complete of JSON that is cut off at its end; None where that isn't most."""
    opened: list[str] = []
    complete: list[tuple[int, str, tuple[str, ...]]] = []
    for match in _TOKEN.finditer(text):
        token = match[0]
        if token in _ENDS:
            opened.append(token)
        elif token in ("}", "]"):
            if not opened:
                return None
            opened.pop()
        elif token == ",":
            complete.append((match.start(), "", tuple(opened)))
            del complete[:-4]
        elif match.end() == len(text) and not token.endswith('"'):
            complete.append((len(text), '"', tuple(opened)))
    for stop, quote, still in reversed(complete):
        if stop < 0.9 * len(text):
            return None
        try:
            return json.loads(text[:stop] + quote + "".join(_ENDS[o] for o in reversed(still)))
        except (ValueError, RecursionError):
            continue
    return None
