"""Pictures as they are shown where a notebook is only read: what is taken from their HTML there."""

from __future__ import annotations

from copy import deepcopy
from xml.etree.ElementTree import Element

from tests.display.parsing import XHTML

# What GitHub leaves of HTML that users wrote; of attributes neither style, class and id nor
# aria-*, data-*, role. Source: html-pipeline's sanitization filter and its tests (2022-11).
GITHUB = frozenset(
    """h1 h2 h3 h4 h5 h6 br b i strong em a pre code img tt div ins del sup sub p ol ul table thead
    tbody tfoot blockquote dl dt dd kbd q samp var hr ruby rt rp li tr td th s strike summary details
    span""".split()
)
GITHUB_ATTRIBUTES = frozenset({"title", "scope", "href", "src", "alt", "open", "width", "height"})
GONE_WHOLE = frozenset({"script", "style", "svg", "iframe", "object", "noscript"})
# VS Code shows no HTML at all in a folder that isn't trusted: the plain text stands there.
# Source: microsoft/vscode, issues 118584 (2021-06) and 319593 (2026-06).


def on_github(body: Element) -> Element:
    """Return a body without the elements and attributes that GitHub takes away."""
    left = deepcopy(body)
    _strip(left)
    return left


def _strip(parent: Element) -> None:
    """Take away what isn't allowed below an element; the text in it stays where it stood."""
    for child in list(parent):
        name = str(child.tag).removeprefix(XHTML)
        _strip(child)
        for attribute in set(child.attrib) - GITHUB_ATTRIBUTES:
            del child.attrib[attribute]
        if name in GONE_WHOLE:
            _replace(parent, child, "", [])
        elif name not in GITHUB:
            _replace(parent, child, child.text or "", list(child))


def _replace(parent: Element, child: Element, text: str, inner: list[Element]) -> None:
    """Put an element's own text and children in its place."""
    at = list(parent).index(child)
    parent.remove(child)
    rest = child.tail or ""
    if inner:
        inner[-1].tail = (inner[-1].tail or "") + rest
    before = text if inner else text + rest
    if at:
        parent[at - 1].tail = (parent[at - 1].tail or "") + before
    else:
        parent.text = (parent.text or "") + before
    for place, element in enumerate(inner):
        parent.insert(at + place, element)
