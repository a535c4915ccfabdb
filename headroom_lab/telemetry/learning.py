"""What a field of a tool output means, learnt from how its values look."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any, Literal

from headroom_lab.telemetry.signature import Scalar

Meaning = Literal["identifier", "error", "status", "score", "time", "text", "unknown"]
SKETCH = 32  # smallest hashes kept of a field, to estimate how many distinct values it has
USED_VALUES = 64  # hashes kept of values that were used later
_HASH_RANGE = float(1 << 64)

_TIME = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d.*)?|\d\d:\d\d(?::\d\d)?")
_ID = re.compile(r"[0-9a-fA-F-]{16,}|(?=\D*\d)[\w-]{4,40}")
_FAILURE = re.compile(r"(?i)error|exception|fail|traceback|denied|refused|timed? ?out|invalid")
_HINTS: dict[Meaning, re.Pattern[str]] = {
    "error": re.compile(r"err|errors?|error_\w+|\w+_error|exception|traceback|failure|stderr"),
    "identifier": re.compile(r"(?:\w*[_-])?(?:id|uuid|guid|key|sku|sha|hash|ref)|\w+Id|number"),
    "time": re.compile(r"(?:\w*[_-])?(?:time|date|timestamp|ts)|\w+_(?:at|on)|\w+(?:At|Time|Date)"),
    "score": re.compile(r"(?:\w*[_-])?(?:score|rank|relevance|confidence|similarity|rating)"),
    "status": re.compile(r"(?:\w*[_-])?(?:status|state|level|severity|phase|type|kind|result)"),
    "text": re.compile(r"(?:\w*[_-])?(?:text|message|description|title|body|content|summary)"),
}


@dataclass(frozen=True, slots=True)
class FieldMeaning:
    """What a field means, with a confidence in [0, 1], and how many values that rests on."""

    meaning: Meaning
    confidence: float
    values: int


@dataclass(slots=True)
class FieldStats:
    """Counts over the values of a field, and hashes of some; no value itself."""

    looks: Counter[str] = field(default_factory=Counter)
    sketch: tuple[int, ...] = ()
    used: Counter[str] = field(default_factory=Counter)

    @property
    def values(self) -> int:
        """How many values were looked at."""
        return self.looks["values"]

    @property
    def distinct(self) -> float:
        """About how many distinct values there are."""
        if len(self.sketch) < SKETCH:
            return float(len(self.sketch))
        return (SKETCH - 1) / (self.sketch[-1] / _HASH_RANGE)

    def add(self, value: Scalar) -> None:
        """Count one value."""
        self.looks.update(looks_of(value))
        digest = int(hashed(value), 16)
        if len(self.sketch) < SKETCH or digest < self.sketch[-1]:
            self.sketch = tuple(sorted({*self.sketch, digest})[:SKETCH])

    def use(self, value: Scalar) -> None:
        """Count one value that was used later."""
        self.looks["used"] += 1
        self.used[hashed(value)] += 1
        self.used = _most_used(self.used)

    def merged(self, other: FieldStats) -> FieldStats:
        """Return the counts of both."""
        return FieldStats(
            self.looks + other.looks,
            tuple(sorted({*self.sketch, *other.sketch})[:SKETCH]),
            _most_used(self.used + other.used),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "looks": dict(sorted(self.looks.items())),
            "sketch": list(self.sketch),
            "used": dict(sorted(self.used.items())),
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> FieldStats:
        """Return what ``to_dict`` gave; raises KeyError, TypeError or ValueError for other data."""
        looks = {str(name): int(count) for name, count in data["looks"].items()}
        used = {str(digest): int(count) for digest, count in data["used"].items()}
        sketch = tuple(sorted(int(digest) for digest in data["sketch"])[:SKETCH])
        return cls(Counter(looks), sketch, _most_used(Counter(used)))


def hashed(value: Scalar) -> str:
    """Return 16 hexadecimal digits for a value; the same text and number have the same ones."""
    text = str(value).strip()
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def looks_of(value: Scalar) -> list[str]:
    """Return the names of what a value looks like, ``values`` always among them."""
    if value is None or value == "":
        return ["values", "empty"]
    if isinstance(value, bool):
        return ["values", "flag", *(() if value else ("empty",))]
    if isinstance(value, (int, float)):
        return ["values", "number"]
    text = value.strip()
    found = ["values", "string"]
    if _TIME.fullmatch(text):
        found.append("time")
    elif _ID.fullmatch(text):
        found.append("id")
    if len(text.split()) >= 3:
        found.append("words")
    if _FAILURE.search(text[:2000]):
        found.append("failure")
    return found


def meaning_of(path: str, stats: FieldStats) -> FieldMeaning:
    """Return what a field most likely means, by its name and by how its values look."""
    if not stats.values:
        return FieldMeaning("unknown", 0.0, 0)
    name = path.removesuffix("[]").rsplit(".", 1)[-1]
    evidence = {
        meaning: 0.5 * bool(_fits(hint, name)) + 0.5 * _look(meaning, stats)
        for meaning, hint in _HINTS.items()
    }
    best = max(evidence, key=evidence.__getitem__)
    if evidence[best] < 0.4:
        return FieldMeaning("unknown", 0.0, stats.values)
    trust = stats.values / (stats.values + 1)
    return FieldMeaning(best, round(min(1.0, evidence[best]) * trust, 4), stats.values)


def _fits(hint: re.Pattern[str], name: str) -> bool:
    """Tell whether a field's name is one that the meaning usually has."""
    return bool(hint.fullmatch(name) or hint.fullmatch(name.lower()))


def _look(meaning: Meaning, stats: FieldStats) -> float:
    """Return in [0, 1] how much the values look like a meaning."""
    whole = stats.values
    filled = max(1, whole - stats.looks["empty"])
    distinct = min(1.0, stats.distinct / whole)
    if meaning == "identifier":
        return distinct * stats.looks["id"] / filled
    if meaning == "error":
        return stats.looks["failure"] / filled if filled < whole or whole == 1 else 0.0
    if meaning == "status":
        few = stats.distinct <= 10 and whole >= 5 * stats.distinct
        return float(few) * (stats.looks["string"] + stats.looks["flag"]) / whole
    if meaning == "score":
        return 0.5 * stats.looks["number"] / filled
    return stats.looks["time" if meaning == "time" else "words"] / filled


def _most_used(counts: Counter[str]) -> Counter[str]:
    """Return the most used hashes, the smaller hash first among equals."""
    if len(counts) <= USED_VALUES:
        return counts
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return Counter(dict(ranked[:USED_VALUES]))
