"""A system prompt split into what stays and the volatile lines and sentences that can move.

``Current date: 2026-11-23`` can move, ``The law of 2019-05-01 says …`` can't. Two prompts that
differ in nothing but such values split alike.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from headroom_lab.messages.volatile import VolatileText
from headroom_lab.transforms.prompts.text import fenced
from headroom_lab.transforms.prompts.volatile_labels import (
    CLAUSE,
    DOCUMENT,
    LINE,
    SENTENCE,
    VALUE,
    WEAK_LINE,
)

LONGEST = 400  # characters of a line that may move, its values left out
_BETWEEN_SENTENCES = re.compile(r"(?<=[.!?])([ \t]+)")
_BULLET = re.compile(r"[ \t]*(?:(?:[-*+•>]|\d{1,9}[.)])[ \t]+)?")
_DONE = re.compile(r"[.!?:>][*_`\"')]{0,3}[ \t\r]*\Z|\A[ \t]*#")  # a line that nothing continues
_DANGLING = re.compile(r"(?:,|\b(?:and|at|on|in))[ \t\r]*\Z")  # one that goes on
_LOWER = re.compile(r"[ \t]*[^\W\dA-Z_]")


@dataclass(slots=True)
class Line:
    """A line, its ``template`` with a placeholder for each value, and what becomes of it.

    ``stays`` is None where the whole line moves. ``frees`` tells that text which stays follows
    the moved one within the line.
    """

    text: str
    template: str
    values: tuple[str, ...]
    code: bool
    stays: str | None
    moved: str | None = None
    frees: bool = False

    @property
    def blank(self) -> bool:
        """Whether the line is empty, fenced code aside."""
        return not self.code and not self.text.strip()


def split_lines(text: str, found: list[VolatileText]) -> list[Line]:
    """Return the lines of ``text`` with what of each can move.

    ``found`` are the volatile texts in it. Fenced code stays, so do numbered lines.
    """
    lines = _lines(text, found)
    for index, line in enumerate(lines):
        if line.code or not line.values or len(line.template) > LONGEST:
            continue
        if line.template.count(VALUE) != len(line.values):
            continue
        if _is_value(lines, index):
            line.stays, line.moved = None, line.text.rstrip()
        else:
            _split_sentences(lines, index)
    return lines


def _lines(text: str, found: list[VolatileText]) -> list[Line]:
    """Return the lines as they are, their values taken out of their templates."""
    raw = text.split("\n")
    lines, start, at = [], 0, 0
    for line, code in zip(raw, fenced(raw), strict=True):
        stop, first = start + len(line), at
        parts, position = [], start
        while at < len(found) and found[at].start < stop:
            parts += [text[position : found[at].start], VALUE]
            position = found[at].stop
            at += 1
        template = "".join([*parts, text[position:stop]])
        values = tuple(item.text for item in found[first:at])
        lines.append(Line(line, template, values, code, line))
        start = stop + 1
    return lines


def _is_value(lines: list[Line], index: int) -> bool:
    """Tell whether a whole line is one or several labelled values."""
    template = lines[index].template.rstrip()
    if not _ends(lines, index, template):
        return False
    if LINE.fullmatch(template):
        return _begins(lines, index, template)
    beside = (line.text for line in lines[max(0, index - 1) : index + 2])
    return bool(WEAK_LINE.fullmatch(template)) and not any(map(DOCUMENT.match, beside))


def _begins(lines: list[Line], index: int, template: str) -> bool:
    """Tell whether a clause begins here rather than on the line above."""
    if index == 0 or not (CLAUSE.match(template) and _LOWER.match(template)):
        return True
    above = lines[index - 1]
    return above.blank or above.stays is None or bool(_DONE.search(above.text))


def _ends(lines: list[Line], index: int, template: str) -> bool:
    """Tell whether what is said ends here rather than on the line below."""
    if _DANGLING.search(template):
        return False
    if _DONE.search(template) or not CLAUSE.match(template) or index + 1 == len(lines):
        return True
    below = lines[index + 1].template.rstrip()
    if not _LOWER.match(below):
        return True
    return len(below) <= LONGEST and bool(
        below.endswith(":") or LINE.fullmatch(below) or WEAK_LINE.fullmatch(below)
    )


def _split_sentences(lines: list[Line], index: int) -> None:
    """Take the sentences that are labelled values out of a line that has others too."""
    line = lines[index]
    prefix = _BULLET.match(line.template)
    start = prefix.end() if prefix else 0
    parts = _BETWEEN_SENTENCES.split(line.template[start:])
    sentences, spaces = parts[::2], [*parts[1::2], ""]
    moving = [bool(SENTENCE.fullmatch(sentence.rstrip())) for sentence in sentences]
    moving[0] = moving[0] and _begins(lines, index, sentences[0])
    moving[-1] = moving[-1] and _ends(lines, index, sentences[-1])
    if not any(moving) or all(moving):
        return
    values = iter(line.values)
    stay, go = [line.template[:start]], []
    for sentence, space, moves in zip(sentences, spaces, moving, strict=True):
        whole = "".join(next(values) if c == VALUE else c for c in sentence)
        if moves:
            go.append(whole.rstrip())
        else:
            stay.append(whole + space)
    ending = "\r" if line.text.endswith("\r") else ""
    line.stays, line.moved = "".join(stay).rstrip() + ending, " ".join(go)
    line.frees = False in moving[moving.index(True) :]
