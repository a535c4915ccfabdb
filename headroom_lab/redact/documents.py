"""Files that hold secrets by their form: key blocks, .netrc, .pgpass, Kubernetes' secrets."""

from __future__ import annotations

import re
from collections.abc import Iterator

from headroom_lab.redact.lazy import lazy
from headroom_lab.redact.names import LENIENT
from headroom_lab.redact.values import MASK, is_secret

_NEWLINE = r"(?:\\+[rn]|\r?\n|\r)"
_BEGIN = lazy(
    r"-----BEGIN ([A-Z0-9 ]{0,40})PRIVATE KEY(?: BLOCK)?-----|---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----"
)
_KEY_ROOM = 20_000  # characters of a key block
_KEY_BEGINS = lazy(rf"(?:{_NEWLINE}|[\s>|+\"'\\])*(?=[A-Za-z0-9+/])")
_KEY_BODY = lazy(r"(?:[A-Za-z0-9+/=\s]|\\+[nr]|[A-Za-z-]+: [^\n\\]{0,80})+")
_PUTTY = lazy(rf"Private-Lines: \d+{_NEWLINE}((?:[A-Za-z0-9+/=]{{1,80}}{_NEWLINE}?)+)")
_JWK = lazy(r"\\*\"(?:d|p|q|dp|dq|qi|k)\\*\"\s?:\s?\\*\"([A-Za-z0-9_-]{16,})")
_NETRC = lazy(r"(?:login|machine)(?:\s|\\n)+\S{1,100}(?:\s|\\n)+password(?:\s|\\n)+([^\s\\\"']+)")
_PGPASS = lazy(
    r"(?:(?<![\w.*:/\\-])|(?<=\\[nrt]))[\w.*-]{1,100}:(?:\d{4,5}|\*):[\w.*-]{1,64}:[\w.*-]{1,64}"
    r":([^\s:\"'\\]{3,})(?=[\s\"'\\]|$)"
)
_COOKIE_JAR = lazy(
    r"(?:\t|\\+t)(?:TRUE|FALSE)(?:\t|\\+t)\d+(?:\t|\\+t)[^\t\n\\]{1,80}(?:\t|\\+t)([^\s\"'\\]+)"
)
_KIND = lazy(r"kind(?:\\*\")?\s{0,4}:\s{0,4}(?:\\*\")?Secret\b")
_PARTS = lazy(rf"{_NEWLINE}---")
_BLOCK = lazy(rf"(?:^|{_NEWLINE})([ ]*)(?:data|stringData):[ ]*(?={_NEWLINE})")
_LINES = lazy(rf"{_NEWLINE}([ ]*)([\w.-]+):[ ]*\\*\"?([^\n\"'\\]+)")
_OBJECT = lazy(r"\\*\"(?:data|stringData)\\*\"\s{0,4}:\s{0,4}\{([^{}]*)\}")
_REST = lazy(r"[^\n\\]*")
_STRING = lazy(r":\s{0,4}\\*\"([^\"\\]+)")


def document_spans(text: str, lowered: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each secret that stands in such a document."""
    if "PRIVATE KEY" in text:
        yield from _key_blocks(text)
    if "Private-Lines" in text:
        yield from (match.span(1) for match in _PUTTY.finditer(text))
    if "kty" in text:
        yield from (match.span(1) for match in _JWK.finditer(text))
    if "password" in lowered and ("machine" in lowered or "login" in lowered):
        yield from _wanted(text, _NETRC)
    if text.count(":") >= 4:
        yield from _wanted(text, _PGPASS)
    if "TRUE" in text and "FALSE" in text:
        yield from _wanted(text, _COOKIE_JAR)
    if "kind" in text and "Secret" in text:
        yield from _cluster_secrets(text)


def _wanted(text: str, pattern: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Yield the places of a pattern's group where it holds no placeholder."""
    for match in pattern.finditer(text):
        if is_secret(match[1], LENIENT, quoted=True):
            yield match.span(1)


def _key_blocks(text: str) -> Iterator[tuple[int, int]]:
    """Yield the body of each private key; one that was cut off ends with its last line."""
    for begin in _BEGIN.finditer(text):
        body = _KEY_BEGINS.match(text, begin.end(), begin.end() + 200)
        if body is None:
            continue
        start, room = body.end(), body.end() + _KEY_ROOM
        stop = text.find("-----END", start, room)
        other = text.find("-----BEGIN", start, stop if stop >= 0 else room)
        if stop < 0 or other >= 0:
            match = _KEY_BODY.match(text, start, other if other >= 0 else room)
            stop = match.end() if match else start
        body_text = text[start:stop].rstrip()
        while body_text.endswith(("\\n", "\\r")):
            body_text = body_text[:-2].rstrip("\\").rstrip()
        if MASK not in body_text:
            yield start, start + len(body_text)


def _cluster_secrets(text: str) -> Iterator[tuple[int, int]]:
    """Yield the values under ``data`` and ``stringData`` of Kubernetes' secrets."""
    start = 0
    for stop in (*(match.start() for match in _PARTS.finditer(text)), len(text)):
        if _KIND.search(text, start, stop):
            for block in _BLOCK.finditer(text, start, stop):
                yield from _block_values(text, block.end(), stop, len(block[1]))
            for found in _OBJECT.finditer(text, start, stop):
                for value in _STRING.finditer(text, *found.span(1)):
                    if is_secret(value[1], LENIENT, quoted=True):
                        yield value.span(1)
        start = stop


def _block_values(text: str, place: int, stop: int, indent: int) -> Iterator[tuple[int, int]]:
    """Yield the values of the lines at ``place`` that are indented more."""
    while line := _LINES.match(text, place, stop):
        if len(line[1]) <= indent:
            return
        if is_secret(line[3].strip(), LENIENT, quoted=True):
            yield line.start(3), line.start(3) + len(line[3].rstrip())
        rest = _REST.match(text, line.end())
        place = rest.end() if rest else line.end()
