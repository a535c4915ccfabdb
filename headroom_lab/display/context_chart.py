"""The context of a session over its requests, as a chart: what was read, written, sent anew."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from headroom_lab.display.figures import number
from headroom_lab.display.page import Chart, Layer, Mark, Room
from headroom_lab.results.trace import MAIN, Trace
from headroom_lab.results.trace_requests import TraceRequest

POINTS, MARKS = 120, 16
_STEPS = (2, 3, 4, 6, 8, 12, 16, 20)  # halves of a power of ten
CLASSES = (
    ("read", "cache_read_tokens", "cache read"),
    ("written", "cache_write_5m_tokens", "cache write"),
    ("written_1h", "cache_write_1h_tokens", "cache write 1 h"),
    ("uncached", "uncached_tokens", "uncached"),
)


def main_requests(record: Trace) -> list[TraceRequest]:
    """Return the main stream's requests of which the usage is known."""
    return [r for r in record.requests if r.stream == MAIN and r.usage is not None]


def context_chart(record: Trace, room: Room) -> Chart | None:
    """Return the main stream's context by token class; None where nothing is known of it."""
    every = main_requests(record)
    if not every:
        return None
    shown = _peaks(every, max(room.rows(POINTS), 24))
    last = max(len(every) - 1, 1)
    layers = tuple(
        Layer(fill, f"{word} {number(sum(values(every, name)))}", tuple(values(shown, name)))
        for fill, name, word in CLASSES
        if any(values(every, name))
    )
    order = {id(request): at for at, request in enumerate(every)}
    return Chart(
        caption="context by request, main stream",
        layers=layers,
        places=tuple(order[id(request)] / last for request in shown),
        top=round_up(max((request.input_tokens or 0) for request in every)),
        ends=(_named(every[0]), _named(every[-1])),
        marks=_marked(record, every, room),
    )


def values(requests: Sequence[TraceRequest], name: str) -> list[int]:
    """Return a column of requests, unknown as nothing."""
    return [getattr(request, name) or 0 for request in requests]


def happenings(record: Trace, every: Sequence[TraceRequest]) -> dict[int, tuple[str, float]]:
    """Return request -> why a segment begins with it, or the pause before it, in seconds."""
    segments = record.streams[MAIN].segments
    found: dict[int, tuple[str, float]] = {}
    stands = record.streams[MAIN].cache_seconds
    for before, after in pairwise(every):
        if after.segment != before.segment:
            found[after.number] = (segments[after.segment].cause, 0.0)
        elif (seconds := _between(before.started, after.started)) > stands[before.number]:
            found[after.number] = (f"pause of {round(seconds / 60):,} min", seconds)
    return found


def round_up(size: int) -> int:
    """Return the next size that is easy to read on an axis."""
    scale = int(10 ** max(len(str(size)) - 1, 0))
    return next(step for n in _STEPS if (step := n * scale // 2) >= size)


def _between(first: datetime | None, second: datetime | None) -> float:
    """Return the seconds between two times, 0 where one is unknown."""
    return (second - first).total_seconds() if first and second else 0.0


def _peaks(every: Sequence[TraceRequest], limit: int) -> list[TraceRequest]:
    """Return at most so many requests, of each run the largest; the first and the last stay."""
    if len(every) <= limit:
        return list(every)
    inner, count = every[1:-1], limit - 2
    ends = [round(len(inner) * at / count) for at in range(count + 1)]
    largest = [max(inner[a:b], key=lambda r: r.input_tokens or 0) for a, b in pairwise(ends)]
    return [every[0], *largest, every[-1]]


def _marked(record: Trace, every: Sequence[TraceRequest], room: Room) -> tuple[Mark, ...]:
    """Return what cut the context, and the longest pauses, in order."""
    last = max(len(every) - 1, 1)
    at = {request.number: place / last for place, request in enumerate(every)}
    found = sorted(
        happenings(record, every).items(), key=lambda item: (item[1][1] > 0, -item[1][1])
    )
    kept = sorted(found[: max(room.rows(MARKS), 4)])
    return tuple(Mark(at[request], word, seconds > 0) for request, (word, seconds) in kept)


def _named(request: TraceRequest) -> str:
    """Return a request as an end of the axis."""
    time = f", {request.started:%Y-%m-%d %H:%M}" if request.started else ""
    return f"#{request.number}{time}"
