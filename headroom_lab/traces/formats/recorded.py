"""What a client of ours recorded: each line a request with all that it sent, and its answer.

Requests are put together into sessions again: by the name that they were given, else by what they
sent, which begins with what an earlier one sent. Each message stands in a session once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from headroom_lab.results.trace import Trace
from headroom_lab.traces.building import mapping, text
from headroom_lab.traces.calls import exchange_of
from headroom_lab.traces.chaining.chains import traces_of
from headroom_lab.traces.chaining.exchange import Exchange
from headroom_lab.traces.formats.estimating import estimated_output
from headroom_lab.traces.formats.source import Entry, Reader, Source, made
from headroom_lab.traces.recording import OURS
from headroom_lab.traces.records import Record

NAME = "headroom recording"


def fits(record: Entry) -> bool:
    """Tell a line that a client of ours wrote."""
    return record.get("recorded_by") == OURS and isinstance(record.get("request"), dict)


def read(records: Iterable[Record], source: Source) -> Iterator[Trace]:
    """Yield the sessions of a recording, over all its files."""
    every = source.with_companions(records)
    found = made(every, partial(_exchanges, source=source), source.skipping)
    yield from traces_of(found, source, NAME)


def _exchanges(record: dict[str, Any], line: int, source: Source) -> Iterator[Exchange]:
    """Yield the exchange in a line, none where another line has told of it."""
    name = text(record.get("id"))
    if name is not None and not source.counted.is_first(name):
        source.skipping.add("a request that stands elsewhere too", line)
        return
    response = mapping(record.get("response"))
    found = exchange_of(record["request"], response)
    found.name, found.session = name, text(record.get("session"))
    found.started, found.ended = record.get("started"), record.get("ended")
    found.stop_reason = found.stop_reason or ("error" if record.get("error") else None)
    if response.get("type") == "message" and response.get("stop_reason") is None:
        _estimate(found)
    yield found


def _estimate(found: Exchange) -> None:
    """Estimate the output of a stream that ended early: the file has a stub of it."""
    if found.usage is None:
        return
    content = mapping(found.answer[0]).get("content") if found.answer else None
    found.output, found.recorded = found.usage.output_tokens, False
    found.usage = replace(found.usage, output_tokens=estimated_output(content))


READER = Reader(NAME, fits, read)
