"""The same line many times in a row, written once with a count."""

from __future__ import annotations

import re
from itertools import groupby, islice
from operator import and_, eq

from headroom_lab.transforms.encodings.sections import in_sections, said_in_sections
from headroom_lab.transforms.encodings.word_for_word import Encoding
from headroom_lab.transforms.output_transform import EachOutput, Rewritten

LEAST = 3  # times that a line stands in a row
LEAST_GAIN = 50  # characters
_NOTE = re.compile(r"\[the line above (\d{1,9}) more times\]")
MOST = (
    16_000_000  # characters that notes stand for in one text: a text of anyone's may hold any note
)


class FoldedLines(Encoding, EachOutput):
    """Writes a line that is repeated in a row once, with how often it follows.

    ``unfolded`` gives the text back byte for byte. JSON stays as it is.

    Example::

        sent = transforms.FoldedLines().apply(messages).messages
        decode(sent) == messages
    """

    name = "folded_lines"

    def rewrite(self, text: str) -> Rewritten | None:
        """Return a text with repeated lines folded."""
        return said_in_sections(text, _folded, unfolded)


def unfolded(text: str) -> str:
    """Return a text with the lines that were folded."""
    return in_sections(text, _unfolded)


def _folded(text: str) -> str:
    """Return one section with repeated lines folded."""
    if text.count("\n") < LEAST - 1:
        return text
    lines = text.split("\n")
    twice = list(map(eq, lines, islice(lines, 1, None)))
    if not any(map(and_, twice, islice(twice, 1, None))):  # no line three times in a row
        return text
    out: list[str] = []
    for line, group in groupby(lines):
        count = sum(1 for _ in group)
        if count >= LEAST and (count - 1) * (len(line) + 1) >= LEAST_GAIN:
            out += [line, f"[the line above {count - 1} more times]"]
        else:
            out += [line] * count
    return "\n".join(out)


def _unfolded(text: str) -> str:
    """Return one section with its folded lines."""
    if "[the line above " not in text:
        return text
    out: list[str] = []
    left = MOST
    for line in text.split("\n"):
        note = _NOTE.fullmatch(line)
        length = int(note[1]) * (len(out[-1]) + 1) if note and out else 0
        if note and 0 < length <= left:
            left -= length
            out += [out[-1]] * int(note[1])
        else:
            out.append(line)
    return "\n".join(out)
