"""White space beyond one.

In a text: blanks at the end of a line, every blank of a run inside a line but the first, every
line break in a row but two. Indentation is none of it, nor are blanks behind what may be a
margin (``12→    return``, ``12:    return``, ``+    return``) or an escaped line break.
In JSON: line breaks, what indents the lines, and tabs; one blank behind a comma or a colon is
no waste.
"""

from __future__ import annotations

import re

LONG = 4096  # characters from which a text is looked at in bulk
_PART = 32_768  # characters at a time, so that they stay in the processor's cache

# Each begins with the characters it looks for, so that the search skips all others fast, and
# looks behind itself to match only once a run: linear however long the run.
_AT_LINE_END = re.compile(r"[ \t](?<![ \t][ \t])[ \t]*+(?=[\r\n]|\Z)")
_INSIDE = re.compile(r" (?<=[^\s→|:+>-]  )(?<!\\[nrt]  ) *+")
_BREAKS = re.compile(r"\n(?<=\n\n\n)\n*+")
_BREAKS_CR = re.compile(r"\r\n(?<=(?:\r\n){3})(?:\r\n)*+")


def without_extra_space(text: str) -> str:
    """Return a text without its white space beyond one."""
    doubled, ended, broken = _runs(text)
    returns = "\r" in text
    if ended or returns or text[-1:] in (" ", "\t"):
        text = _AT_LINE_END.sub("", text)
        broken = True  # lines that held only blanks are empty now
    if doubled:
        text = _INSIDE.sub("", text)
    if broken:
        text = _BREAKS.sub("", text)
    if returns and "\r\n\r\n\r\n" in text:
        text = _BREAKS_CR.sub("", text)
    return text


def _runs(text: str) -> tuple[bool, bool, bool]:
    """Tell whether a text may hold two blanks, a blank before a line break, three line breaks.

    A long one is looked at in bulk: most texts hold none of these, and a search for two
    characters takes as long as a pass of a pattern.
    """
    if len(text) < LONG or not text.isascii():
        return "  " in text, " \n" in text or "\t\n" in text, "\n\n\n" in text
    import numpy as np

    marks = np.frombuffer(text.encode("ascii"), np.uint8)
    doubled, broken, ended = False, False, "\t" in text and "\t\n" in text
    for start in range(0, len(marks), _PART):
        part = marks[start : start + _PART + 2]  # a run over the joint is in one of them
        blanks, breaks = part == 0x20, part == 0x0A
        doubled = doubled or bool((blanks[:-1] & blanks[1:]).any())
        ended = ended or bool((blanks[:-1] & breaks[1:]).any())
        broken = broken or bool((breaks[:-2] & breaks[1:-1] & breaks[2:]).any())
    return doubled, ended, broken


def without_layout(text: str) -> str:
    """Return valid JSON text, or a part of one that ends at a bracket, without its layout.

    Line breaks and tabs can't stand inside its strings, nor can blanks beside a break.
    """
    if "\n" in text:
        text = "".join(map(str.strip, text.split("\n")))
    return text.replace("\r", "").replace("\t", "")
