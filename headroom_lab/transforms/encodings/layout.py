"""How JSON is laid out: told from a text, and laid out again from compact JSON.

Works on JSON that is cut off as well, and keeps numbers and escapes as they are written.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

OPENS = ('{"', "[{", '["', "[[")  # what begins JSON that is written compactly
ENCODED = re.compile(r"[\[{]( +)")
INDENTS: tuple[str | None, ...] = (None, "  ", "    ", "\t", " ", "   ", "      ", "        ")
_TOKEN = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\Z)|[\[\]{},:]|[^\s\[\]{},:"]+', re.DOTALL)
_INDENTED = re.compile(r"[\[{]\n([ \t]+)")


@dataclass(frozen=True, slots=True)
class Layout:
    """An indent (None: all on one line, a blank behind commas and colons), and whether letters
    beyond ASCII are escaped."""

    indent: str | None
    ascii: bool

    def dumps(self, value: Any) -> str:
        """Return data in this layout."""
        return json.dumps(value, indent=self.indent, ensure_ascii=self.ascii)


def layout_of(text: str) -> Layout:
    """Return the layout a JSON text seems to have."""
    match = _INDENTED.match(text)
    return Layout(match[1] if match else None, "\\u" in text)


def without_blanks(text: str) -> str:
    """Return JSON, also such as is cut off, without the white space between its tokens."""
    return "".join(_TOKEN.findall(text))


def packed(core: str) -> tuple[str, int] | None:
    """Return compact JSON and the number of blanks behind its opening bracket.

    None where there are none, and where blanks stand elsewhere too.
    """
    match = ENCODED.match(core)
    if match is None:
        return None
    body = core[0] + core[match.end() :]
    is_packed = body.startswith(OPENS) and without_blanks(body) == body
    return (body, len(match[1])) if is_packed else None


def laid_out(text: str, indent: str | None) -> str:
    """Return compact JSON, also such as is cut off, in a layout."""
    tokens = _TOKEN.findall(text)
    if indent is None:
        return "".join(t + " " if t in (",", ":") else t for t in tokens)
    out: list[str] = []
    depth, before = 0, ""
    for token in tokens:
        if token in "]}":
            depth -= 1
            out.append(token if before in ("[", "{") else f"\n{indent * depth}{token}")
        else:
            fresh = before in ("[", "{", ",")
            out.append(f"\n{indent * depth}{token}" if fresh else token)
            depth += token in ("[", "{")
            if token == ":":
                out.append(" ")
        before = token
    return "".join(out)
