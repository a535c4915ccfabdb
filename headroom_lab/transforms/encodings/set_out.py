"""Long strings full of escapes, set out of the JSON or Python repr they are packed into."""

from __future__ import annotations

import json
import re
from ast import literal_eval
from collections.abc import Iterator
from dataclasses import dataclass

from headroom_lab.json_text.nesting import loads
from headroom_lab.transforms.encodings.sections import (
    AS_IS,
    ASCII,
    BEGINS,
    DATA,
    Sections,
    sections,
)
from headroom_lab.transforms.encodings.word_for_word import Encoding, reads_as_note
from headroom_lab.transforms.output_transform import EachOutput, Rewritten

LEAST = 60  # characters of a string worth setting out
LEAST_ESCAPES = 3
MOST = 9  # strings set out of one envelope
_DEPTH = 6

_JSON = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\Z)', re.DOTALL)
_PYTHON = re.compile(
    r"""'[^'\\\n]*+(?:\\.[^'\\\n]*+)*+(?:'|\\?\Z)|"[^"\\\n]*+(?:\\.[^"\\\n]*+)*+(?:"|\\?\Z)"""
)
_STARTS_JSON = re.compile(r'\s*[\[{][\s\[{]*"').match
_BEFORE = "=([{,: "
_CUT_ESCAPE = re.compile(r"(?<!\\)(?:\\\\)*(\\(?:x[0-9a-f]?|u[0-9a-f]{0,3}|U[0-9a-f]{0,7})?)\Z")


@dataclass(frozen=True, slots=True)
class _String:
    """A string literal at ``text[start:stop]``, what it says, and how to write it again."""

    start: int
    stop: int
    said: str
    style: str


class SetOutStrings(Encoding, EachOutput):
    """Sets strings full of escapes out below the JSON or Python repr that holds them.

    What tools say often arrives as text inside JSON inside JSON; a quote then costs up to eight
    characters. A string that is the beginning of an earlier one is only said to be. Literals
    that are cut off at the end of the text are read as far as they go.

    Example::

        sent = transforms.SetOutStrings().apply(messages).messages
        decode(sent) == messages
    """

    name = "set_out_strings"
    least = LEAST

    def rewrite(self, text: str) -> Rewritten | None:
        """Return the text with its strings set out."""
        if text.count("\\") < LEAST_ESCAPES or sections(text) is not None:
            return None
        out = _set_out(text, {}, _DEPTH)
        return Rewritten(out) if out != text and put_back(out) == text else None


def put_back(text: str) -> str:
    """Return a text with the strings that were set out written into their envelope again."""
    return _put_back(text, {})


def _put_back(text: str, known: dict[str, str]) -> str:
    """Do so, with what the marks passed so far stand for; add those of this text."""
    found = sections(text)
    if found is None:
        return _repeated(text, known)
    envelope, style = found.envelope, "plain" if _begins_as_json(found.envelope) else "python"
    for mark, string in found.strings:
        said = known[mark] = _put_back(string, known)
        stands = f'"{mark}"' if mark.endswith((AS_IS, DATA)) else mark
        before, _, behind = envelope.partition(stands)
        literal = _literal(said, mark, before[-1:], style) if stands in envelope else None
        if literal is None:
            return text
        envelope = f"{before}{literal}{behind}"
    return envelope


def _literal(said: str, mark: str, quote: str, style: str) -> str | None:
    """Return what a text is in its envelope, None where no envelope holds it."""
    if mark.endswith(AS_IS):
        return said
    if mark.endswith(DATA):
        try:
            return repr(loads(said))
        except ValueError:
            return None
    return _written(said, quote, "ascii" if mark.endswith(ASCII) else style) if quote else None


def _repeated(text: str, known: dict[str, str]) -> str:
    """Return what a note of a repeated beginning stands for, the text itself where it is none."""
    note = BEGINS.fullmatch(text)
    if note is None or note[2] not in known:
        return text
    return known[note[2]][: int(note[1])]


def _set_out(text: str, known: dict[str, str], depth: int) -> str:
    """Return the text with strings set out; ``known`` holds what the marks so far stand for."""
    if depth == 0 or "§" in text or text.count("\\") < LEAST_ESCAPES:
        return text
    envelope: list[str] = []
    strings: list[tuple[str, str]] = []
    place = 0
    for string in sorted(_chosen(text), key=lambda s: s.start):
        mark = f"§{len(known) + 1}{'a' if string.style == 'ascii' else ''}"
        note = _beginning(string.said, known)
        known[mark] = string.said
        envelope += [text[place : string.start + 1], mark]
        place = string.stop
        strings.append((mark, note or _set_out(string.said, known, depth - 1)))
    if not strings:
        return text
    return Sections("".join(envelope) + text[place:], tuple(strings)).joined()


def _beginning(said: str, known: dict[str, str]) -> str | None:
    """Return a note where a string is the beginning of one that was set out, or all of it."""
    for mark, whole in known.items():
        if len(said) >= LEAST and whole.startswith(said):
            return f"[the first {len(said)} characters of {mark} again]"
    return None


def _chosen(text: str) -> list[_String]:
    """Return the strings that are worth setting out, the longest gains first."""
    found = sorted(_strings(text), key=lambda s: len(s.said) - (s.stop - s.start))
    return found[:MOST]


def _strings(text: str) -> Iterator[_String]:
    """Yield the literals with many escapes that can be written again as they were."""
    as_json = _begins_as_json(text)
    for match in (_JSON if as_json else _PYTHON).finditer(text):
        literal = match[0]
        if len(literal) < LEAST or literal.count("\\") < LEAST_ESCAPES:
            continue
        if not as_json and match.start() and text[match.start() - 1] not in _BEFORE:
            return
        string = _read(literal, match.start(), as_json)
        if string is not None and not reads_as_note(string.said):
            yield string


def _begins_as_json(text: str) -> bool:
    """Tell whether the first string of a text is JSON's, not Python's."""
    return _STARTS_JSON(text) is not None


def _read(literal: str, start: int, as_json: bool) -> _String | None:
    """Return what a literal says, None where it can't be written again as it was.

    ``stop`` is where its closing quote stands, or where it is cut off.
    """
    quote = literal[0]
    closed = len(literal) > 1 and literal[-1] == quote and not _CUT_ESCAPE.search(literal[:-1])
    body = literal[1:-1] if closed else literal[1:]
    if not closed and (tail := _CUT_ESCAPE.search(body)):
        body = body[: tail.start(1)]
    try:
        said = (json.loads if as_json else literal_eval)(f"{quote}{body}{quote}")
    except (ValueError, SyntaxError, MemoryError):
        return None
    for style in ("plain", "ascii") if as_json else ("python",):
        if _written(said, quote, style) == body:
            return _String(start, start + 1 + len(body), said, style)
    return None


def _written(said: str, quote: str, style: str) -> str:
    """Return how a string is written between its quotes."""
    if style == "python":
        if quote == "'":  # a double quote inside makes repr choose single ones
            return repr(said + '"')[1:-2]
        return repr(said + "'")[1:-2] if '"' not in said else "\0"
    return json.dumps(said, ensure_ascii=style == "ascii")[1:-1]
