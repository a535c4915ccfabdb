"""A transcript, whoever wrote it down, as Chat messages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from headroom_lab.errors import InvalidMessagesError
from headroom_lab.messages.transcripts.labels import Label, label_of

ROLES = ("system", "developer", "user", "assistant", "tool")
_FENCE = re.compile(r"[ ]{0,3}(?P<fence>`{3,}|~{3,})(?P<info>[^`]*)$")
_QUOTE = re.compile(r">[ \t]?")
_ENDS = re.compile(
    r"(?:<\|im_end\|>|<\|eot_id\|>|<\|eom_id\|>|<\|eot\|>|<\|end\|>|<end_of_turn>|</s>|<eos>"
    r"|<\|endoftext\|>|<\|end_of_text\|>)\s*$"
)
_SAME_LINE = re.compile(
    r"(?<=\|>)(?=<\|(?:start_header_id|header_start|im_start|start)\|>)|(?<=<end_of_turn>)(?=<start)"
)


_OPENS = re.compile(r"<\|begin_of_text\|>|<bos>|<s>")  # what chat templates put before all


def begins_transcript(text: str) -> bool:
    """Tell whether the first line with anything on it opens a message."""
    lines = (line for line in _lines(text) if line.strip())
    first = next((line for line in lines if not _OPENS.fullmatch(line.strip())), "")
    return label_of(first) is not None


def read_transcript(text: str) -> list[dict[str, Any]]:
    """Return the messages of a transcript, as Chat messages.

    A line that begins with who speaks and a colon opens a message (``labels`` has the styles),
    every other line belongs to the message before it, to the character: a line that would
    open one is text where it is indented or stands in a fenced code block. Blank lines around
    a message are no part of it. ``tool(name):`` names the tool. A tool's answer gets the call
    it needs: on the assistant message before it, or on one of its own.

    Args:
        text: the transcript, such as one copied from a chat.

    Raises:
        InvalidMessagesError: where the first line with anything on it opens no message.

    Example::

        read_transcript("User: Is it up?\\nAssistant: Yes.")
    """
    if not begins_transcript(text):
        raise InvalidMessagesError("a first line without a role", "User:, Assistant: or the like")
    messages: list[dict[str, Any]] = []
    calls = 0
    for entry in _entries(_lines(text)):
        role, content = entry.label.role, entry.content()
        if role != "tool":
            messages.append({"role": role, "content": content})
            continue
        calls += 1
        call_id = f"call_{calls}"
        _caller(messages)["tool_calls"].append(_call(call_id, entry.label.tool or "tool"))
        messages.append({"role": "tool", "tool_call_id": call_id, "content": content})
    return messages


@dataclass
class _Entry:
    """A label and the lines that follow it."""

    label: Label
    lines: list[str] = field(default_factory=list)

    def content(self) -> str:
        """Return what is said, without blank lines around it."""
        rest = self.label.rest
        lines = [rest, *self.lines] if rest.strip() else self.lines
        while lines and not lines[0].strip():
            lines = lines[1:]
        while lines and not lines[-1].strip():
            lines = lines[:-1]
        return self._without_end("\n".join(lines))

    def _without_end(self, text: str) -> str:
        """Drop the token or tag that closes a message of a chat template."""
        if self.label.style == "template":
            return _ENDS.sub("", text).rstrip("\n")
        closing = re.search(r"\s*</(\w+)>\s*$", text) if self.label.style == "bracket" else None
        closes = closing and label_of(f"<{closing[1]}>")
        return text[: closing.start()] if closing and closes else text


def _lines(text: str) -> list[str]:
    """Return the lines of a text; other breaks than line feeds are part of what is said."""
    if "\r\n" in text and text.count("\r\n") == text.count("\n"):
        text = text.replace("\r\n", "\n")
    if "<|" in text or "<start_of_turn>" in text:
        text = _SAME_LINE.sub("\n", text)
    return text.split("\n")


def _entries(lines: list[str]) -> Iterator[_Entry]:
    """Yield each label with its lines."""
    entry: _Entry | None = None
    style = ""
    fenced = _fenced(lines)
    for index, line in enumerate(lines):
        label = None if fenced[index] else label_of(line)
        if label is not None and _counts(label, style):
            if entry is not None:
                yield entry
            entry, style = _Entry(label), style or label.style
        elif entry is not None:
            entry.lines.append(_QUOTE.sub("", line, count=1) if _quoted(entry, line) else line)
    if entry is not None:
        yield entry


def _counts(label: Label, style: str) -> bool:
    """Tell whether a label opens a message in a transcript that began in ``style``.

    ``[system] booted`` is a line of a log, unless the transcript is written that way.
    """
    return label.style not in ("bracket", "heading") or label.alone or label.style == style or not style  # fmt: skip


def _quoted(entry: _Entry, line: str) -> bool:
    """Tell whether the quotation mark before a line is the transcript's own."""
    return entry.label.quoted and line.startswith(">")


def _fenced(lines: list[str]) -> list[bool]:
    """Return for each line whether it stands inside a fenced code block, its last line too.

    A fence that is never closed is none.
    """
    inside = [False] * len(lines)
    opened: tuple[int, str] | None = None
    for index, line in enumerate(lines):
        if "```" not in line and "~~~" not in line:
            continue
        bare = _QUOTE.sub("", line, count=1)
        label = label_of(line) if opened is None else None
        match = _FENCE.match(label.rest if label else bare)
        if match is None:
            continue
        if opened is None:
            opened = index, match["fence"]
        elif match["fence"].startswith(opened[1]) and not match["info"].strip():
            inside[opened[0] + 1 : index + 1] = [True] * (index - opened[0])
            opened = None
    return inside


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
