"""A system prompt in two: the stable body, and the volatile lines that can stand behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from headroom_lab.messages.volatile import VolatileText
from headroom_lab.transforms.prompts.volatile_lines import Line, split_lines

_TITLE = re.compile(r"[ \t]*(#{1,6})[ \t]")
_LEAD = re.compile(r"[^.!?]{0,79}:[*_ \t\r]*")  # short, and no sentence besides
_OPENING = re.compile(r"[ \t]*<([A-Za-z][\w:-]*)>[ \t\r]*")


@dataclass(frozen=True, slots=True)
class Split:
    """What stays of a text (``body``) and what can move, in order.

    ``frees`` tells whether something that stays stands behind something that can move: only
    then does moving lengthen the stable prefix.
    """

    body: str
    moved: tuple[str, ...]
    frees: bool


def split(text: str, found: list[VolatileText]) -> Split:
    """Split a text of which ``found`` are the volatile texts, in linear time."""
    lines = split_lines(text, found)
    moving = [index for index, line in enumerate(lines) if line.moved is not None]
    if not moving:
        return Split(text, (), False)
    _introductions(lines)
    moved = tuple(line.moved for line in lines if line.moved)
    staying = [i for i, line in enumerate(lines) if line.stays and line.stays.strip()]
    frees = bool(staying) and moving[0] < staying[-1]
    frees = frees or any(line.frees for line in lines)
    return Split("\n".join(_body(lines)), moved, frees)


def with_tail(body: str, moved: Sequence[str], before: str) -> str:
    """Return a body with the moved lines behind it.

    It ends in the line breaks that the text ended in ``before``.
    """
    stem = body.rstrip("\r\n")
    end = before[len(before.rstrip("\r\n")) :]
    gap = "\n\n" if stem else ""
    return f"{stem}{gap}" + "\n".join(moved) + end


def _introductions(lines: list[Line]) -> None:
    """Let a title, a line that ends in a colon or a pair of tags go with the lines it is about,
    where none of them stays."""
    staying: list[int] = []  # lines with text below the one looked at, the nearest last
    moving = False  # whether something between it and the nearest moves
    for index in range(len(lines) - 1, -1, -1):
        line = lines[index]
        if line.stays is None:
            moving = True
        elif not line.blank:
            below = lines[staying[-1]] if staying else None
            opening = _OPENING.fullmatch(line.text)
            if moving and opening and below and below.text.strip() == f"</{opening[1]}>":
                _move(lines[staying.pop()])
                _move(line)
            elif moving and _introduces(line, below, lines[staying[-1] - 1] if staying else None):
                _move(line)
            else:
                staying.append(index)
                moving = False


def _move(line: Line) -> None:
    """Let a whole line move."""
    line.stays, line.moved = None, line.text.rstrip()


def _introduces(line: Line, below: Line | None, above_it: Line | None) -> bool:
    """Tell whether a line is about nothing but what moves between it and ``below``."""
    if line.code or line.moved is not None:
        return False
    title = _TITLE.match(line.text)
    if title:
        other = _TITLE.match(below.text) if below else None
        return below is None or bool(other and len(other[1]) <= len(title[1]))
    apart = below is None or bool(above_it and above_it.blank)
    return apart and bool(_LEAD.fullmatch(line.text))


def _body(lines: list[Line]) -> Iterator[str]:
    """Yield the lines that stay, without a second blank line where one that moved stood."""
    blank_before = hole = False
    for line in lines:
        if line.stays is None:
            hole = True
            continue
        if hole and line.blank and blank_before:
            hole = False
            continue
        yield line.stays
        blank_before, hole = line.blank, False
