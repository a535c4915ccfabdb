"""Originals of what was cut, as a store keeps them: by content hash, masked, for a while."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

from headroom_lab.cache import ContentCache
from headroom_lab.errors import ConfigError
from headroom_lab.redact import redact
from headroom_lab.results.metrics import TIME
from headroom_lab.results.record import Column

TABLE = "headroom_originals"
COLUMNS: tuple[Column, ...] = (
    Column("hash", "str", "content hash of the text before it was masked"),
    Column("kept_at", TIME, "kept (UTC)"),
    Column("bytes", "int64", "bytes"),
    Column("masked", "int64", "1 where secrets are masked"),
    Column("text", "str", "the text as a JSON string, which can hold any"),
)
NAMES: str = ", ".join(column.name for column in COLUMNS)
KEEP_BYTES = 256_000_000
KEEP_DAYS = 30.0
_MOST_KNOWN = 100_000
_PARTS = 16  # the bound is checked each time that this part of it has come


class Original(str):
    """An original text from a store; ``masked`` tells whether secrets in it are masked."""

    masked: bool

    def __new__(cls, text: str, masked: bool = False) -> Original:
        """Return a text with what is known of it."""
        made = super().__new__(cls, text)
        made.masked = masked
        return made


@dataclass(frozen=True, slots=True)
class Keeping:
    """How a store keeps originals: whether masked, in how many bytes, for how many days."""

    redact: bool = True
    most_bytes: int = KEEP_BYTES
    days: float = KEEP_DAYS

    def __post_init__(self) -> None:
        if not _is_number(self.most_bytes) or self.most_bytes < 0:
            raise ConfigError(f"keep_bytes: found {self.most_bytes!r}, expected at least 0")
        if not _is_number(self.days) or not 0 < self.days <= 36_500:
            raise ConfigError(f"keep_days: found {self.days!r}, expected more than 0 (and sense)")

    @property
    def part(self) -> int:
        """Bytes after whose coming the bound is checked."""
        return self.most_bytes // _PARTS

    @property
    def oldest(self) -> str:
        """The moment before which an original is too old."""
        return written(now() - timedelta(days=self.days))


def _is_number(value: object) -> bool:
    """Tell whether a value is a number."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


class KnownOriginals:
    """The hashes that one store object has kept of late, so that none is written twice."""

    def __init__(self, keeping: Keeping) -> None:
        self._again = timedelta(days=keeping.days / 10)
        self._known: ContentCache[str, datetime] = ContentCache(_MOST_KNOWN, lasts=True)

    def new(self, originals: Mapping[str, str]) -> dict[str, str]:
        """Return those that aren't kept, or not of late."""
        known, since = self._known.get_many(originals), now() - self._again
        return {k: t for k, t in originals.items() if k not in known or known[k] < since}

    def add(self, hashes: Mapping[str, str]) -> None:
        """Remember that those are kept."""
        at = now()
        self._known.put_many((name, at, 1) for name in hashes)


def now() -> datetime:
    """Return the moment by which originals grow old."""
    return datetime.now(UTC)


def written(moment: datetime) -> str:
    """Return a moment as stores write it: UTC, in an order that is that of texts."""
    return moment.isoformat(timespec="microseconds")


def kept_of(name: str, text: str, keeping: Keeping) -> dict[str, Any] | None:
    """Return the values of an original by column name, None where it is larger than the bound."""
    shown = redact(text) if keeping.redact else text
    size = len(shown.encode("utf-8", "surrogatepass"))
    if size > keeping.most_bytes:
        return None
    values = (name, written(now()), size, int(shown != text), _json(shown))
    return dict(zip((c.name for c in COLUMNS), values, strict=True))


def line_of(kept: Mapping[str, Any]) -> bytes:
    """Return an original as JSON on one line."""
    return orjson.dumps(kept)


def original_of(text: str, masked: int) -> Original:
    """Return an original from the two columns that say it."""
    return Original(json.loads(text), bool(masked))


def too_many(table: str, most_bytes: int) -> str:
    """Return the condition for the rows of ``table`` beyond the bound, the oldest ones."""
    newest = f"SELECT hash, sum(bytes) OVER (ORDER BY kept_at DESC, hash) AS total FROM {table}"
    return f"hash IN (SELECT hash FROM ({newest}) AS newest WHERE total > {most_bytes})"


def _json(text: str) -> str:
    """Return a text as a JSON string; lone surrogates are escaped there."""
    try:
        return orjson.dumps(text).decode()
    except TypeError:
        return json.dumps(text)
