"""References to lines that stand elsewhere in a conversation: how they read, where they lead."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace

from headroom_lab.cache import ContentCache
from headroom_lab.json_text.fields import fields_of
from headroom_lab.json_text.nesting import SPACE, loads
from headroom_lab.messages import Block, Conversation
from headroom_lab.transforms.encodings.places import Numbers, places
from headroom_lab.transforms.encodings.word_for_word import as_it_came, is_word_for_word

ENDS = ("stand here]", "stands here]")
_REFERENCE = re.compile(
    r"\[lines? (\d{1,9})(?:-(\d{1,9}))? of (tool result \d+|argument [\w.-]+ of tool call \d+|message \d+)"
    r"(?: \([^\n]*\))? stands? here\]"
)
_WHOLE = '{"_same": "['
REST = "_rest"
_refers: ContentCache[str, bool] = ContentCache(64_000_000)  # whether a text may hold a reference
_OTHERS = re.compile(r"\[all other fields of (tool result \d+)(?: \([^\n]*\))? stand here\]")


def written(name: str, label: str, first: int, length: int) -> str:
    """Return what stands for ``length`` lines from ``first`` (from 1) on of a place."""
    named = f"{name} ({label})" if label else name
    if length == 1:
        return f"[line {first} of {named} stands here]"
    return f"[lines {first}-{first + length - 1} of {named} stand here]"


def same(reference: str) -> str:
    """Return JSON that stands for what is referred to, JSON too."""
    return json.dumps({"_same": reference}, ensure_ascii=False)


def others(name: str, label: str) -> str:
    """Return what stands for the fields of a record that another one has as well."""
    return f"[all other fields of {f'{name} ({label})' if label else name} stand here]"


def completed(text: str, other: str) -> str:
    """Return a record with the fields that stand in another; itself where they don't fit."""
    changes, whole = fields_of(text), fields_of(other)
    if changes is None or whole is None or not set(changes.keys[1:]) <= set(whole.keys):
        return text
    new = dict(zip(changes.keys, changes.values, strict=True))
    pairs = zip(whole.keys, whole.values, strict=True)
    return replace(whole, values=tuple(new.get(key, value) for key, value in pairs)).written()


def resolved(conversation: Conversation) -> Conversation:
    """Return a conversation in which the lines stand that its references point at.

    The same one where it holds no references.
    """
    if not _may_refer(conversation):
        return conversation
    known: dict[str, list[str]] = {}
    texts = {}
    for place in places(conversation):
        known[place.name] = place.text.split("\n")
        if is_decoded(place.block):
            text = _resolved(place.text, known)
            if text != place.text:
                texts[place.block.message, place.block.path] = text
    return conversation.edit(texts)


def referred(conversation: Conversation, so_far: Numbers | None = None) -> list[Block]:
    """Return the blocks that references point at: what is to stay as it is for their sake.

    Those in what stands as it came count too: what was sent once and is given again stays true.
    ``so_far`` are the numbers of what stands before the conversation.
    """
    if not _may_refer(conversation):
        return []
    found = list(places(conversation, so_far.copy() if so_far else None))
    names = {
        name
        for place in found
        if place.block.kind == "tool_result"
        for name in _pointed_to(as_it_came(place.text))
    }
    return [place.block for place in found if place.name in names]


def is_decoded(block: Block) -> bool:
    """Tell whether notes in a block are an encoding's: errors, and what says so, stand as they came."""
    return block.is_result and not is_word_for_word(block.text)


def _pointed_to(text: str) -> list[str]:
    """Return the places that a text refers to."""
    record = _record_of(text)
    return [record] if record else [name for _, _, name in _references(text)]


def _record_of(text: str) -> str | None:
    """Return where the other fields of a record stand, None where it has none elsewhere."""
    if not text.startswith(f'{{"{REST}":"[all other fields of '):
        return None
    try:
        match = _OTHERS.fullmatch(str(loads(text)[REST]))
    except (ValueError, KeyError):
        return None
    return match[1] if match else None


def _may_refer(conversation: Conversation) -> bool:
    """Tell whether some tool result may hold a reference."""
    texts = [b.text for b in conversation.blocks if b.kind == "tool_result"]
    known = _refers.get_many(texts)
    for text in texts:
        if text not in known:
            known[text] = "here]" in text
            _refers.put(text, known[text], len(text) + 64)
    return any(known.values())


def _references(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield first and last line (from 1) and the place of each reference in a text."""
    if "here]" not in text:
        return
    for line in _plain(text)[0].split("\n"):
        match = _REFERENCE.fullmatch(line) if line.endswith(ENDS) else None
        if match:
            yield int(match[1]), int(match[2] or match[1]), match[3]


def _plain(text: str) -> tuple[str, str]:
    """Return a text, of JSON that is nothing but a reference that reference; and the space behind it."""
    if not text.startswith(_WHOLE):
        return text, ""
    try:
        return str(loads(text)["_same"]), text[len(text.rstrip(SPACE)) :]
    except (ValueError, KeyError):
        return text, ""


def _resolved(text: str, known: dict[str, list[str]]) -> str:
    """Return a text with the lines that its references point at."""
    if "here]" not in text:
        return text
    record = _record_of(text)
    if record is not None:
        return completed(text, "\n".join(known[record])) if record in known else text
    plain, space = _plain(text)
    out = "\n".join(_pointed_at(line, known) for line in plain.split("\n"))
    return text if out == plain else out + space


def _pointed_at(line: str, known: dict[str, list[str]]) -> str:
    """Return the lines a reference points at, the line itself where it is none."""
    for first, last, name in _references(line):
        if name in known:
            return "\n".join(known[name][first - 1 : last])
    return line
