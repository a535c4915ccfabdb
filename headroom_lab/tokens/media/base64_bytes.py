"""Bytes written as base64, of which only what is asked for is decoded."""

from __future__ import annotations

import base64
import binascii

_URL_SAFE = str.maketrans("-_", "+/")


class Base64Bytes:
    """The bytes that a base64 text stands for; line breaks and the URL-safe alphabet are read.

    Decodes nothing until ``read`` asks for some bytes; what can't be decoded is empty.
    """

    def __init__(self, text: str) -> None:
        wrapped = any(sign in text[:128] for sign in "\r\n ")
        self._text = "".join(text.split()) if wrapped else text
        padding = self._text[-2:].count("=")
        self.size = max(0, len(self._text) * 3 // 4 - padding)

    def read(self, start: int = 0, length: int | None = None) -> bytes:
        """Return up to ``length`` bytes from ``start`` on (all that follow by default)."""
        if start < 0 or start >= self.size:
            return b""
        stop = self.size if length is None else min(self.size, start + max(0, length))
        piece = self._text[start // 3 * 4 : -(-stop // 3) * 4]
        if "-" in piece or "_" in piece:
            piece = piece.translate(_URL_SAFE)
        try:
            found = base64.b64decode(piece + "=" * (-len(piece) % 4))
        except (binascii.Error, ValueError):
            return b""
        return found[start % 3 : start % 3 + stop - start]
