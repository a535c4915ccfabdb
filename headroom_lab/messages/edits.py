"""Edits that an agent makes of a text: the lines that it believes to stand there.

An edit finds its place by old text: what a replacement takes out, the context and the removed
lines of a patch, the searched part of a block. Where a line of it no longer stands in what the
model reads, the model can't write the edit, or writes one that fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from headroom_lab.messages.blocks import Block
from headroom_lab.messages.values import leaves, parsed

# The fields of a replacement's old text -> those of its new text, one of which stands beside it;
# none where the name alone tells. Written in small letters, without "_" and "-". Sources: the
# tools of Claude Code, Gemini CLI and Qwen Code (old_string), pi and MCP's filesystem server
# (oldText), Anthropic's text editor and OpenHands (old_str), opencode and VS Code (oldString),
# Zed (old_text), Windsurf (TargetContent), Kimi CLI (old, new), Serena (needle, repl), 2026-10.
OLD_TEXTS: Mapping[str, tuple[str, ...]] = {
    "oldstring": (),
    "oldstr": (),
    "oldtext": (),
    "targetcontent": (),
    "old": ("new",),
    "search": ("replace", "replacement"),
    "find": ("replace", "replacement"),
    "needle": ("repl",),
    "original": ("updated", "replacement"),
}
# Fields that name a notebook's cell, beside those of what replaces it (Claude Code, VS Code).
CELLS: Mapping[str, tuple[str, ...]] = {"cellid": ("newsource", "newcode")}
# Fields in which a patch or search/replace blocks may stand; a file's content may not.
PATCHES = frozenset(
    {"patch", "diff", "patchtext", "unifieddiff", "input", "changes", "command", "cmd", "code"}
)

_V4A = "*** Begin Patch"
_V4A_BODY = re.compile(r"^\*\*\* Begin Patch[^\n]*\n(.*?)(?:^\*\*\* End Patch|\Z)", re.M | re.S)
_V4A_FILE = re.compile(r"^\*\*\* (Update|Add|Delete|Move|End)\b")
_HUNK = re.compile(r"^@@ -\d+(?:,\d+)? \+\d+(?:,\d+)? @@", re.M)
_SEARCH = re.compile(r"(?:<{5,9}|-{5,9}) ?SEARCH\b")
_MIDDLE = re.compile(r"={5,9}\s*")
_REPLACE = re.compile(r"(?:>{5,9}|\+{5,9}) ?REPLACE\b")
_HINT = re.compile(
    r":(?:start|end)_line:|-{5,9}\s*$"
)  # where a block looks, before what it looks for
_TAG = re.compile(r"<parameter=(\w+)>\n?|\n?</parameter>")
_NOT_IN_NAMES = re.compile(r"[_-]")


class Edit(NamedTuple):
    """What an edit takes to stand somewhere: its lines that aren't blank, in order.

    ``kind``: "replacement", "patch", "block" or "cell".
    """

    kind: str
    lines: tuple[str, ...]


def edits(block: Block) -> list[Edit]:
    """Return the edits in a call of a tool, or in what an assistant says (search/replace blocks)."""
    if block.kind == "tool_call":
        return [edit for edit in _called(parsed(block.text)) if edit.lines]
    if block.role == "assistant" and block.kind == "text":
        return [edit for edit in _blocks(block.text) if edit.lines]
    return []


def _called(arguments: Any) -> Iterator[Edit]:
    """Yield the edits in a call's arguments."""
    if isinstance(arguments, str):
        named = dict(_parameters(arguments))
        yield from _replacements(named) if named else _patched(arguments)
        return
    stack = [arguments]
    while stack:
        item = stack.pop()
        if isinstance(item, Mapping):
            yield from _replacements(item)
            stack.extend(reversed(list(item.values())))
        elif isinstance(item, list):
            stack.extend(reversed(item))


def _replacements(fields: Mapping[str, Any]) -> Iterator[Edit]:
    """Yield the edits that the fields of one object are."""
    named = {_NOT_IN_NAMES.sub("", str(key)).lower(): value for key, value in fields.items()}
    for old, news in OLD_TEXTS.items():
        text = named.get(old)
        if isinstance(text, str) and (not news or any(new in named for new in news)):
            yield Edit("replacement", _lines(text))
    for cell, news in CELLS.items():
        if any(new in named for new in news):
            yield Edit("cell", _lines(str(named.get(cell) or "")))
    for name in PATCHES & named.keys():
        yield from _patched("\n".join(leaves(named[name])))


def _patched(text: str) -> Iterator[Edit]:
    """Yield the patch in a text, or its search/replace blocks."""
    if _V4A in text:
        for body in _V4A_BODY.findall(text):
            yield Edit("patch", tuple(_v4a_lines(body)))
    elif _HUNK.search(text):
        yield Edit("patch", tuple(_diff_lines(text)))
    elif text.startswith(("@@", " ", "-", "+")) and "\n@@" in f"\n{text}":
        yield Edit("patch", tuple(_v4a_lines(text)))
    else:
        yield from _blocks(text)


def _v4a_lines(body: str) -> Iterator[str]:
    """Yield the old lines of a patch without line numbers; what a new file holds isn't old.

    Behind ``@@`` may stand a line that the file holds, by which the place is found.
    """
    is_new = False
    for line in body.split("\n"):
        if _V4A_FILE.match(line):
            is_new = line.startswith("*** Add")
        elif not is_new and line[:1] in (" ", "-"):
            yield from _lines(line[1:])
        elif line.startswith("@@"):
            yield from _lines(line[2:].removesuffix("@@").strip())


def _diff_lines(text: str) -> Iterator[str]:
    """Yield the old lines of the hunks of a unified diff."""
    left = 0
    for line in text.split("\n"):
        if _HUNK.match(line):
            _, _, counted = line.split(" ")[1].partition(",")
            left = int(counted or 1)
        elif left and line[:1] in (" ", "-", ""):
            left -= 1
            yield from _lines(line[1:])


def _blocks(text: str) -> Iterator[Edit]:
    """Yield search/replace blocks (aider, Cline and Roo Code)."""
    if "SEARCH" not in text:
        return
    old: list[str] | None = None
    is_whole = False
    for line in text.split("\n"):
        if _SEARCH.match(line):
            old, is_whole = [], False
        elif old is None or (not old and not is_whole and _HINT.match(line)):
            continue
        elif not is_whole and _MIDDLE.fullmatch(line):
            is_whole = True
        elif is_whole and _REPLACE.match(line):
            yield Edit("block", _lines("\n".join(old)))
            old = None
        elif not is_whole:
            old.append(line)


def _parameters(text: str) -> Iterator[tuple[str, str]]:
    """Yield the parameters of a call that is written as tags."""
    name, start = "", 0
    for tag in _TAG.finditer(text):
        if tag[1] and not name:
            name, start = tag[1], tag.end()
        elif not tag[1] and name:
            yield name, text[start : tag.start()]
            name = ""


def _lines(text: str) -> tuple[str, ...]:
    """Return the lines of a text that aren't blank, without the white space at their ends."""
    return tuple(cut for line in text.splitlines() if (cut := line.rstrip()))
