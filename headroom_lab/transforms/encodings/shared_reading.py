"""What stands at several places of a JSON text, read back into those places.

{"_shared": {"@1": {…}, "@2": [… "@1" …]}, "id": 7, "by": "@1"}     an object
{"_shared": {…}, "_": [… "@1" …]}                                    an array
{"_shared": {…}}⏎{… "@1" …}⏎{… "@1" …}                               JSON lines
"""

from __future__ import annotations

import re
from collections import Counter

from headroom_lab.json_text.arrays import members
from headroom_lab.transforms.encodings.sections import in_sections

SHARED, ITEMS = "_shared", "_"
LONGEST = 64_000_000  # characters that a text may grow to
_HEAD = re.compile(r'(?:\A|(?<=\n))(\{ *)"_shared":(?=\{"([@%#~&*$])1":)')
_ARRAY, _END = f',"{ITEMS}":', re.compile(r"\]\}\s*\Z")


def unshared(text: str) -> str:
    """Return the JSON of a text with each reference replaced by what it names."""
    return in_sections(text, unshared_section)


def unshared_section(text: str) -> str:
    """Return one section as it was; what has no names at its head stays as it is."""
    head = _HEAD.search(text) if f'"{SHARED}":' in text else None
    if head is None:
        return text
    try:
        named, stop = _definitions(text, head.end(), head[2])
        body = _body(text, head, stop)
        whole = _expanded(named, body, head[2])
    except (ValueError, IndexError, StopIteration, RecursionError):
        return text
    return text[: head.start()] + whole


def _definitions(text: str, start: int, sign: str) -> tuple[list[str], int]:
    """Return what is named, in order, and where the names end; ValueError for other names."""
    found = [(key, a, b) for key, a, b, _ in members(text, start)]
    stop = found[-1][2]
    named = [key for key, _, _ in found] == [f"{sign}{n}" for n in range(1, len(found) + 1)]
    if not named or text[stop] != "}":
        raise ValueError("these are no names")
    return [text[a:b] for _, a, b in found], stop + 1


def _body(text: str, head: re.Match[str], stop: int) -> str:
    """Return what stands behind the names, as it stood without them."""
    rest = text[stop:]
    if rest.startswith("}\n"):
        return rest[2:]
    if rest.startswith(f"{_ARRAY}[") and head[1] == "{":
        end = _END.search(rest)
        if end is None:
            raise ValueError("expected the end of an array")
        return rest[len(_ARRAY) : end.start() + 1] + rest[end.start() + 2 :]
    if not rest.startswith(","):
        raise ValueError("expected something behind the names")
    return head[1] + rest[1:]


def _expanded(named: list[str], body: str, sign: str) -> str:
    """Return a text with its names replaced; ValueError where they aren't as they are made."""
    reference = re.compile(rf'"{re.escape(sign)}(\d+)("?)')
    whole: list[str] = []
    used: Counter[int] = Counter()
    for text in (*named, body):
        pieces = reference.split(text)
        numbers = [int(piece) for piece in pieces[1::3]]
        used.update(numbers)
        inner = [_named(whole, *pair) for pair in zip(numbers, pieces[2::3], strict=True)]
        if len(text) + sum(map(len, inner)) > LONGEST:
            raise ValueError("too long")
        pieces[1::3] = inner
        pieces[2::3] = [""] * len(inner)
        whole.append("".join(pieces))
    if any(used[number] < 2 for number in range(1, len(named) + 1)):
        raise ValueError("what is used once has no name")
    return whole[-1]


def _named(whole: list[str], number: int, quote: str) -> str:
    """Return what a number names; of a string that goes on behind it, what it begins with."""
    if not 1 <= number <= len(whole):
        raise ValueError("a name stands before its definition")
    value = whole[number - 1]
    if quote:
        return value
    if value[0] != '"':
        raise ValueError("only a string can begin a string")
    return value[:-1]
