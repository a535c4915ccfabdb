"""A system prompt as lines: which ones are fenced code, and its white space put in order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_ENDING = re.compile(r"(\r\n|\n|\r)")
_FENCE = re.compile(r"[ \t>]*(?:[-*+•][ \t]+|\d{1,9}[.)][ \t]+)?(`{3,}|~{3,})(.*)", re.DOTALL)


def fenced(lines: Iterable[str]) -> Iterator[bool]:
    """Yield for each line whether it is fenced code, the fences themselves included.

    A fence that is never closed reaches to the end of the text.
    """
    fence = ""
    for line in lines:
        match = _FENCE.match(line)
        mark, rest = (match[1], match[2]) if match else ("", "")
        if not fence and mark and not (mark[0] == "`" and "`" in rest):
            fence = mark
            yield True
            continue
        yield bool(fence)
        if fence and mark.startswith(fence) and not rest.strip():
            fence = ""


def ends_in_fence(text: str) -> bool:
    """Tell whether what is put behind ``text`` would be fenced code."""
    *_, last = fenced([*text.split("\n"), ""])
    return last


@dataclass(frozen=True, slots=True)
class Tidied:
    """A text with its white space put in order; ``lines`` are the numbers of those changed."""

    text: str
    lines: tuple[int, ...]

    @property
    def path(self) -> str:
        """Where in the text the changed lines stand, counted from 1."""
        return f"lines {self.lines[0]}-{self.lines[-1]}" if self.lines else ""


def tidy(text: str) -> Tidied:
    """Make line endings one line feed, drop blanks before them and all but one of several
    blank lines; indentation and fenced code stay byte for byte."""
    parts = _ENDING.split(text)
    lines, endings = parts[::2], [*parts[1::2], ""]
    out: list[str] = []
    changed: list[int] = []
    blank_before = False
    for number, (line, ending, code) in enumerate(
        zip(lines, endings, fenced(lines), strict=True), start=1
    ):
        kept = line if code else line.rstrip(" \t")
        blank = not kept and not code
        end = ending if code else "\n" if ending else ""
        if blank and blank_before:
            end = ""
        if (kept, end) != (line, ending):
            changed.append(number)
        out.append(kept + end)
        blank_before = blank
    return Tidied("".join(out), tuple(changed))
