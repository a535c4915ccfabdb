"""Which tool outputs are out of date: what they show is shown anew later in the conversation.

A file read again or written anew, a listing, a status or a plan shown again, another look at the
same page, a call that failed and was done later. Where the newer output doesn't hold most of what
the older one held, such as "unchanged since", the older one still stands for itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from headroom_lab.messages.blocks import Block
from headroom_lab.messages.call_links import call_aliases
from headroom_lab.messages.conversation import Conversation
from headroom_lab.messages.file_uses import CONTENTS, PATHS, fields_of_call, file_uses
from headroom_lab.messages.parts import as_json
from headroom_lab.messages.tool_effects import ToolEffect, effect_of, is_shell, name_of_thing

MOST_STANDS = 0.5  # of the older lines that a newer text must hold to stand for it
_NUMBERED = re.compile(r"^\s*\d+(?:\t|→|: |\|)\s?")
_PAGE_URL = re.compile(r"(?:Page URL|url): ?(\S+)", re.I)

WHY = {
    "file": "read again",
    "written": "written anew",
    "listing": "listed again",
    "plan": "shown anew",
    "status": "shown anew",
    "page": "looked at again",
    "screen": "looked at again",
    "picture": "read again",
    "command": "run again",
    "failed": "failed, done later",
}


# Arguments by which a call says what it takes a picture of: another thing, or a part of it.
_ADDRESSES = ("url", "uri", "path", "page")
_ELEMENTS = ("element", "ref", "selector", "uid")


class Superseded(NamedTuple):
    """A text or image of a tool's output that is out of date, why, what it shows, what shows it anew."""

    block: Block
    why: str
    thing: str
    by: int


@dataclass(frozen=True)
class _Shown:
    """One output: what it shows, which part of it, and its texts."""

    kind: str
    thing: str
    part: str
    blocks: tuple[Block, ...]

    @property
    def text(self) -> str:
        """All that is shown."""
        return "\n".join(block.text for block in self.blocks)


def superseded(conversation: Conversation, tools: Iterable[ToolEffect] = ()) -> list[Superseded]:
    """Return the outputs that are out of date, in their order.

    ``tools`` says of further tools what they show. Only texts that can be edited are returned, and
    images: of a page each screenshot that the same tool has taken anew since.
    """
    found: list[Superseded] = []
    live: dict[tuple[str, str], list[_Shown]] = {}
    failed: dict[str, list[_Shown]] = {}
    rows = tuple(tools)
    for call, blocks in _answered(conversation):
        key = f"{call.tool} {_subject(call)}"
        if any(block.is_error for block in blocks):
            failed.setdefault(key, []).append(_Shown("failed", _subject(call), "", blocks))
            continue
        by = blocks[-1].message
        gone = failed.pop(key, [])
        for path in _written(call):
            gone += [_rewritten(one) for one in live.pop(("file", path), [])]
        for shown in (_shown(call, blocks, rows), _pictured(call, blocks, rows)):
            if shown is None:
                continue
            older = live.get((shown.kind, shown.thing), [])
            stands = [one for one in older if not _covers(shown, one)]
            gone += [one for one in older if one not in stands]
            live[shown.kind, shown.thing] = [*stands, shown]
        found += [row for one in gone for row in _rows(one, by)]
    return sorted(found, key=lambda row: row.block.message)


def _rows(shown: _Shown, by: int) -> Iterator[Superseded]:
    """Yield the texts of an output that is out of date."""
    for block in shown.blocks:
        may_go = block.editable if block.kind == "tool_result" else not block.protected
        if may_go and block.message < by:
            yield Superseded(block, WHY[shown.kind], shown.thing, by)


def _rewritten(shown: _Shown) -> _Shown:
    """Return a file as one that was written anew."""
    return _Shown("written", shown.thing, shown.part, shown.blocks)


def _answered(conversation: Conversation) -> Iterator[tuple[Block, tuple[Block, ...]]]:
    """Yield each call with the blocks that answer it, in the order of the answers."""
    calls: dict[str | None, Block] = {}
    aliases = call_aliases(conversation)
    for message in conversation.messages:
        answers: dict[str | None, list[Block]] = {}
        for block in message.blocks:
            if block.kind == "tool_call":
                calls[block.call_id] = block
            elif block.role == "tool":
                answers.setdefault(block.call_id, []).append(block)
        for call_id, blocks in answers.items():
            call = calls.get(call_id) or calls.get(aliases.get(call_id))
            if call is not None:
                yield call, tuple(blocks)


