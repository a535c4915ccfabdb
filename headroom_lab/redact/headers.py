"""Headers that authorize, and cookies: the scheme and the cookies' names stay readable."""

from __future__ import annotations

from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Iterator

from headroom_lab.redact.lazy import lazy
from headroom_lab.redact.names import level_of
from headroom_lab.redact.quoted import QUOTE
from headroom_lab.redact.values import is_placeholder, is_strong

_AUTHORIZATION = lazy(
    rf"(?i)authorization(?:{QUOTE})?\]?\s{{0,4}}[:=,]\s{{0,4}}[bfru]{{0,2}}(?:{QUOTE})?"
    r"(?P<scheme>(?:[A-Za-z][A-Za-z0-9-]{1,24})(?:[ \t]|\\?\r?\n|\\+[nrt]|%20|\+){1,8})?"
    r"(?P<value>[^\s\"'`\\,;<>]{4,})"
)
_BEARER = lazy(r"(?i)\bbearer(?:\s|:|\\+[nrt]|%20|\+){1,8}([A-Za-z0-9._~+/\-]{12,}=*)")
_BASIC = lazy(r"(?i)\bbasic(?:\s|\\+[nrt]|%20|\+){1,8}([A-Za-z0-9+/]{8,}={0,2})")
_RESPONSE = lazy(r"(?i)\bdigest\b[^\n]{0,600}?response=\\*\"?([0-9a-f]{32,64})")
_COOKIE = lazy(
    rf"(?i)(?P<set>set-)?cookie2?(?:{QUOTE})?\]?\s{{0,4}}[:=,]\s{{0,4}}(?:{QUOTE})?"
    r"(?P<pairs>[\w.!$%&*+^|~-]{1,80}=[^\n\r\"'`\\<>]{1,4096})"
)
_PAIR = lazy(r"([\w.!$%&*+^|~-]{1,80})=([^;\s]+)")
_WORD = lazy(r"[A-Za-z_]+")


def header_spans(text: str, lowered: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each credential in a header, and of each cookie's value."""
    if "authorization" in lowered:
        for match in _AUTHORIZATION.finditer(text):
            if _authorizes(match["value"], match["scheme"]):
                yield match.span("value")
    if "bearer" in lowered:
        yield from (m.span(1) for m in _BEARER.finditer(text) if is_strong(m[1]))
    if "basic" in lowered:
        yield from (m.span(1) for m in _BASIC.finditer(text) if is_user_and_password(m[1]))
    if "digest" in lowered:
        yield from (match.span(1) for match in _RESPONSE.finditer(text))
    if "cookie" in lowered:
        for match in _COOKIE.finditer(text):
            yield from cookie_spans(text, *match.span("pairs"), only_first=bool(match["set"]))


def cookie_spans(
    text: str, start: int, stop: int, *, only_first: bool = False
) -> Iterator[tuple[int, int]]:
    """Yield the places of the cookies' values between two places of a text."""
    for match in _PAIR.finditer(text, start, stop):
        value = match[2].rstrip(",")
        named = level_of(match[1]) is not None
        if not is_placeholder(value) and (is_strong(value) or (named and len(value) >= 6)):
            yield match.start(2), match.start(2) + len(value)
        if only_first:
            return


def is_user_and_password(encoded: str) -> bool:
    """Return whether a text is base64 of ``user:password``."""
    try:
        plain = b64decode(encoded + "=" * (-len(encoded) % 4), validate=True).decode("utf-8")
    except (NotBase64, UnicodeDecodeError, ValueError):
        return False
    return ":" in plain and plain.isprintable()


def _authorizes(value: str, scheme: str | None) -> bool:
    """Return whether a value of an Authorization header is a credential."""
    if is_placeholder(value) or "(" in value or value.endswith("="):
        return scheme is not None and is_strong(value) and value.endswith("=") and "(" not in value
    return is_strong(value) or (scheme is not None and not _WORD.fullmatch(value))
