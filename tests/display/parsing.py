"""HTML read the strict way, and read as a notebook that isn't trusted shows it."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

import html5lib

INLINE = {"span", "em", "strong"}
OURS = "<!--| quarto-html-table-processing: none -->"  # the one comment that we write
XHTML = "{http://www.w3.org/1999/xhtml}"


def parsed(fragment: str) -> Element:
    """Return the body of a page that holds ``fragment``; any error of syntax raises."""
    fragment = fragment.replace(OURS, "", 1)
    page = (
        f"<!DOCTYPE html><html lang=en><head><title>t</title></head><body>{fragment}</body></html>"
    )
    tree: Element = html5lib.HTMLParser(strict=True).parse(page)
    body = tree.find(f"{XHTML}body")
    assert body is not None
    return body


def tags(body: Element) -> set[str]:
    """Return the names of all elements in a body."""
    return {str(element.tag).removeprefix(XHTML) for element in body.iter()} - {"body"}


def bare_text(body: Element) -> str:
    """Return all text of a body, but that of style sheets, without styles and classes."""
    parts: list[str] = []

    def walk(element: Element) -> None:
        if element.tag != f"{XHTML}style":
            parts.append(element.text or "")
            for child in element:
                walk(child)
        parts.append("" if str(element.tag).removeprefix(XHTML) in INLINE else "\n")
        parts.append(element.tail or "")

    walk(body)
    return "".join(parts)


def numbers(text: str) -> set[str]:
    """Return the numbers in a text as they are written."""
    return set(re.findall(r"\d[\d,.]*\d|\d", text))
