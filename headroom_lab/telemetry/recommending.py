"""What SmartCrusher and MessageScorer may take from what was learnt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from headroom_lab.telemetry.learning import FieldMeaning, hashed
from headroom_lab.telemetry.patterns import Pattern, rate
from headroom_lab.telemetry.signature import Output, take_apart

# Outputs that have to be seen until what they teach weighs as much as knowing nothing.
_HALF_TRUST = 5
_WANTED_OFTEN = 0.5
_FINE = frozenset({"", "0", "none", "null", "false", "no", "ok", "success", "[]", "{}"})


@dataclass(frozen=True, slots=True)
class Recommendation:
    """What is known to matter of one kind of output.

    ``retrieval_rate`` is None without data; ``confidence`` is in [0, 1]; ``used_fields`` are
    the paths of fields whose values were used later, most used first; ``used_values`` hashes
    of such values; ``error_fields`` the fields that tell of an error.
    """

    seen: int = 0
    retrieval_rate: float | None = None
    confidence: float = 0.0
    used_fields: tuple[str, ...] = ()
    used_values: frozenset[str] = frozenset()
    error_fields: tuple[str, ...] = ()

    @property
    def keep_more(self) -> bool:
        """Whether such outputs are often needed again, and that is well known."""
        often = self.retrieval_rate is not None and self.retrieval_rate > _WANTED_OFTEN
        return often and self.confidence >= 0.5

    def max_items(self, configured: int) -> int:
        """Return how many items to keep where ``configured`` is the setting.

        Up to twice as many of outputs that were always needed again; never fewer.
        """
        if self.retrieval_rate is None:
            return configured
        extra = max(0.0, self.retrieval_rate - _WANTED_OFTEN) / (1 - _WANTED_OFTEN)
        return round(configured * (1 + extra * self.confidence))

    def wants(self, item: Any) -> bool:
        """Tell whether an item holds a value that was used before."""
        if not self.used_values:
            return False
        return any(
            hashed(value) in self.used_values for _, value in take_apart([item]).scalars(None)
        )


NOTHING_LEARNT: Recommendation = Recommendation()


def recommendation(patterns: Sequence[Pattern]) -> Recommendation:
    """Return what several patterns of one kind of output recommend together."""
    seen = sum(pattern.seen for pattern in patterns)
    uses: dict[str, int] = {}
    values: set[str] = set()
    errors: dict[str, None] = {}
    for pattern in patterns:
        for path, stats in pattern.fields.items():
            if stats.looks["used"]:
                uses[path] = uses.get(path, 0) + stats.looks["used"]
                values.update(stats.used)
        errors.update((path, None) for path, m in pattern.meanings.items() if m.meaning == "error")
    return Recommendation(
        seen=seen,
        retrieval_rate=rate(patterns),
        confidence=seen / (seen + _HALF_TRUST),
        used_fields=tuple(sorted(uses, key=lambda path: (-uses[path], path))),
        used_values=frozenset(values),
        error_fields=tuple(sorted(errors)),
    )


def error_confidence(output: Output, meanings: Mapping[str, FieldMeaning]) -> float:
    """Return the confidence of the surest error field that is set in one of the items."""
    errors = {path: m.confidence for path, m in meanings.items() if m.meaning == "error"}
    if not errors:
        return 0.0
    found = [
        errors[path]
        for path, value in output.scalars(None)
        if path in errors and str(value).strip().lower() not in _FINE
    ]
    return max(found, default=0.0)
