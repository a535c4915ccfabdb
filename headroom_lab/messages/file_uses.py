"""Which files a call of a tool reads or writes, by its fields or the shell commands in it."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from headroom_lab.messages.blocks import Block
from headroom_lab.messages.edits import edits
from headroom_lab.messages.values import leaves, parsed

# Written in small letters, without "_" and "-". Sources: the tools of Claude Code, Codex, Gemini
# CLI, pi, opencode, OpenHands, SWE-agent, VS Code, Cline and MCP's filesystem server, 2026-11.
PATHS = frozenset(
    {"filepath", "path", "paths", "file", "files", "filename", "targetfile", "relativepath",
     "absolutepath", "notebookpath", "uri"}
)  # fmt: skip
CONTENTS = frozenset(
    {"content", "contents", "filetext", "newstr", "newstring", "newsource", "codeedit", "newtext"}
)
SEARCHES = frozenset({"pattern", "query", "regex", "glob", "include", "searchterm"})
COMMANDS = frozenset({"command", "cmd", "script", "code", "commands"})
READERS = frozenset({"cat", "head", "tail", "less", "more", "nl", "bat", "sed", "tac", "xxd"})
_WRITING = re.compile(r"write|edit|create|insert|patch|replace|delete|append", re.I)
_LISTING = re.compile(r"(^|_|[a-z](?=[A-Z]))(list|ls|glob|grep|search|find|tree|dir)", re.I)
_PATCHED = re.compile(r"^(?:\*\*\* (?:Update|Add|Delete) File: |\+\+\+ b/)(\S.*?)\s*$", re.M)
_NOT_IN_NAMES = re.compile(r"[_-]")
_PART = re.compile(r"&&|\|\||[;\n]")
_HEREDOC = re.compile(r"<<-?\s*['\"]?(\w+)['\"]?([^\n]*)\n.*?(?:^\s*\1$|\Z)", re.M | re.S)
_QUOTED = re.compile(r"\"[^\"]*\s[^\"]*\"|'[^']*\s[^']*'")
_INTO = re.compile(r"(?<![0-9&=-])>>?[ \t]*([\w./~-]*[\w~-])|\btee (?:-a )?([\w./~-]+)")
_FILE = re.compile(r"[\w./~@+-]*[\w~]\.?[\w-]*")


class FileUse(NamedTuple):
    """A file that a call reads or writes, by the path that stands in it."""

    path: str
    writes: bool


def file_uses(block: Block) -> list[FileUse]:
    """Return the files that a call of a tool names as read or written, in order, each once."""
    if block.kind != "tool_call":
        return []
    fields = fields_of_call(block)
    return list(dict.fromkeys(_used(block, fields)))


def fields_of_call(block: Block) -> Mapping[str, Any]:
    """Return the arguments of a call, their names in small letters without ``_`` and ``-``."""
    arguments = parsed(block.text)
    if not isinstance(arguments, Mapping):
        return {"command": arguments}
    return {_NOT_IN_NAMES.sub("", str(key)).lower(): value for key, value in arguments.items()}


def _used(block: Block, fields: Mapping[str, Any]) -> Iterator[FileUse]:
    """Yield the files that the fields of a call name."""
    named = [leaf for name in PATHS & fields.keys() for leaf in leaves(fields[name])]
    patched = [
        FileUse(path, writes=True)
        for name in fields
        for leaf in leaves(fields[name])
        for path in _PATCHED.findall(leaf)
    ]
    yield from patched
    writes = _writes(block, fields)
    if writes or not (SEARCHES & fields.keys() or _LISTING.search(block.tool or "")):
        yield from (FileUse(path, writes) for path in named if path and len(path) < 1000)
    if not named and not patched:
        for name in COMMANDS & fields.keys():
            yield from _in_shell(_command(fields[name]))


def _writes(block: Block, fields: Mapping[str, Any]) -> bool:
    """Tell whether a call changes the files that it names."""
    if fields.get("command") in ("view", "open"):
        return False
    if CONTENTS & fields.keys() or _WRITING.search(block.tool or ""):
        return True
    return bool(edits(block))


def _command(value: Any) -> str:
    """Return a command line: of a list of arguments the last, where a shell is called."""
    if isinstance(value, list) and all(isinstance(word, str) for word in value):
        is_shell = len(value) > 1 and value[1:2] and value[1].startswith("-") and "c" in value[1]
        return str(value[-1]) if is_shell else shlex.join(value)
    return value if isinstance(value, str) else ""


def _in_shell(command: str) -> Iterator[FileUse]:
    """Yield the files that usual commands read or write."""
    command = _HEREDOC.sub(r"\2", command)
    for match in _INTO.finditer(_QUOTED.sub("", command)):
        path = match[1] or match[2]
        if not path.startswith("/dev/"):
            yield FileUse(path, writes=True)
    for part in _PART.split(command):
        for at, stage in enumerate(part.split("|")):
            words = _words(stage)
            if words and words[0] in READERS and at == 0:
                in_place = words[0] == "sed" and any(w.startswith("-i") for w in words)
                arguments = [word for word in words[1:] if not word.startswith("-")]
                skipped = 1 if words[0] == "sed" else 0
                for word in arguments[skipped:]:
                    if _FILE.fullmatch(word) and not word.isdigit():
                        yield FileUse(word, writes=in_place)


def _words(stage: str) -> list[str]:
    """Return the words of a command, up to where it is led elsewhere."""
    try:
        words = shlex.split(stage.split(">")[0].split("<<")[0])
    except ValueError:
        return []
    return words[1:] if words[:1] == ["sudo"] else words
