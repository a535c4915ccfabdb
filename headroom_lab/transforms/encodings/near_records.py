"""Records that stand earlier in the conversation but for some of their fields."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby

from headroom_lab.json_text.fields import Fields, fields_of
from headroom_lab.messages import Conversation
from headroom_lab.transforms.base import Context, Step, Transform
from headroom_lab.transforms.encodings.places import Place, places
from headroom_lab.transforms.encodings.references import REST, completed, others
from headroom_lab.transforms.output_transform import Cut, Edit, Rewritten, edited, outputs

LEAST = 120  # characters of a record worth a reference
_CANDIDATES = 8  # latest records of one form that are compared


class NearRecords(Transform):
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
        free = {id(block) for block in outputs(conversation)}
        known: dict[tuple[str, ...], list[tuple[Place, Fields]]] = defaultdict(list)
        edits: list[Edit] = []
        for place in places(conversation):
            if place.block.kind != "tool_result" or len(place.text) < LEAST:
                continue
            found = fields_of(place.text)
            if found is None or REST in found.keys:
                continue
            before = known[found.around]
            rewritten = _near(found, before) if id(place.block) in free else None
            if rewritten is not None:
                edits.append(Edit(place.block, rewritten))
            elif all(found.values != other.values for _, other in before):
                known[found.around] = [*before[1 - _CANDIDATES :], (place, found)]
        return edited(conversation, context, edits, self.name)


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
