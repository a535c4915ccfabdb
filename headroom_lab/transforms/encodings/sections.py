"""Strings set out of an envelope: where each stands in the text, and how to put it together.

A text whose strings are set out reads

    [text of "§1" below]
    {"content":[{"type":"text","text":"§1"}]}
    §1
    the string as it is, without escapes

and a string that is set out may itself be such a text; marks are never used twice. What ends a
mark says how its text is written in the envelope: "a" as ASCII, "r" as it is, "p" as Python data.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from headroom_lab.json_text.nesting import stands_as_json
from headroom_lab.transforms.output_transform import Rewritten

ASCII, AS_IS, DATA = "a", "r", "p"
_BEGINS = '[text of "§'
_HEAD = re.compile(r"\[text of ((?:\"§\d+[arp]?\"(?:, )?)+) below\]\n")
_MARK = re.compile(r"§\d+[arp]?")
BEGINS = re.compile(r"\[the first (\d{1,9}) characters of (§\d+[arp]?) again\]")


@dataclass(frozen=True, slots=True)
class Sections:
    """An envelope and the strings set out of it, by their marks, in order."""

    envelope: str
    strings: tuple[tuple[str, str], ...]

    def joined(self) -> str:
        """Return the text as it is sent."""
        names = ", ".join(f'"{mark}"' for mark, _ in self.strings)
        parts = [f"\n{mark}\n{string}" for mark, string in self.strings]
        return f"[text of {names} below]\n{self.envelope}{''.join(parts)}"

    def mapped(self, change: Callable[[str], str]) -> Sections:
        """Return the sections with the envelope and every string changed."""
        return Sections(
            change(self.envelope), tuple((mark, change(string)) for mark, string in self.strings)
        )


def sections(text: str) -> Sections | None:
    """Return the sections of a text, None where it has none."""
    head = _HEAD.match(text) if text.startswith(_BEGINS) else None
    if head is None:
        return None
    rest, strings = text[head.end() :], []
    marks = _MARK.findall(head[1])
    for mark, following in zip(["", *marks], [*marks, None], strict=True):
        part, found, rest = rest.partition(f"\n{following}\n") if following else (rest, "", "")
        if following and not found:
            return None
        strings.append((mark, part))
    return Sections(strings[0][1], tuple(strings[1:]))


def begins(text: str) -> str | None:
    """Return the mark of the string whose beginning a section's text stands for, if it does."""
    note = BEGINS.fullmatch(text)
    return note[2] if note else None


def in_sections(text: str, change: Callable[[str], str]) -> str:
    """Return a text with ``change`` done to each of its innermost sections, or to all of it."""
    found = sections(text) if text.startswith(_BEGINS) else None
    if found is None:
        return change(text)
    return found.mapped(lambda part: in_sections(part, change)).joined()


def said_in_sections(
    text: str, say: Callable[[str], str], back: Callable[[str], str]
) -> Rewritten | None:
    """Return a text with each of its sections said in other words.

    None where nothing is, for JSON, which stays as it is, and for what ``back`` wouldn't bring back.
    """
    out = in_sections(text, say)
    if out == text or stands_as_json(text) or back(out) != text:
        return None
    return Rewritten(out)
