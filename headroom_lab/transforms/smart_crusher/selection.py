"""Which items of an array stay, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from headroom_lab.config import SmartCrusherConfig
from headroom_lab.relevance.base import RelevanceScorer
from headroom_lab.telemetry import NOTHING_LEARNT, Recommendation
from headroom_lab.transforms.smart_crusher.novelty import most_different
from headroom_lab.transforms.smart_crusher.profile import Profile, telling
from headroom_lab.transforms.smart_crusher.query import named

FEW = 3  # so many items beside the first and the last ones are not worth a choice


@dataclass(frozen=True)
class Selection:
    """The items that stay, ascending, each with the reason; ``like`` tells for an item that
    goes which kept one it is near-identical to, where there is one."""

    size: int
    kept: dict[int, str]
    like: dict[int, int]

    def gaps(self) -> Iterator[tuple[int, int]]:
        """Yield the runs of items that go, as first and past the last."""
        place = 0
        for item in (*self.kept, self.size):
            if item > place:
                yield place, item
            place = item + 1


@dataclass(frozen=True)
class Asked:
    """What relevance is measured against, by what, and what was learnt of such outputs.

    ``retrieval`` says whether the markers may name the retrieval tool.
    """

    query: str
    scorer: RelevanceScorer
    learnt: Recommendation = NOTHING_LEARNT
    retrieval: bool = False


def select(profile: Profile, config: SmartCrusherConfig, asked: Asked) -> Selection | None:
    """Return which items stay, or None where none is to go.

    What a signal keeps stays even beyond ``max_items_after_crush``; what is left of that is
    filled with the most different of the others. Near-identical items are represented once.
    """
    size = profile.size
    if size <= config.keep_first + config.keep_last + FEW:
        return None
    leaders = [i for i, first in enumerate(profile.like) if i == first]
    if size <= config.max_items_after_crush and len(leaders) == size:
        return None
    kept = _must_stay(profile, config, asked)
    shown = {profile.like[i] for i in kept}
    left = [i for i in leaders if i not in shown]
    most = asked.learnt.max_items(config.max_items_after_crush)
    room = max(most - len(kept), 0 if kept else 1)
    if len(left) > room:
        left = most_different(profile.features, kept, left, room)
    kept.update(dict.fromkeys(left, "representative"))
    if len(kept) == size:
        return None
    return Selection(size, dict(sorted(kept.items())), _likeness(profile.like, kept))


def _must_stay(profile: Profile, config: SmartCrusherConfig, asked: Asked) -> dict[int, str]:
    """Return the items that stay in any case, each with the first reason that holds."""
    size = profile.size
    kept = dict.fromkeys(range(min(config.keep_first, size)), "first")
    for i in range(max(0, size - config.keep_last), size):
        kept.setdefault(i, "last")
    for signal in (
        profile.errors if config.preserve_errors else {},
        profile.held(named(asked.query)),
        profile.wanted(asked.learnt),
        _relevant(profile, config, asked),
        profile.anomalies(config.anomaly_std_threshold),
        profile.rare,
        profile.changes,
    ):
        for item, reason in signal.items():
            kept.setdefault(item, reason)
    return kept


def _relevant(profile: Profile, config: SmartCrusherConfig, asked: Asked) -> dict[int, str]:
    """Return the items over the relevance threshold, unless too many are."""
    scores = profile.relevance(asked.query, asked.scorer)
    over = [i for i, score in enumerate(scores) if score >= config.relevance_threshold]
    return dict.fromkeys(telling(over, profile.size), "relevant to the query")


def _likeness(like: Sequence[int], kept: dict[int, str]) -> dict[int, int]:
    """Return for the items that go the kept one they are like, where there is one."""
    standing: dict[int, int] = {}
    for item in sorted(kept):
        standing.setdefault(like[item], item)
    return {
        item: standing[first]
        for item, first in enumerate(like)
        if item not in kept and first in standing
    }
