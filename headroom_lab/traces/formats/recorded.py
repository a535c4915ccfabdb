"""What a client of ours recorded: each line a request with all that it sent, and its answer.

Requests are put together into sessions again: by the name that they were given, else by what they
sent, which begins with what an earlier one sent. Each message stands in a session once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from headroom_lab.results.trace import Trace
from headroom_lab.traces.formats.chains import Chains
from headroom_lab.traces.formats.source import Entry, Reader, Source, each
from headroom_lab.traces.recording import OURS
from headroom_lab.traces.records import Record

NAME = "headroom recording"


def fits(record: Entry) -> bool:
    """Tell a line that a client of ours wrote."""
    return record.get("recorded_by") == OURS and isinstance(record.get("request"), dict)


def read(records: Iterable[Record], source: Source) -> Iterator[Trace]:
    """Yield the sessions of a recording, over all its files."""
    chains = Chains(NAME, source)
    later = chain.from_iterable(found for _, found in source.companions())
    for record in chain(records, later):
        each([record], chains.take, source.skipping)
        yield from chains.ended()
    yield from chains.all()


READER = Reader(NAME, fits, read)
