"""JSON without the white space that only lays it out, like records as tables.

How the text was laid out stands in the number of blanks behind its opening bracket, where JSON
allows any: no serializer writes compact JSON with blanks there and nowhere else.
"""

from __future__ import annotations

import json
import re

from headroom_lab.json_text.nesting import loads
from headroom_lab.transforms.encodings.layout import (
    ENCODED,
    INDENTS,
    OPENS,
    Layout,
    laid_out,
    layout_of,
    packed,
    without_blanks,
)
from headroom_lab.transforms.encodings.sections import in_sections
from headroom_lab.transforms.encodings.table_reading import COLUMNS, untabled
from headroom_lab.transforms.encodings.tables import compact, tabled
from headroom_lab.transforms.encodings.word_for_word import Encoding
from headroom_lab.transforms.output_transform import EachOutput, Rewritten

LEAST = 20  # characters of a text worth looking at
_SPACED = re.compile(
    r'[\[{\s]*+"[^"\\]*+(?:\\.[^"\\]*+)*+":\s'
)  # its first key has white space behind it
_SHARED = '{"_shared":'  # made of JSON that was written compactly before
_BROKEN = (ValueError, RecursionError)


class JsonLayout(Encoding, EachOutput):
    """Writes JSON compactly, the keys of like records once.

    ``decoded`` gives the text back byte for byte. JSON that is cut off at its end, that has
    keys twice or numbers in an unusual spelling loses its white space alone.

    Example::

        sent = transforms.JsonLayout().apply(messages).messages
        decode(sent) == messages
    """

    name = "json_layout"
    least = LEAST

    def rewrite(self, text: str) -> Rewritten | None:
        """Return a text with all its JSON written compactly."""
        out = in_sections(text, self._encoded)
        return Rewritten(out) if out != text else None

    def _encoded(self, text: str) -> str:
        """Return one section written compactly where it is JSON."""
        start, stop = _core(text)
        core = text[start:stop]
        if len(core) < LEAST or not (core[0] + core[1:80].lstrip()).startswith(OPENS):
            return text
        if ENCODED.match(core) or core.startswith(_SHARED):
            return text
        body = self._whole(core) or _partial(core)
        if body is None or len(body) >= len(core):
            return text
        return text[:start] + body + text[stop:]

    def _whole(self, core: str) -> str | None:
        """Return complete JSON written compactly, None where that isn't known to come back."""
        layout = layout_of(core)
        if layout.indent not in INDENTS or f'"{COLUMNS}"' in core:
            return None
        try:
            value = loads(core)
            flat = _SPACED.match(core) is None and compact(value) == core
            if not flat and layout.dumps(value) != core:
                return None
            out = compact(tabled(value))
        except _BROKEN:
            return None
        has_tables = f'"{COLUMNS}":' in out
        if (flat and not has_tables) or (has_tables and untabled(json.loads(out)) != value):
            return None
        return _marked(out, 1 if flat else 2 * _number(layout))


def decoded(text: str) -> str:
    """Return the JSON of a text as it was laid out."""
    return in_sections(text, _decoded)


def _decoded(text: str) -> str:
    """Return one section as it was; what wasn't encoded here stays as it is."""
    start, stop = _core(text)
    core = text[start:stop]
    found = packed(core)
    if found is None:
        return text
    try:
        return text[:start] + _unpacked(*found) + text[stop:]
    except _BROKEN:
        return text


def _unpacked(body: str, code: int) -> str:
    """Return compact JSON as it was laid out; ValueError where nothing was packed like this."""
    if code == 1:
        return compact(untabled(json.loads(body)))
    layout = _layout(code // 2)
    if code % 2:
        return laid_out(body, layout.indent)
    return layout.dumps(untabled(json.loads(body)))


def _partial(core: str) -> str | None:
    """Return JSON that the standard library can't write as it was, without its white space."""
    layout = layout_of(core)
    if layout.indent not in INDENTS:
        return None
    body = without_blanks(core)
    if len(body) == len(core) or laid_out(body, layout.indent) != core:
        return None
    return _marked(body, 2 * _number(Layout(layout.indent, False)) + 1)


def _marked(body: str, code: int) -> str:
    """Return compact JSON with a code of blanks behind its opening bracket."""
    return f"{body[0]}{' ' * code}{body[1:]}"


def _number(layout: Layout) -> int:
    """Return the number of a layout, from 1."""
    return 1 + 2 * INDENTS.index(layout.indent) + layout.ascii


def _layout(number: int) -> Layout:
    """Return the layout of a number; ValueError where there is none."""
    place, ascii = divmod(number - 1, 2)
    if not 0 <= place < len(INDENTS):
        raise ValueError(f"no layout {number}")
    return Layout(INDENTS[place], bool(ascii))


def _core(text: str) -> tuple[int, int]:
    """Return where a text begins and ends without the white space around it."""
    start = len(text) - len(text.lstrip())
    return start, start + len(text.strip())
