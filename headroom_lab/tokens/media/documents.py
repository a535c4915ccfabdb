"""Tokens of a document: a PDF by its pages, a text file as its text, another by its bytes.

Sources: Anthropic, "PDF support" (each page as text and as an image, 1,500 to 3,000 tokens a
page); OpenAI, "File inputs" (each page as text and as an image); Google, "Document understanding"
(258 tokens a page, 560 from Gemini 3 on). Read on 2026-11-28.
"""

from __future__ import annotations

from collections.abc import Callable

from headroom_lab.cache import ContentCache
from headroom_lab.messages.media import Payload
from headroom_lab.tokens.media.base64_bytes import Base64Bytes
from headroom_lab.tokens.media.images import page_image_tokens
from headroom_lab.tokens.media.maker import Maker
from headroom_lab.tokens.media.pdf_pages import pdf_pages
from headroom_lab.tokens.media.weight import Weight, between

ANTHROPIC_PAGE = (1500, 2250, 3000)  # tokens: least, middle, most
GEMINI_PAGE, GEMINI_3_PAGE = 258, 560
PAGE_PIXELS = (1224, 1584)  # a letter page at 144 dots an inch, as OpenAI is taken to show it
PAGE_TEXT = (0, 550, 1200)  # tokens of a page's text: of a scan, of prose, of a full table
ASSUMED_PAGES = (1, 4, 30)  # of a document that is only linked
BYTES_A_PAGE = 50_000  # where a PDF doesn't tell its pages
TEXTS = frozenset(
    {"application/json", "application/xml", "application/x-ndjson", "csv", "txt", "md"}
)
BYTES_A_TOKEN = 16  # of packed files (DOCX, XLSX, EPUB) and of bytes nobody knows

_pages: ContentCache[tuple[int, int], int] = ContentCache(4096)


def document_weight(document: Payload, maker: Maker, count: Callable[[str], int]) -> Weight:
    """Return the tokens of a document or file; ``count`` counts one that is all text."""
    if not document.data:
        low, middle, high = ASSUMED_PAGES
        page = _page(maker)
        return between("linked document", low * page[0], middle * page[1], high * page[2])
    content = Base64Bytes(document.data)
    if _is_pdf(document, content):
        pages = _pages_of(document.data, content)
        return between("PDF", *(pages * tokens for tokens in _page(maker)))
    text = _text(document, content)
    if text is not None:
        tokens = count(text)
        return between("text file", tokens, tokens, tokens + 50)
    guess = content.size / BYTES_A_TOKEN
    return between("file", guess / 8, guess, guess * 4)


def _is_pdf(document: Payload, content: Base64Bytes) -> bool:
    """Tell whether a document is a PDF by what it says or how it begins."""
    said = document.media_type.lower() in ("application/pdf", "pdf")
    return said or b"%PDF-" in content.read(0, 1024)


def _text(document: Payload, content: Base64Bytes) -> str | None:
    """Return the text of a file that holds nothing else, None for any other file."""
    said = document.media_type.lower()
    if not (said.startswith("text/") or said in TEXTS) and b"\0" in (
        content.read(0, 4096) or b"\0"
    ):
        return None
    try:
        return content.read().decode("utf-8")
    except UnicodeDecodeError:
        return None


def _pages_of(data: str, content: Base64Bytes) -> int:
    """Return the pages of a PDF, each content looked at once."""
    key = (hash(data), len(data))
    pages = _pages.get(key)
    if pages is None:
        pages = pdf_pages(content.read()) or max(1, round(content.size / BYTES_A_PAGE))
        _pages.put(key, pages)
    return pages


def _page(maker: Maker) -> tuple[int, int, int]:
    """Return the tokens of a page: least, middle, most."""
    if maker.id == "anthropic":
        return ANTHROPIC_PAGE
    if maker.id == "google":
        page = GEMINI_PAGE if maker.name.startswith(("gemini-1", "gemini-2")) else GEMINI_3_PAGE
        return page, page, 2 * page
    image = page_image_tokens(maker, PAGE_PIXELS)
    least, middle, most = PAGE_TEXT
    return least + image // 2, middle + image, most + 2 * image
