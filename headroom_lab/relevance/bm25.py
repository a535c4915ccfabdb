"""Relevance by keywords: Okapi BM25 from the rank-bm25 package, made for records and logs."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate
from typing import Any

from headroom_lab.relevance.folding import folded
from headroom_lab.relevance.terms import MAX_TERMS, is_boundary, query_terms

K1 = 1.5
MANY = 10  # items from which on a term that all of them hold is left out
B = 0.4  # records of one list differ little in worth by their length


class BM25Scorer:
    """Scores items by the query's terms they hold; rare terms weigh more.

    A term is a whole identifier or path of the query, or a part of one; it stands in an item
    where no letter or digit of the same word touches it, so ``user`` stands in ``user_name``,
    ``/user/7`` and ``getUser`` but not in ``superuser``. Accents, however spelled, and case
    make no difference. Function words are no terms unless
    the query has no others, and of a long query the most telling 64 terms count.

    The inverse document frequency is ``ln(1 + (n - df + 0.5) / (df + 0.5))``, which is never
    negative. A score is divided by that of an item of mean length which holds once every term
    that any item holds, and cut at 1: holding all the rare terms comes out near 1, holding
    none of the terms is 0. Of ten and more items, what all of them hold tells them not apart
    and counts only where they hold nothing else: then all score 1. Without items or terms all
    scores are 0.

    Example::

        BM25Scorer().score_items(["host db-7 is down", "host db-8 is up"], "db-7")
    """

    def score_items(self, items: Sequence[str], query: str) -> list[float]:
        """Return one relevance in [0, 1] per item, in the items' order.

        Args:
            items: texts, such as the records of a list as JSON.
            query: what they are measured against.
        """
        terms = query_terms(query, MAX_TERMS)
        if not items or not terms:
            return [0.0] * len(items)
        texts = _Texts(items)
        present = {term: times for term in terms if (times := texts.low.count(term))}
        common = {term for term, times in present.items() if texts.all_hold(term, times)}
        held = texts.frequencies([term for term in present if term not in common])
        if held:
            return _scores(items, held)
        return [1.0 if common else 0.0] * len(items)


def _scores(items: Sequence[str], held: dict[int, dict[str, int]]) -> list[float]:
    """Return each item's score; ``held`` is item -> term -> how often it stands there."""
    places = sorted(held)
    lengths = list(map(len, items))
    holders = [(held[place], lengths[place]) for place in places]
    model = _okapi()(holders, len(items), max(1, sum(lengths)) / len(items))
    found = sorted(model.idf)
    best = math.fsum(model.idf[term] for term in found)
    scores = [0.0] * len(items)
    weighed = model.get_batch_scores(found, list(range(len(places))))
    for place, score in zip(places, weighed, strict=True):
        scores[place] = min(1.0, max(0.0, float(score) / best))
    return scores


class _Texts:
    """Items searched all at once, as one text: a term that is nowhere costs one search."""

    def __init__(self, items: Sequence[str]) -> None:
        self.whole = folded("\0".join(items))
        self.low = self.whole.lower()
        self.lows = self.low.split("\0")
        if len(self.whole) != len(self.low) or len(self.lows) != len(items):
            # a letter whose lower case is two, an item that holds the joint
            self.lows = [folded(item).lower() for item in items]
            self.whole = self.low = "\0".join(self.lows)

    def all_hold(self, term: str, times: int) -> bool:
        """Tell whether each of many items holds a term that stands ``times`` times in all.

        The first one is looked at closely.
        """
        if len(self.lows) < MANY or times < len(self.lows):
            return False
        first = next(self.places(term), len(self.low))
        return first < len(self.lows[0]) and all(term in low for low in self.lows)

    def frequencies(self, terms: Sequence[str]) -> dict[int, dict[str, int]]:
        """Return item -> term -> how often it stands there; items without any are left out."""
        stops = list(accumulate(len(low) + 1 for low in self.lows)) if terms else []
        held: defaultdict[int, dict[str, int]] = defaultdict(dict)
        for term in terms:
            for place in self.places(term):
                counts = held[bisect_right(stops, place)]
                counts[term] = counts.get(term, 0) + 1
        return held

    def places(self, term: str) -> Iterator[int]:
        """Yield where a term stands between boundaries."""
        low, whole, width = self.low, self.whole, len(term)
        place = low.find(term)
        while place >= 0:
            stop = place + width
            before, after = whole[place - 1 : place].isalnum(), whole[stop : stop + 1].isalnum()
            if not (before or after) or (
                not (whole[place - 1 : place].islower() and whole[place].islower())
                and is_boundary(whole, place)
                and is_boundary(whole, stop)
            ):
                yield place
            place = low.find(term, stop)


@cache
def _okapi() -> Any:
    """Return rank-bm25's Okapi model with a floor, for documents counted beforehand.

    It is given only the documents that hold a term: the others score 0 and count in ``size``
    and in the mean length alone.
    """
    from rank_bm25 import BM25Okapi

    class Floored(BM25Okapi):  # type: ignore[misc]
        """Documents are (term -> frequency, length) pairs; no idf is below 0."""

        def __init__(
            self, corpus: list[tuple[dict[str, int], int]], size: int, mean_length: float
        ) -> None:
            self._all = size, mean_length
            super().__init__(corpus, k1=K1, b=B)

        def _initialize(self, corpus: list[tuple[dict[str, int], int]]) -> dict[str, int]:
            holders: dict[str, int] = {}
            for frequencies, _ in corpus:
                for term in frequencies:
                    holders[term] = holders.get(term, 0) + 1
            self.corpus_size, self.avgdl = self._all
            self.doc_freqs = [frequencies for frequencies, _ in corpus]
            self.doc_len = [length for _, length in corpus]
            return holders

        def _calc_idf(self, nd: dict[str, int]) -> None:
            size = self.corpus_size
            self.idf = {t: math.log1p((size - n + 0.5) / (n + 0.5)) for t, n in nd.items()}

    return Floored
