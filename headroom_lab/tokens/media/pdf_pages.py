"""How many pages a PDF has, found in its bytes without a PDF library.

Source: ISO 32000-1, 7.5.7 (object streams), 7.7.3 (the page tree) and annex F (linearized files).
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

_LINEAR = re.compile(rb"/Linearized\b[^>]{0,200}?/N\s+(\d{1,7})")
_PAGE = re.compile(rb"/Type\s*/Page(?![A-Za-z])")
_TREE = re.compile(rb"/Type\s*/Pages(?![A-Za-z])")
_COUNT = re.compile(rb"/Count\s+(\d{1,7})")
_PACKED = re.compile(rb"/Type\s*/ObjStm\b")
_STREAM = re.compile(rb"stream\r?\n")
_NEAR = 512  # bytes around a node of the page tree in which its count stands
_UNPACKED = 16_000_000  # bytes at most, of all object streams together
_LEAST = 40  # bytes that a page takes in a file


def pdf_pages(pdf: bytes) -> int | None:
    """Return the pages of a PDF, None where nothing tells them (encrypted, torn or no PDF)."""
    linear = _LINEAR.search(pdf, 0, 2048)
    if linear:
        return _sane(int(linear[1]), pdf)
    pages = _told(pdf)
    if pages is None:
        pages = _told(b"\n".join(_unpacked(pdf)))
    return None if pages is None else _sane(pages, pdf)


def _told(content: bytes) -> int | None:
    """Return the largest count of the page tree's nodes, else how many pages there are."""
    counts = [
        int(count)
        for node in _TREE.finditer(content)
        for count in _COUNT.findall(content, max(0, node.start() - _NEAR), node.end() + _NEAR)
    ]
    return max(counts, default=0) or sum(1 for _ in _PAGE.finditer(content)) or None


def _sane(pages: int, pdf: bytes) -> int:
    """Return a count that the file is long enough for."""
    return max(1, min(pages, len(pdf) // _LEAST))


def _unpacked(pdf: bytes) -> Iterator[bytes]:
    """Yield the packed objects of a PDF, within a bound however far they would unfold."""
    left = _UNPACKED
    for packed in _PACKED.finditer(pdf):
        start = _STREAM.search(pdf, packed.end(), packed.end() + _NEAR)
        if start is None or left <= 0:
            continue
        try:
            content = zlib.decompressobj().decompress(pdf[start.end() :], left)
        except zlib.error:
            continue
        left -= len(content)
        yield content
