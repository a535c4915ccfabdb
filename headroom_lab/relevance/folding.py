"""Spellings of one word made one: accents composed or not or left out, ligatures, wide letters.

``café`` (either way), ``CAFÉ`` and ``cafe`` fold alike but for case, and so do ``İstanbul`` and
``istanbul``, ``Straße`` and ``STRASSE``.
"""

from __future__ import annotations

import re
import unicodedata

_MARKS = re.compile("[\u0300-\u036f]+")  # accents; the vowels of other scripts stay
_LETTERS = str.maketrans(
    {"ß": "ss", "ẞ": "SS", "ı": "i", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D",
     "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ς": "σ", "\u2019": "'", "\ufe0f": ""}
)  # fmt: skip


def folded(text: str) -> str:
    """Return a text with one spelling for each word; its case stays."""
    if text.isascii():
        return text
    plain = _MARKS.sub("", unicodedata.normalize("NFKD", text)).translate(_LETTERS)
    return unicodedata.normalize("NFC", plain)
