"""White space beyond one.

In a text: blanks at the end of a line, every blank of a run inside a line but the first, every
line break in a row but two. Indentation is none of it, nor are blanks behind what may be a
margin (``12→    return``, ``12:    return``, ``+    return``).
In JSON: line breaks and runs of blanks between its parts; one blank behind a comma or a colon
is no waste.
"""

from __future__ import annotations

import re

from headroom_lab.waste.json_pieces import JsonPieces, join

# Each begins with the characters it looks for, so that the search skips all others fast, and
# looks behind itself to match only once a run: linear however long the run.
_AT_LINE_END = re.compile(r"[ \t](?<![ \t][ \t])[ \t]*+(?=[\r\n]|\Z)")
_INSIDE = re.compile(r" (?<=[^\s→|:+>-]  ) *+")
_BREAKS = re.compile(r"\n(?<=\n\n\n)\n*+")
_BREAKS_CR = re.compile(r"\r\n(?<=(?:\r\n){3})(?:\r\n)*+")
_BETWEEN = re.compile(r"[ \t\r\n]{2,}+|[\t\r\n]")
_SEPARATOR = "\x05"  # valid JSON holds no control characters


def without_extra_space(text: str) -> str:
    """Return a text without its white space beyond one."""
    if " \n" in text or "\t\n" in text or "\r" in text or text[-1:] in (" ", "\t"):
        text = _AT_LINE_END.sub("", text)
    if "  " in text:
        text = _INSIDE.sub("", text)
    if "\n\n\n" in text:
        text = _BREAKS.sub("", text)
    if "\r\n\r\n\r\n" in text:
        text = _BREAKS_CR.sub("", text)
    return text


def without_layout(pieces: JsonPieces) -> JsonPieces | None:
    """Return JSON pieces without their layout, None where they have none.

    JSON lines keep their line breaks.
    """
    if pieces.lines:
        return None
    between = _SEPARATOR.join(pieces.gaps)
    slim = _BETWEEN.sub("", between) if _has_layout(between) else between
    if slim == between:
        return None
    return JsonPieces(pieces.value, slim.split(_SEPARATOR), pieces.strings, pieces.lines)


def _has_layout(text: str) -> bool:
    """Tell cheaply whether a text can hold layout."""
    return any(mark in text for mark in ("\n", "  ", "\t", "\r"))
