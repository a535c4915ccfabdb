"""HTML tags, comments, scripts and styles, in text that really is HTML.

``a < b and c > d``, ``List<int>``, ``<ROLE>`` in a prompt, XML and JSX are none: a text is HTML
when it begins as such (doctype, ``<html>``) or when elements that only HTML has are opened and
closed in it and its tags are at least a twentieth of it. HTML inside JSON strings counts too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

LEAST_SHARE = 0.05

_DECLARED = re.compile(r"\s*+(?:<!doctype\s++html|<html[\s>])", re.IGNORECASE)
_CLOSED = re.compile(r"<\\?/([A-Za-z][A-Za-z0-9]*+)\s*+>")  # "<\/" is how some write it in JSON
# Elements that prompts, XML and type parameters don't use in pairs.
_TELLING = frozenset(
    """
    a b body div em font form h1 h2 h3 h4 h5 h6 head i li nav ol p pre script span strong style
    tbody td th thead tr ul
    """.split()
)
_CODE_VALUE = re.compile(r"<[A-Za-z][^<>{]*+\{(?<==\{)")
# A tag with its attributes; a quoted value may hold ">". Each try ends at the next "<", which
# keeps the search linear. (A possessive "?+" around ":…" goes on at the wrong place in Python 3.11.2.)
_TAG = re.compile(
    r"""<(?:\\?/)?([A-Za-z][\w-]*+(?::[\w-]++)?)(?=[\s/>\\])(?:(?:[^<>"']++|"[^"<]*+"|'[^'<]*+')*+|[^<>]*+)>"""
    r"|<!doctype[^<>]*+>",
    re.IGNORECASE,
)
_RAW = re.compile(r"<(script|style)\b[^<>]*+>", re.IGNORECASE)
_RAW_END = {name: re.compile(rf"</{name}\s*+>", re.IGNORECASE) for name in ("script", "style")}
# Source: WHATWG HTML standard, "Index of elements", with the obsolete ones and SVG's shapes.
_NAMES = frozenset(
    """
    a abbr acronym address applet area article aside audio b base basefont bdi bdo big blink
    blockquote body br button canvas caption center circle cite clippath code col colgroup
    data datalist dd defs del details dfn dialog dir div dl dt ellipse em embed fieldset
    figcaption figure font footer form frame frameset g h1 h2 h3 h4 h5 h6 head header hgroup
    hr html i iframe img input ins kbd label legend li line lineargradient link main map mark
    marquee menu meta meter nav nobr noframes noscript object ol optgroup option output p
    param path picture polygon polyline pre progress q rect rp rt ruby s samp script search
    section select slot small source span stop strike strong style sub summary sup svg symbol
    table tbody td template text textarea tfoot th thead time title tr track tt u ul use var
    video wbr
    """.split()
)


def without_html(text: str) -> str:
    """Return a text without its HTML, the text itself where it is none."""
    if "<" not in text:
        return text
    declared = _DECLARED.match(text) is not None
    if not declared and not _looks_like(text):
        return text
    bare = _without_noise(text)
    enough = declared or len(text) - len(bare) >= LEAST_SHARE * len(text)
    return bare if enough else text


def _looks_like(text: str) -> bool:
    """Tell whether an element that only HTML has is opened and closed, outside of JSX."""
    names = {name.lower() for name in set(_CLOSED.findall(text))} & _TELLING
    low = text.lower() if names else ""
    opened = any(f"<{name}>" in low or f"<{name} " in low for name in sorted(names))
    return opened and not _is_jsx(text)


def _is_jsx(text: str) -> bool:
    """Tell whether a text is JavaScript with elements in it: attributes whose value is code."""
    if "className=" in text:
        return True
    return "={" in text and _CODE_VALUE.search(text) is not None


def _without_noise(text: str) -> str:
    """Return a text without comments, scripts, styles and tags."""
    kept = []
    position = 0
    for start, stop in sorted([*_comments(text), *_raw_elements(text)]):
        if start >= position:  # else it stands inside the one before
            kept.append(_TAG.sub(_unless_tag, text[position:start]))
            position = stop
    return "".join([*kept, _TAG.sub(_unless_tag, text[position:])])


def _unless_tag(match: re.Match[str]) -> str:
    """Return nothing for a tag of HTML or a custom element, anything else as it is."""
    name = match[1]
    if name is None or name in _NAMES or "-" in name or ":" in name or name.lower() in _NAMES:
        return ""
    return match[0]


def _comments(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of comments; one that never ends is none."""
    start = text.find("<!--")
    while start >= 0 and (end := text.find("-->", start + 4)) >= 0:
        yield start, end + 3
        start = text.find("<!--", end + 3)


def _raw_elements(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of scripts and styles with all they hold; one that never ends is none."""
    open_ended: set[str] = set()
    start = 0
    while match := _RAW.search(text, start):
        name = match[1].lower()
        end = None if name in open_ended else _RAW_END[name].search(text, match.end())
        if end is None:
            open_ended.add(name)
            start = match.end()
        else:
            yield match.start(), end.end()
            start = end.end()
