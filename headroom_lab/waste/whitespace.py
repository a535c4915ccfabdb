"""White space beyond one.

In a text: blanks at the end of a line, every blank of a run inside a line but the first, every
line break in a row but two. Indentation is none of it, nor are blanks behind what may be a
margin (``12→    return``, ``12:    return``, ``+    return``) or an escaped line break.
In JSON: line breaks, what indents the lines, and tabs; one blank behind a comma or a colon is
no waste.
"""

from __future__ import annotations

import re

# Each begins with the characters it looks for, so that the search skips all others fast, and
# looks behind itself to match only once a run: linear however long the run.
_AT_LINE_END = re.compile(r"[ \t](?<![ \t][ \t])[ \t]*+(?=[\r\n]|\Z)")
_INSIDE = re.compile(r" (?<=[^\s→|:+>-]  )(?<!\\[nrt]  ) *+")
_BREAKS = re.compile(r"\n(?<=\n\n\n)\n*+")
_BREAKS_CR = re.compile(r"\r\n(?<=(?:\r\n){3})(?:\r\n)*+")


def without_extra_space(text: str) -> str:
    """Return a text without its white space beyond one."""
    # one character is found faster than two, and these are rare
    returns, tabs = "\r" in text, "\t" in text
    if returns or (tabs and "\t\n" in text) or text[-1:] in (" ", "\t") or " \n" in text:
        text = _AT_LINE_END.sub("", text)
    if "  " in text:
        text = _INSIDE.sub("", text)
    if "\n\n\n" in text:
        text = _BREAKS.sub("", text)
    if returns and "\r\n\r\n\r\n" in text:
        text = _BREAKS_CR.sub("", text)
    return text


def without_layout(text: str) -> str:
    """Return valid JSON text, or a part of one that ends at a bracket, without its layout.

    Line breaks and tabs can't stand inside its strings, nor can blanks beside a break.
    """
    if "\n" in text:
        text = "".join(map(str.strip, text.split("\n")))
    return text.replace("\r", "").replace("\t", "")
