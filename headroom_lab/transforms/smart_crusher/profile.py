"""What is known of an array once it was read: all that depends on no setting and no query."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Any

from headroom_lab.json_text.arrays import Array
from headroom_lab.relevance.base import RelevanceScorer
from headroom_lab.telemetry import Recommendation
from headroom_lab.transforms.smart_crusher import alike
from headroom_lab.transforms.smart_crusher.columns import Column, columns_of, shapes_of
from headroom_lab.transforms.smart_crusher.errors import error_rows
from headroom_lab.transforms.smart_crusher.measures import Measure, measures
from headroom_lab.transforms.smart_crusher.novelty import features_of
from headroom_lab.transforms.smart_crusher.query import holders, readable
from headroom_lab.transforms.smart_crusher.rare import rare_rows, rare_shapes

COMMON = 3  # a signal in more than one item of so many tells nothing


def telling(rows: Sequence[int], size: int) -> Sequence[int]:
    """Return ``rows``, or none where a signal fires on too many of ``size`` items."""
    return rows if COMMON * len(rows) <= max(size, COMMON) else ()


class Profile:
    """An array's columns and what stands out in them, each computed on first use."""

    def __init__(self, array: Array) -> None:
        self.array = array
        self.size = len(array)
        self._held: tuple[Sequence[str], dict[int, str]] | None = None
        self._scored: tuple[str, RelevanceScorer, list[float]] | None = None

    # What holds the items' values or texts goes with these; what was found out of them stays.

    @property
    def columns(self) -> list[Column]:
        """The items' fields."""
        return self._derived("columns", lambda: columns_of(self.array.values, self.shapes))

    @property
    def shapes(self) -> list[Any]:
        """The items' structures."""
        return self._derived("shapes", lambda: shapes_of(self.array.values))

    @property
    def texts(self) -> list[str]:
        """Each item's text as it reads."""
        return self._derived("texts", lambda: readable(self.array))

    def _derived(self, name: str, make: Callable[[], list[Any]]) -> list[Any]:
        """Return what is kept with the array's values under a name, made where it isn't."""
        held: list[Any] | None = self.array.derived.get(name)
        if held is None:
            held = self.array.derived[name] = make()
        return held

    @cached_property
    def same(self) -> list[int]:
        """For each item the first one written exactly like it."""
        return alike.identical(self.array.slices)

    @cached_property
    def like(self) -> list[int]:
        """For each item the first one identical or near-identical to it."""
        return alike.near_identical(self.columns, self.shapes, self.same)

    @cached_property
    def features(self) -> list[tuple[int, ...]]:
        """What each item shows, for telling how much it adds to others."""
        return features_of(self.columns, self.shapes, self.measures)

    @cached_property
    def errors(self) -> dict[int, str]:
        """The items that report an error."""
        return self._flagged("error", ((c.name, error_rows(c)) for c in self.columns))

    @cached_property
    def rare(self) -> dict[int, str]:
        """The items of a rare structure or with a rare value."""
        found = dict.fromkeys(telling(rare_shapes(self.shapes), self.size), "rare structure")
        values = self._flagged("rare value", ((c.name, rare_rows(c)) for c in self.columns))
        return {**values, **found}

    @cached_property
    def measures(self) -> list[Measure]:
        """The numeric fields that are measures."""
        return measures(self.columns)

    @cached_property
    def changes(self) -> dict[int, str]:
        """The items at which a numeric field changes."""
        return self._flagged("change point", ((m.name, m.changes) for m in self.measures))

    def anomalies(self, threshold: float) -> dict[int, str]:
        """Return the items with a number far from its field's mean."""
        return self._flagged("anomaly", ((m.name, m.far(threshold)) for m in self.measures))

    def held(self, names: Sequence[str]) -> dict[int, str]:
        """Return the items that hold one of ``names``; those of the last names are remembered."""
        last = self._held
        if last is None or last[0] != names:
            found: dict[int, str] = {}
            for name, rows in holders(self.texts, names).items():
                for row in telling(rows, self.size):
                    found.setdefault(row, f"holds {name!r}")
            last = self._held = (names, found)
        return last[1]

    def wanted(self, learnt: Recommendation) -> dict[int, str]:
        """Return the items that hold a value which was used of such outputs before."""
        if not learnt.used_values:
            return {}
        rows = [i for i, value in enumerate(self.array.values) if learnt.wants(value)]
        return dict.fromkeys(telling(rows, self.size), "used before")

    def relevance(self, query: str, scorer: RelevanceScorer) -> list[float]:
        """Return each item's relevance to the query; that of the last query is remembered."""
        if not query:
            return [0.0] * self.size
        last = self._scored
        if last is None or last[0] != query or last[1] is not scorer:
            last = self._scored = (query, scorer, scorer.score_items(self.texts, query))
        return last[2]

    def _flagged(self, label: str, signals: Iterable[tuple[str, list[int]]]) -> dict[int, str]:
        """Return item -> label and the first field that fires on it and not on too many."""
        found: dict[int, str] = {}
        for name, rows in signals:
            for row in telling(rows, self.size):
                found.setdefault(row, f"{label}: {name}" if name else label)
        return found
