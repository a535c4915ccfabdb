"""JSON text taken apart into its strings and what stands between them, without a scan in Python.

Splitting at quotes does it once escapes are out of the way. The characters that stand in for
them are control characters, which no valid JSON text holds.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

_BACKSLASH, _QUOTE = "\x03", "\x04"


@dataclass(frozen=True, slots=True)
class JsonPieces:
    """A JSON text as strings, the gaps around them, and the value that it stands for.

    ``gaps[i]`` stands before ``strings[i]``, the last gap behind the last string; gaps hold
    neither quotes nor anything of a string. ``lines`` tells whether the text is JSON lines,
    whose ``value`` is the list of their objects.
    """

    value: Any
    gaps: list[str]
    strings: list[str]
    lines: bool


def read_json(text: str) -> JsonPieces | None:
    """Return the pieces of a JSON array, an object or JSON lines; None for any other text.

    A text that the parser refuses, nesting beyond its reach included, is no JSON.
    """
    if (value := _parse(text)) is not None:
        return _pieces(text, value, lines=False)
    if (value := _parse_lines(text)) is not None:
        return _pieces(text, value, lines=True)
    return None


def join(gaps: list[str], strings: list[str]) -> str:
    """Return the text that the pieces came from, or the one that changed pieces make."""
    parts = [""] * (2 * len(gaps) - 1)
    parts[0::2] = gaps
    parts[1::2] = strings
    text = '"'.join(parts)
    if _BACKSLASH in text or _QUOTE in text:
        text = text.replace(_QUOTE, '\\"').replace(_BACKSLASH, "\\\\")
    return text


def _pieces(text: str, value: Any, *, lines: bool) -> JsonPieces:
    """Split a text that is known to be valid JSON."""
    if "\\" in text:
        text = text.replace("\\\\", _BACKSLASH).replace('\\"', _QUOTE)
    parts = text.split('"')
    return JsonPieces(value, parts[0::2], parts[1::2], lines)


def _parse(text: str) -> Any:
    """Return the value of a JSON array or object, None for anything else."""
    start, end = text.lstrip()[:1], text.rstrip()[-1:]
    if (start, end) not in (("[", "]"), ("{", "}")):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _parse_lines(text: str) -> list[Any] | None:
    """Return the objects of JSON lines, at least two, None for anything else."""
    body = text.strip()
    if body[:1] != "{" or body[-1:] != "}" or "\n" not in body:
        return None
    lines = [line.strip() for line in body.split("\n") if not line.isspace() and line]
    if any(line[0] != "{" or line[-1] != "}" for line in lines):
        return None
    found = _parse(f"[{','.join(lines)}]")
    return found if found is not None and len(found) == len(lines) else None
