"""Text that a terminal draws over itself, as it stood there at the end."""

from __future__ import annotations

import re
from collections.abc import Iterator

from headroom_lab.transforms.encodings.screen import draws, standing
from headroom_lab.transforms.encodings.word_for_word import reads_as_note
from headroom_lab.transforms.output_transform import Cut, EachOutput, Rewritten

# Each section of a text whose strings are set out is a screen of its own.
_BORDER = re.compile(r"^(?:§\d+[arp]?|\[text of \"§.* below\])$\n?", re.MULTILINE)
# Colours in JSON whose strings weren't set out; a second backslash makes them letters.
_ESCAPED = re.compile(r"(?<!\\)(?:\\u001[bB]\[[\d;:?]*[A-Za-z])+")
_CODES = re.compile(
    r"(?:\x1b\][^\x07\x1b\n]*(?:\x07|\x1b\\)|(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|\x1b.|[\r\x07\x08])+"
)


class TerminalText(EachOutput):
    """Writes what a terminal shows at the end: progress once, colours and titles not at all.

    A reader loses nothing; yet bytes go, and what is left can't give them back. So it is no
    part of "lossless": the reducing presets have it first, and each piece that went is a row of
    the ledger. Line ends stay as they are.
    """

    name = "terminal_text"

    def rewrite(self, text: str) -> Rewritten | None:
        """Return a text as a terminal shows it, None where it holds nothing but lines."""
        if text[:1] in ("{", "[") and "\\u001" in text:
            return _rewritten(text, _without_escaped(text))
        return _rewritten(text, _shown(text)) if draws(text) else None


def _without_escaped(text: str) -> list[int]:
    """Return the places of a JSON text that stand in no code."""
    kept: list[int] = []
    place = 0
    for match in _ESCAPED.finditer(text):
        kept += range(place, match.start())
        place = match.end()
    return [*kept, *range(place, len(text))]


def _shown(text: str) -> list[int] | None:
    """Return the places of the characters that stand at the end, section by section."""
    kept: list[int] = []
    for start, stop, drawn in _sections(text):
        found = standing(text[start:stop]) if drawn else list(range(stop - start))
        if found is None:
            return None
        kept += [place + start if place >= 0 else place for place in found]
    return kept


def _sections(text: str) -> Iterator[tuple[int, int, bool]]:
    """Yield start and stop of each section and each border, and whether codes may stand in it."""
    place = 0
    for match in _BORDER.finditer(text):
        yield place, match.start(), True
        yield *match.span(), False
        place = match.end()
    yield place, len(text), True


def _rewritten(text: str, kept: list[int] | None) -> Rewritten | None:
    """Return the characters at places, and what doesn't stand there as cuts."""
    if kept is None:
        return None
    said = "".join([text[place] if place >= 0 else " \n"[-place - 1] for place in kept])
    stands = bytearray(len(text))
    for place in kept:
        if place >= 0:
            stands[place] = 1
    cuts = tuple(_cut(text, *match.span()) for match in re.finditer(rb"\0+", stands))
    if not cuts or said == text or (reads_as_note(said) and not reads_as_note(text)):
        return None
    return Rewritten(said, cuts)


def _cut(text: str, start: int, stop: int) -> Cut:
    """Return the ledger's entry of a piece that doesn't stand at the end."""
    gone = text[start:stop]
    codes = _CODES.fullmatch(gone) is not None or _ESCAPED.fullmatch(gone) is not None
    reason = "a terminal shows no codes" if codes else "a terminal draws over it"
    return Cut(f"characters {start}-{stop}", "codes" if codes else "redraw", reason, 1, gone)
