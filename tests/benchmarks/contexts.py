"""Contexts just before something of them was used, by half of the split and kind of session."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

from headroom_lab import read_trace
from headroom_lab.messages import read
from headroom_lab.replays.needs import Needs, stream_needs
from headroom_lab.studies.information import needed_by
from headroom_lab.traces.corpus_items import CorpusItem
from tests.benchmarks.split import Half, conversations, session_files

SessionKind = Literal["coding", "APIs and MCP", "others"]

# Collections of sessions whose tools are web APIs and MCP servers; all others are told by whether
# they edit a text that they read.
APIS = frozenset(("langfuse", "livemcpbench", "pydantic_ai", "tau_bench", "toolbench"))
MODEL = "gpt-4o"  # whose tokens are counted where a conversation names no model


@dataclass(frozen=True)
class BeforeUse:
    """One context, and which messages of the conversation then use what stands in it.

    ``given`` is what ``simulate`` takes; without a use ``span`` is empty.
    """

    session: str
    kind: SessionKind
    given: Any
    model: str | None
    span: tuple[int, int]
    needed: Needs


def contexts(half: Half, per: int) -> Iterator[BeforeUse]:
    """Yield ``per`` contexts of each conversation of a half, drawn by a seed of its name."""
    for path in session_files(half):
        yield from of_session(path, per)
    for item in conversations(half):
        yield from of_conversation(item, per)


def of_session(path: Path, per: int) -> Iterator[BeforeUse]:
    """Yield contexts of a recorded session's main stream."""
    trace = read_trace(path)
    stream = trace.streams["main"]
    needed = stream_needs(stream)
    requests = [request for request in trace.requests if request.stream == "main"]
    stops = [*(request.stop for request in requests), len(stream.messages)]
    spans = list(zip(requests, pairwise(stops), strict=True))
    kind = _kind(path.parent.name, needed)
    for request, span in _drawn(spans, needed, per, path.name):
        context = trace.at(trace.requests.index(request))
        model = None if context.model else MODEL
        if context.messages:  # a log may begin after its first requests
            yield BeforeUse(path.name, kind, context, model, span, needed)


def of_conversation(item: CorpusItem, per: int) -> Iterator[BeforeUse]:
    """Yield contexts of a recorded conversation without requests; the whole of it without uses."""
    needed = needed_by(item, read(item.messages))
    kind = _kind(item.source, needed)
    uses = dict.fromkeys(needed.uses)
    spans = [(use, (use, use + 1)) for use in uses] or [(len(item.messages), (0, 0))]
    for stop, span in _drawn(spans, needed, per, item.name):
        yield BeforeUse(item.name, kind, item.messages[:stop], MODEL, span, needed)


def _drawn(spans: list[Any], needed: Needs, per: int, name: str) -> Iterable[Any]:
    """Return some of the spans that need what stands far behind; the last where none does."""
    using = [each for each in spans if any(need.far for need in needed.used(*each[1]))]
    random.Random(name).shuffle(using)
    return using[:per] or spans[-1:]


def _kind(source: str, needed: Needs) -> SessionKind:
    """Return the kind of a session by its source and by whether it edits what it read."""
    if source in APIS:
        return "APIs and MCP"
    return "coding" if any(need.kind == "edit" for need in needed.needs) else "others"
