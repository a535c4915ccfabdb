"""Hostile text made harmless to look at: what would act or hide shows as a visible escape."""

from __future__ import annotations

import re
import unicodedata

from headroom_lab.redact.preview import preview

# Control characters (ANSI codes begin with one), bidi controls, invisible format characters,
# tags and variation selectors that can carry hidden text, lone surrogates, noncharacters.
# Line feed and tab stay, as do the joiners that emoji and Indic scripts need.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ud800-\udfff\ufdd0-\ufdef\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff"
    + "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
    + "]"
)


def visible(text: str) -> str:
    r"""Return ``text`` with control, bidi and hidden characters written out, as ``\u202e``."""
    return _HIDDEN.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    """Return the escape of one character."""
    code = ord(match.group())
    if code == 0x0D:
        return "\\r"
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def shown(text: object, chars: int) -> str:
    """Return the beginning of a text for a cell: one visible line, secrets masked."""
    return cut(preview("" if text is None else str(text), chars), chars)


def cut(text: str, chars: int) -> str:
    """Return ``text`` visible and in at most ``chars`` characters."""
    line = visible(text[: chars + 1])
    return line if len(line) <= chars else f"{line[: max(chars - 1, 0)]}…"


def columns(text: str) -> int:
    """Return the terminal columns that a visible line takes; wide characters take two."""
    if text.isascii():
        return len(text)
    return sum(_width(char) for char in text)


def clip(text: str, room: int) -> str:
    """Return ``text`` cut to ``room`` terminal columns."""
    if columns(text) <= room:
        return text
    taken = 0
    for place, char in enumerate(text):
        taken += _width(char)
        if taken > room - 1:
            return f"{text[:place]}…"
    return text


def _width(char: str) -> int:
    """Return the terminal columns of one character."""
    if unicodedata.combining(char) or unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
