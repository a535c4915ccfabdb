"""Tokens found by their form alone, wherever they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from string import ascii_letters, digits

from headroom_lab.redact.forms import FORMS
from headroom_lab.redact.lazy import lazy
from headroom_lab.redact.shapes import SHAPES

_CHARS = ascii_letters + digits + "+/_~.-"
# No token is shorter than this; most short texts hold no such run.
_RUN = lazy(r"[A-Za-z0-9_+/.~$=%-]{15}")


def token_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each token that has a vendor's form."""
    if not _RUN.search(text):
        return
    for prefix, pattern in PREFIXES:
        if prefix in text:
            yield from (match.span() for match in pattern.finditer(text))
    for shape, pattern in _SHAPES:
        if shape.hint in text:
            for match in pattern.finditer(text):
                start, stop = match.span(match.lastindex or 0)
                yield _begun(text, start, shape.back), stop


def _begun(text: str, start: int, back: int) -> int:
    """Return where the token begins of which the pattern saw the midst."""
    before = text[max(0, start - back) : start]
    return start - (len(before) - len(before.rstrip(_CHARS)))


def _pattern(prefix: str, rest: str) -> re.Pattern[str]:
    r"""Return the pattern of a token: its prefix begins a word, maybe after an escape (``\n``).

    The literal stands first, so that the search for it is fast. A rest with ``@`` says itself
    what may stand before.
    """
    literal = re.escape(prefix)
    escapes = (
        rf"(?<=\\[nrtbf]{literal})|(?<=\\u00[0-9a-fA-F]{{2}}{literal})|(?<=%[0-9A-F]{{2}}{literal})"
    )
    before = rf"(?<![A-Za-z0-9]{literal})"
    if "@" in rest:
        before, rest = rest.split("@")
    return lazy(rf"{literal}(?:{before}|{escapes}){rest}")


PREFIXES = tuple(
    (prefix, _pattern(prefix, form.rest)) for form in FORMS for prefix in form.prefixes
)
_SHAPES = tuple((shape, lazy(shape.pattern)) for shape in SHAPES)
