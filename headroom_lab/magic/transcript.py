"""A transcript: ``system:``, ``user:``, ``assistant:`` and ``tool:`` lines as Chat messages."""

from __future__ import annotations

import re
from typing import Any

ROLES = ("system", "developer", "user", "assistant", "tool")
_LINE = re.compile(
    rf"({'|'.join(ROLES)})[ \t]*(?:\(([\w.:/-]+)\))?[ \t]*:(?!//)[ \t]*(.*)", re.IGNORECASE
)


def begins_transcript(text: str) -> bool:
    """Tell whether the first line with anything on it opens a message."""
    first = next((line for line in _lines(text) if line.strip()), "")
    return _LINE.fullmatch(first) is not None


def read_transcript(text: str) -> list[dict[str, Any]]:
    """Return the messages of a transcript whose first line opens one.

    A line that begins with a role and a colon opens a message, every other line belongs to the
    message before it (indent a line that would open one). ``tool(name):`` names the tool. A
    tool's answer gets the call it needs: on the assistant message before it, or on one of its
    own.
    """
    messages: list[dict[str, Any]] = []
    calls = 0
    for role, tool, content in _entries(text):
        if role != "tool":
            messages.append({"role": role, "content": content})
            continue
        calls += 1
        call_id = f"call_{calls}"
        _caller(messages)["tool_calls"].append(_call(call_id, tool or "tool"))
        messages.append({"role": "tool", "tool_call_id": call_id, "content": content})
    return messages


def _lines(text: str) -> list[str]:
    """Return the lines of a text; other breaks than line feeds are part of what is said."""
    return text.replace("\r\n", "\n").split("\n")


def _entries(text: str) -> list[tuple[str, str | None, str]]:
    """Return role, tool and content of each message."""
    found: list[tuple[str, str | None, list[str]]] = []
    for line in _lines(text):
        opened = _LINE.fullmatch(line)
        if opened:
            found.append((opened[1].lower(), opened[2], [opened[3]]))
        elif found:
            found[-1][2].append(line)
    return [(role, tool, _joined(lines)) for role, tool, lines in found]


def _joined(lines: list[str]) -> str:
    """Return a message's lines as its content, without blank lines around it."""
    first, *rest = lines
    return "\n".join([first, *rest] if first.strip() else rest).strip("\n").rstrip()


def _caller(messages: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the assistant message whose call the next tool answer belongs to."""
    index = len(messages) - 1
    while index >= 0 and messages[index]["role"] == "tool":
        index -= 1
    if index < 0 or messages[index]["role"] != "assistant":
        messages.append({"role": "assistant", "content": None, "tool_calls": []})
        index = len(messages) - 1
    messages[index].setdefault("tool_calls", [])
    return messages[index]


def _call(call_id: str, tool: str) -> dict[str, Any]:
    """Return a call whose arguments the transcript doesn't tell."""
    return {"id": call_id, "type": "function", "function": {"name": tool, "arguments": "{}"}}
