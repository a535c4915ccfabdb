"""Records that stand earlier in the conversation but for some of their fields."""

from __future__ import annotations

import json
from collections import ChainMap
from collections.abc import Iterator
from copy import copy
from itertools import groupby
from typing import Self

from headroom_lab.json_text.fields import Fields, fields_of
from headroom_lab.messages import Conversation
from headroom_lab.messages.protection import may_read
from headroom_lab.transforms.base import Context, Step, unchanged
from headroom_lab.transforms.encodings.places import Numbers, Place, places
from headroom_lab.transforms.encodings.references import REST, completed, others
from headroom_lab.transforms.encodings.word_for_word import Encoding
from headroom_lab.transforms.entering import Entering
from headroom_lab.transforms.output_transform import Cut, Edit, Rewritten, edited, outputs

LEAST = 120  # characters of a record worth a reference
_CANDIDATES = 8  # latest records of one form that are compared
_Known = tuple[Place, Fields]


class NearRecords(Encoding):
    """Says of a JSON object that most of it stands in an earlier one, and what is different.

    Only objects with the same keys in the same order and layout are near. ``resolved`` puts the
    fields back byte for byte. A pipeline runs it last, after Repetition.

    Example::

        sent = transforms.NearRecords().apply(messages).messages
        decode(sent) == messages
    """

    name = "near_records"

    def step(self, conversation: Conversation, context: Context) -> Step:
        """Replace what stands in an earlier record of every tool output that is no error."""
        return NearRecordsEntering().rewrite(conversation, context)

    def entering(self) -> Entering:
        """Return the transform for messages that come in one after another."""
        return NearRecordsEntering()


class NearRecordsEntering(Entering):
    """Compares the records that come in with those that have settled, and with each other."""

    stays_alike = True

    def __init__(self) -> None:
        self._settled: ChainMap[tuple[str, ...], list[_Known]] = ChainMap()
        self._numbers = Numbers()

    def fork(self) -> Self:
        """Return one that compares with what has settled here, and takes in more by itself."""
        other = copy(self)
        other._settled, other._numbers = self._settled.new_child(), self._numbers.copy()
        return other

    def rewrite(self, conversation: Conversation, context: Context) -> Step:
        """Replace what stands in an earlier record of every tool output that is no error."""
        records = list(_records(conversation, self._numbers.copy()))
        if not records:
            return unchanged(conversation)
        free = {id(block) for block in outputs(conversation, self._numbers)}
        above: dict[tuple[str, ...], list[_Known]] = {}
        edits: list[Edit] = []
        for place, found in records:
            before = above.get(found.around) or self._settled.get(found.around, [])
            rewritten = _near(found, before) if id(place.block) in free else None
            if rewritten is not None and may_read(place.block, rewritten.text):
                edits.append(Edit(place.block, rewritten))
            else:
                above[found.around] = _with(before, (place, found))
        return edited(conversation, context, edits, NearRecords.name)

    def settle(self, conversation: Conversation) -> None:
        """Take in what is sent of messages that came in."""
        for place, found in _records(conversation, self._numbers):
            before = self._settled.get(found.around, [])
            self._settled[found.around] = _with(before, (place, found))


def _records(conversation: Conversation, numbers: Numbers) -> Iterator[_Known]:
    """Yield the records among tool outputs that are written out, each with its place."""
    for place in places(conversation, numbers):
        if place.block.kind == "tool_result" and len(place.text) >= LEAST:
            found = fields_of(place.text)
            if found is not None and REST not in found.keys:
                yield place, found


def _with(before: list[_Known], more: _Known) -> list[_Known]:
    """Return the latest records with one more, unless it stands among them."""
    if any(more[1].values == other.values for _, other in before):
        return before
    return [*before[1 - _CANDIDATES :], more]


def _near(record: Fields, before: list[tuple[Place, Fields]]) -> Rewritten | None:
    """Return a record by its differences from the most similar one before; None without any."""
    nearest = max(before, key=lambda one: _same(record, one[1]), default=None)
    if nearest is None or 2 * _same(record, nearest[1]) < sum(map(len, record.values)):
        return None
    place, other = nearest
    marker = others(place.name, place.label)
    pairs = list(zip(record.keys, record.values, other.values, strict=True))
    changed = [f",{json.dumps(key)}:{value}" for key, value, old in pairs if value != old]
    text = f'{{"{REST}":{json.dumps(marker, ensure_ascii=False)}{"".join(changed)}}}'
    if len(text) >= len(record.written()) or completed(text, other.written()) != record.written():
        return None
    return Rewritten(text, tuple(_cuts(record, other, place.name)), (marker,))


def _cuts(record: Fields, other: Fields, name: str) -> Iterator[Cut]:
    """Yield the runs of neighbouring fields that stand in the other record."""
    numbers = range(len(record.keys))
    for same, run in groupby(numbers, lambda at: record.values[at] == other.values[at]):
        fields = list(run)
        if same:
            parts = [part for at in fields for part in (record.around[at], record.values[at])]
            path = " to ".join(dict.fromkeys(record.keys[at] for at in (fields[0], fields[-1])))
            text = "".join(parts).lstrip("{, \t\r\n")
            yield Cut(path or '""', "fields", f"stands in {name}", len(fields), text)


def _same(record: Fields, other: Fields) -> int:
    """Return how many characters of a record's values stand in another one."""
    pairs = zip(record.values, other.values, strict=True)
    return sum(len(value) for value, old in pairs if value == old)