def _subject(call: Block) -> str:
    """Return what a call is about: the file it names, else all its arguments."""
    paths = dict.fromkeys(_path(use.path) for use in file_uses(call))
    return ", ".join(paths) if paths and not is_shell(call.tool or "") else call.text


def _written(call: Block) -> list[str]:
    """Return the files that a call writes as a whole."""
    fields = fields_of_call(call)
    if is_shell(call.tool or "") or not CONTENTS & fields.keys() or _old_text(fields):
        return []
    return [_path(use.path) for use in file_uses(call) if use.writes]


def _old_text(fields: Mapping[str, Any]) -> bool:
    """Tell whether a call names a place in the file that it writes to."""
    return any(name.startswith(("old", "insert", "line", "edit", "cell")) for name in fields)


def _shown(call: Block, blocks: Sequence[Block], rows: Sequence[ToolEffect]) -> _Shown | None:
    """Return what an output shows, None where that is nothing that could be shown anew."""
    tool, own = call.tool or "", tuple(b for b in blocks if b.kind == "tool_result")
    effect = effect_of(tool, rows)
    if effect is not None:
        return _effect(call, own, effect)
    uses = file_uses(call)
    if is_shell(tool):
        return _Shown("command", call.text, "", own)
    if len(uses) == 1 and not uses[0].writes:
        return _Shown("file", _path(uses[0].path), _part(call), own)
    return None


def _pictured(call: Block, blocks: Sequence[Block], rows: Sequence[ToolEffect]) -> _Shown | None:
    """Return what the images of an output show, None where there are none of what can change."""
    images = tuple(block for block in blocks if block.kind == "image")
    if not images:
        return None
    effect = effect_of(call.tool or "", rows)
    if effect is not None and effect.thing == "page":
        fields = fields_of_call(call)
        named, part = (
            {k: fields[k] for k in keys if fields.get(k)} for keys in (_ADDRESSES, _ELEMENTS)
        )
        return _Shown(
            "screen", f"{call.tool} {as_json(named)}", as_json(part) if part else "", images
        )
    uses = file_uses(call)
    if len(uses) == 1 and not uses[0].writes:
        return _Shown("picture", _path(uses[0].path), _part(call), images)
    return None


def _effect(call: Block, blocks: tuple[Block, ...], effect: ToolEffect) -> _Shown:
    """Return what the output of a tool with a row shows."""
    thing = name_of_thing(call, effect)
    if effect.thing == "page":
        found = next((m for b in blocks if (m := _PAGE_URL.search(b.text))), None)
        thing = found[1] if found else ""
    return _Shown(effect.thing, thing, "" if effect.thing != "file" else _part(call), blocks)


def _part(call: Block) -> str:
    """Return which part of a file is read, the empty string for all of it."""
    rest = {k: v for k, v in fields_of_call(call).items() if k not in PATHS and v is not None}
    rest = {k: v for k, v in rest.items() if not (k == "command" and v in ("view", "open"))}
    return as_json(rest) if rest else ""


def _path(path: str) -> str:
    """Return a path as it is compared."""
    return path.removeprefix("./")


def _covers(newer: _Shown, older: _Shown) -> bool:
    """Tell whether a newer output shows all that an older one showed."""
    if newer.part not in ("", older.part):
        return False
    if newer.kind in ("screen", "picture"):
        return True
    if newer.kind == "plan" or not older.text:
        return bool(newer.text)
    if newer.kind in ("listing", "status", "command") and newer.text and older.kind != "file":
        return True
    return _stands(older.text, newer.text)


def _stands(older: str, newer: str) -> bool:
    """Tell whether most lines of a text stand in a newer one."""
    lines = {_NUMBERED.sub("", line) for line in older.splitlines() if line.strip()}
    there = {_NUMBERED.sub("", line) for line in newer.splitlines()}
    return bool(lines) and len(lines & there) >= MOST_STANDS * len(lines)
