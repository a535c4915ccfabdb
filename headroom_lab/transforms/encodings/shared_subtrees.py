"""Objects, arrays and strings that stand at several places of a JSON text, written once.

    [{"id": 1, "by": {"login": "octo", …}}, {"id": 2, "by": {"login": "octo", …}}]
    →  {"_shared": {"@1": {"login": "octo", …}}, "_": [{"id": 1, "by": "@1"}, {"id": 2, "by": "@1"}]}

Parts are moved as they are written, so key order, spelling and spacing come back.
"""

from __future__ import annotations

import re
from typing import Literal

from headroom_lab.json_text.nesting import is_json
from headroom_lab.transforms.encodings.sections import in_sections
from headroom_lab.transforms.encodings.shared_choice import Part, Span, parts
from headroom_lab.transforms.encodings.shared_reading import ITEMS, SHARED, unshared_section
from headroom_lab.transforms.encodings.word_for_word import Encoding
from headroom_lab.transforms.output_transform import EachOutput, Rewritten

LEAST = 120  # characters of a text worth looking at
SIGNS = "@%#~&*$"  # the first that begins no string of a text names its parts
QUOTE = '"'
_OWN = (f'"{SHARED}":', f'"{ITEMS}":')  # keys that would be mistaken


class SharedSubtrees(Encoding, EachOutput):
    """Names what stands at several places of a JSON text once at its head, and refers to it.

    JSON stays JSON: an object gets a first field ``_shared``, an array becomes
    ``{"_shared": …, "_": [...]}``, JSON lines get a first line; a reference is a string like
    "@1". JSON may stand behind lines of other text. ``unshared`` gives the text back byte for
    byte.

    Example::

        sent = transforms.SharedSubtrees().apply(messages).messages
        decode(sent) == messages
    """

    name = "shared_subtrees"
    least = LEAST

    def rewrite(self, text: str) -> Rewritten | None:
        """Return a text whose JSON says everything once."""
        out = in_sections(text, _encoded)
        return Rewritten(out) if out != text else None


def _encoded(text: str) -> str:
    """Return one section with its parts named, where it is JSON and comes back."""
    stop = len(text.rstrip())
    if len(text) < LEAST or text[stop - 1] not in "]}":
        return text
    start = _start(text)
    if start is None or any(key in text for key in _OWN):
        return text
    core = text[start:stop]
    found = parts(core)
    sign = _sign(text) if found else None
    form = _form(core) if sign else None
    if sign is None or form is None:
        return text
    out = f"{text[:start]}{_written(core, found, sign, form)}{text[stop:]}"
    return out if len(out) < len(text) and unshared_section(out) == text else text


def _start(text: str) -> int | None:
    """Return where a text's first bracket stands that begins the text or a line of it."""
    first = len(text) - len(text.lstrip())
    if text[first] in "[{":
        return first
    places = (text.find(f"\n{bracket}") for bracket in "[{")
    return min((place + 1 for place in places if place >= 0), default=None)


def _sign(text: str) -> str | None:
    """Return what the names begin with: a sign that begins no string like a name."""
    return next((sign for sign in SIGNS if not re.search(rf'"\{sign}\d', text)), None)


def _form(core: str) -> Literal["json", "lines"] | None:
    """Return whether a text is one JSON value or JSON lines; None for any other."""
    if is_json(core):
        return "json"
    lines = [line for line in core.split("\n") if line.strip()]
    return "lines" if len(lines) > 1 and all(map(is_json, lines)) else None


def _written(core: str, found: list[Part], sign: str, form: str) -> str:
    """Return JSON with its parts named at the head."""
    sites = {
        span: f'"{sign}{number}{_end(core, span)}'
        for number, part in enumerate(found, 1)
        for span in part.places
    }
    texts = _referring(core, sites)
    first = [part.places[0] for part in found]
    names = ",".join(
        f'"{sign}{number}":{texts[span]}{"" if _end(core, span) else QUOTE}'
        for number, span in enumerate(first, 1)
    )
    body = texts[0, len(core)]
    if form == "lines":
        return f'{{"{SHARED}":{{{names}}}}}\n{body}'
    if body[0] == "[":
        return f'{{"{SHARED}":{{{names}}},"{ITEMS}":{body}}}'
    opening = len(body) - len(body[1:].lstrip(" "))
    return f'{body[:opening]}"{SHARED}":{{{names}}},{body[opening:]}'


def _end(core: str, span: Span) -> str:
    """Return the quote that ends a reference; none where it is the beginning of a string."""
    begins = core[span[0]] == QUOTE and core[span[1] - 1] != QUOTE
    return "" if begins else QUOTE


def _referring(core: str, sites: dict[Span, str]) -> dict[Span, str]:
    """Return a text and what stands at each site, with references for the sites inside."""
    texts: dict[Span, str] = {}
    ends = (len(core), len(core))
    around = [_Open((0, len(core)))]
    for span in [*sorted(sites, key=lambda span: (span[0], -span[1])), ends]:
        while around and span[0] >= around[-1].span[1]:
            done = around.pop()
            texts[done.span] = done.closed(core)
        if around:
            around[-1].refer(core, span, sites[span])
            around.append(_Open(span))
    return texts


class _Open:
    """A span whose text is being written."""

    def __init__(self, span: Span) -> None:
        self.span = span
        self._pieces: list[str] = []
        self._place = span[0]

    def refer(self, core: str, span: Span, name: str) -> None:
        """Write up to a span inside, and a name for it."""
        self._pieces += [core[self._place : span[0]], name]
        self._place = span[1]

    def closed(self, core: str) -> str:
        """Return the text, written to its end."""
        return "".join([*self._pieces, core[self._place : self.span[1]]])
