"""Older JSON: fields that say little go, long texts and long rows of numbers are shortened."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

from headroom_lab.transforms.encodings.tables import compact
from headroom_lab.transforms.markers import (
    FIELDS_GONE,
    characters_gone,
    fields_gone,
    numbers_gone,
    way_back,
)
from headroom_lab.transforms.outlining.error_records import ErrorPlaces
from headroom_lab.transforms.outlining.errors import error_lines
from headroom_lab.transforms.outlining.facts import Standing, facts, said, written
from headroom_lab.transforms.outlining.older import Older
from headroom_lab.transforms.outlining.used import used_records
from headroom_lab.transforms.output_transform import Cut, Rewritten
from headroom_lab.transforms.pieces import left_out
from headroom_lab.transforms.smart_crusher.errors import is_error_document
from headroom_lab.transforms.text_kinds.json_values import (
    LONG_TEXT,
    Tree,
    filled,
    is_numbers,
    loaded,
    telling,
)

LONG_ROW = 8  # numbers in a row
LONGEST_SENTENCE = 240  # characters
LEAST_GAIN = 20  # characters that shortening a text must save
NOTE, ITEMS = FIELDS_GONE, "_items"
_DEEP = (dict, list)
_NAMES_SHARE = 30  # the names of fields that went may take one character of so many of the text
_SENTENCE = re.compile(r".{20,}?[.!?](?=\s|\Z)|[^\n]{20,}(?=\n)", re.DOTALL)


class JsonFields(Older):
    """Of older JSON, leaves out fields that hold nothing, and shortens long texts and rows.

    Fields that are empty in every record (null, "", false, [], {}) go, and those that are for
    programs alone: addresses that another one leads to, pictures, second ids, options at their
    default. Of a long text its first sentence stays with an index of the facts in the rest, of a long row of numbers the first
    and last. With ``config.facts_only`` a field stays only where its name says that it tells what
    a record is (id, name, status, price and the like), or some record's value in it is a fact:
    an id, a number, a date, a path, an address or a name of five characters or more; of several
    addresses in a record the outermost stay. Records of a list stay whole where a field is what
    later messages used. JSON stays JSON; ``_left_out`` in it names the
    fields that went, ``_left_out_KEY`` says what of the list beside it, ``_items`` is what was a list. Error records stay
    as they are.

    Args:
        config: how far back an output must lie, and what of it stays; None for ``OlderConfig()``.

    Example::

        transforms.JsonFields(OlderConfig(keep_recent=2, stride=1)).apply(messages).removals
    """

    name = "json_fields"
    kind = "json"

    def outline(self, text: str, standing: Standing) -> Rewritten | None:
        """Return JSON without the fields that say little."""
        value = loaded(text)
        if not isinstance(value, (dict, list)) or is_error_document(value):
            return None
        thin = _Thin(standing, index=self.config.index > 0, facts_only=self.config.facts_only)
        kept = thin.document(value)
        if not thin.gone:
            return None
        note = _named(thin.fields, len(text), way_back(text, standing.retrieval))
        notes = (note,) if note else ()
        new = compact(_noted(kept, note))
        cuts = tuple(
            Cut(
                f"characters {start}-{stop}",
                "fields",
                "json that was answered",
                1,
                text[start:stop],
            )
            for start, stop in left_out(text, _unmarked(compact(kept), thin.markers))
        )
        return Rewritten(new, cuts, (*notes, *thin.markers))


class _Thin:
    """One walk through a JSON value: what goes, and what stands for it."""

    def __init__(self, standing: Standing, *, index: bool, facts_only: bool) -> None:
        self._standing = standing
        self._index = index
        self._facts_only = facts_only
        self.fields: list[str] = []
        self.gone: list[str] = []
        self.markers: list[str] = []
        self._errors = ErrorPlaces(None)

    def document(self, value: Any) -> Any:
        """Return what stays of a JSON document; one may be the text of a field of another."""
        outer, self._errors = self._errors, ErrorPlaces(value)
        kept = self._value(value, telling(value) if self._facts_only else filled(value))
        self._errors = outer
        return kept

    def _value(self, value: Any, stay: Tree | None) -> Any:
        """Return what stays of a value."""
        if type(value) is dict:
            return value if is_error_document(value) else self._record(value, stay)
        if type(value) is list:
            if _is_long_row(value):
                ends, marker = self._row(value)
                return {ITEMS: ends, **self._beside(ITEMS, marker)}
            used = used_records(value, self._standing.used) | self._errors.of(value)
            return [
                item if number in used else self._value(item, stay)
                for number, item in enumerate(value)
            ]
        if type(value) is str and len(value) >= LONG_TEXT:
            return self._text(value)
        return value

    def _record(self, value: dict[str, Any], stay: Tree | None) -> dict[str, Any]:
        """Return the fields of a record that stay, and note those that go."""
        kept: dict[str, Any] = {}
        bad = self._errors.of(value)
        for key, item in value.items():
            if key in bad:
                kept[key] = item
            elif stay is not None and key not in stay:
                if self._errors.leads(item):
                    kept[key] = self._errors_of(item)
                    continue
                self.fields.append(key)
                self.gone.append(f'"{key}":{_written(item)}')
            elif _is_long_row(item):
                kept[key], marker = self._row(item)
                kept.update(self._beside(key, marker))
            elif type(item) in _DEEP or (type(item) is str and len(item) >= LONG_TEXT):
                kept[key] = self._value(item, None if stay is None else stay[key])
            else:
                kept[key] = item
        return kept

    def _errors_of(self, value: Any) -> Any:
        """Return what of a list or an object that says little otherwise speaks of an error."""
        bad = self._errors.of(value)
        keyed = type(value) is dict
        members = value.items() if keyed else enumerate(value)
        kept: dict[Any, Any] = {}
        for place, item in members:
            if place in bad:
                kept[place] = item
            elif self._errors.leads(item):
                kept[place] = self._errors_of(item)
            else:
                self.gone.append(f'"{place}":{_written(item)}' if keyed else _written(item))
        return kept if keyed else list(kept.values())

    def _row(self, value: list[Any]) -> tuple[list[Any], str]:
        """Return both ends of a long row of numbers, and what is said of its middle."""
        self.gone.append(compact(value[2:-1])[1:-1])
        return [*value[:2], value[-1]], numbers_gone(len(value) - 3)

    def _beside(self, key: str, marker: str) -> dict[str, str]:
        """Return the field that stands beside a row: a marker is no number."""
        member = {f"{NOTE}_{key.lstrip('_')}": marker}
        self.markers.append(compact(member)[1:-1])
        return member

    def _text(self, value: str) -> str:
        """Return the first sentence of a long text and an index of the rest.

        Of JSON that is a text, what stays of it.
        """
        inner = loaded(value) if value[:1] in ("{", "[") else None
        if isinstance(inner, (dict, list)):
            return compact(self.document(inner))
        if "://" in value[:12] and " " not in value:
            return value
        head = _first_sentence(value)
        rest = value[len(head) :]
        if not rest:
            return value
        told, gaps = _told(rest)
        gone = "\n".join(gaps)
        room = len(gone) if self._index else 0
        listed = facts(gone, self._standing.plus(said(head)), room=room) if room else []
        marker = characters_gone(len(gone), written(listed))
        if len(marker) + LEAST_GAIN > len(gone):
            return value
        self.gone += gaps
        self.markers.append(marker)
        return "\n".join([f"{head} {marker}".lstrip(), *told])


def _is_long_row(value: Any) -> bool:
    """Tell whether a value is a row of numbers of which the ends are enough."""
    return type(value) is list and len(value) >= LONG_ROW and is_numbers(value)


def _told(text: str) -> tuple[list[str], list[str]]:
    """Return the lines of a text that speak of an error, and what stands between them."""
    lines = text.split("\n")
    bad = sorted(error_lines(lines, "table")) if len(lines) > 2 else []
    ends = [-1, *bad, len(lines)]
    gaps = ["\n".join(lines[a + 1 : b]) for a, b in pairwise(ends)]
    return [lines[number] for number in bad], [gap for gap in gaps if gap]


def _unmarked(text: str, markers: list[str]) -> str:
    """Return JSON without the markers in it."""
    for marker in markers:
        written = marker if marker.startswith(f'"{NOTE}_') else compact(marker)[1:-1]
        text = text.replace(written, "", 1)
    return text


def _written(item: Any) -> str:
    """Return a value as JSON; the plain ones without the cost of an encoder."""
    if item is None:
        return "null"
    if type(item) is bool:
        return "true" if item else "false"
    return str(item) if type(item) is int else compact(item)


def _first_sentence(value: str) -> str:
    """Return the first sentence or line of a text; nothing where it is too long to stay."""
    match = _SENTENCE.match(value, 0, LONGEST_SENTENCE)
    cut_off = match and match.end() == LONGEST_SENTENCE < len(value)
    return match[0] if match and not cut_off else ""


def _noted(kept: Any, note: str) -> Any:
    """Return what is left of a document with the note of what went, where there is one."""
    if not note:
        return kept
    return {NOTE: note, **kept} if isinstance(kept, dict) else {NOTE: note, ITEMS: kept}


def _named(fields: list[str], size: int, back: str) -> str:
    """Return the names of fields; their number alone where there is little room for names."""
    names = list(dict.fromkeys(fields))
    room, shown = size // _NAMES_SHARE, 0
    while shown < len(names) and room >= len(names[shown]) + 2:
        room -= len(names[shown]) + 2
        shown += 1
    return fields_gone(names, shown, back)
