"""Credentials in addresses: ``scheme://user:password@host``, with or without the user."""

from __future__ import annotations

from collections.abc import Iterator

from headroom_lab.redact.lazy import lazy
from headroom_lab.redact.values import is_placeholder, is_strong

_SLASHES = lazy(r":(?:\\*/){2}|%3[aA]%2[fF]%2[fF]")
_USER = lazy(r"[^\s/\"'<>`\\?#]{0,400}(?:@|%40)")
# In a database's address people leave a slash or a question mark of the password as it is.
_LOOSE = lazy(r"[^\s/\"'<>`\\:@]{0,64}:(?!\d{1,5}/)[^\s\"'<>`\\]{1,200}@(?=[\w\[])")
_DATABASES = lazy(
    r"(?:postgres(?:ql)?|mysql|mariadb|mongodb|rediss?|amqps?|mssql|oracle|clickhouse|cockroachdb)"
    r"(?:\+\w{1,20})?$"
)
_SAID = frozenset(("password", "passwd", "pass", "pwd", "token", "pw", "psw"))
_COLON = lazy(r":|%3[aA]")


def url_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each password or token in an address."""
    if "://" not in text and "/" not in text and "%2" not in text:
        return
    for slashes in _SLASHES.finditer(text):
        start = slashes.end()
        match = _USER.match(text, start)
        if match is None and _DATABASES.search(
            text[max(0, slashes.start() - 30) : slashes.start()]
        ):
            match = _LOOSE.match(text, start)
        if match is None:
            continue
        stop = match.end() - (1 if text[match.end() - 1] == "@" else 3)
        colon = _COLON.search(text, start, stop)
        if colon is None:
            if is_strong(text[start:stop]) and not is_placeholder(text[start:stop]):
                yield start, stop
        elif _is_password(text[colon.end() : stop]):
            yield colon.end(), stop


def _is_password(value: str) -> bool:
    """Return whether what stands before the host is a password and no placeholder."""
    return bool(value) and not is_placeholder(value) and value.lower() not in _SAID
