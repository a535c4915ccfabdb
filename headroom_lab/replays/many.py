"""Many sessions replayed, one after another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from headroom_lab.errors import InvalidMessagesError
from headroom_lab.messages.given import is_one
from headroom_lab.progress import finished
from headroom_lab.replays.recorded import recorded_in
from headroom_lab.results.replay import ReplayResult
from headroom_lab.results.replay_corpus import ReplayedCorpus
from headroom_lab.results.sessions import Sessions
from headroom_lab.traces.corpus import Corpus
from headroom_lab.traces.corpus_items import CorpusItem
from headroom_lab.traces.reading import Traces


def sessions_in(given: Any) -> Any:
    """Return a corpus for what holds several sessions, anything else as it is."""
    if isinstance(given, Iterator) and not isinstance(given, Traces):
        given = list(given)
    if isinstance(given, Corpus) or is_one(given) or not given:
        return given
    several = isinstance(given, (Traces, Sessions, list, tuple, dict))
    return Corpus(list(given) if isinstance(given, Traces) else given) if several else given


def is_recorded(given: Any) -> bool:
    """Tell whether something is a recorded session, or several that may be some."""
    several = sessions_in(given)
    return isinstance(several, Corpus) or recorded_in(several) is not None


def replayed_corpus(
    corpus: Corpus, replayed: Callable[[Any], ReplayResult], *, progress: bool
) -> ReplayedCorpus:
    """Return each session of a corpus replayed; one that can't be is told with its reason."""
    skipped: dict[str, str] = {}

    def work(item: CorpusItem) -> tuple[str, ReplayResult] | None:
        try:
            return item.name, replayed(item)
        except InvalidMessagesError as error:
            skipped[item.name] = str(error)
            return None

    done = finished(corpus, work, name="replay", progress=progress)
    return ReplayedCorpus(dict(filter(None, done)), len(corpus), skipped)
