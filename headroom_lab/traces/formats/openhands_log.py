"""OpenHands' logs of single completions: what was sent, the answer, what it cost.

Where calls were put into texts for a model without them, the messages before that are read: their
calls and results are told apart. Told from a log of the agent SDK, and from recorded sessions:
``prompt_tokens`` exclude what was written to a cache.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from headroom_lab.results.trace import Trace
from headroom_lab.traces.building import mapping
from headroom_lab.traces.calls import exchange_of
from headroom_lab.traces.chaining.chains import traces_of
from headroom_lab.traces.chaining.exchange import Exchange
from headroom_lab.traces.converting import litellm
from headroom_lab.traces.converting.answers import answered
from headroom_lab.traces.converting.usages import dollars
from headroom_lab.traces.formats.source import Entry, Reader, Source, made
from headroom_lab.traces.records import Record

NAME = "OpenHands"
_OURS = {"raw_messages", "fncall_messages", "latency_sec", "context_window", "args"}


def fits(record: Entry) -> bool:
    """Tell a completion."""
    told = isinstance(record.get("messages"), list) or isinstance(record.get("input"), list)
    return told and "response" in record and "cost" in record and bool(_OURS & record.keys())


def read(records: Iterable[Record], source: Source) -> Iterator[Trace]:
    """Yield the sessions in a log; completions in files of their own that lie together are one."""
    alone = next(source.companions(), None) is None
    session = None if alone else source.path.parent.name
    every = source.with_companions(records)
    found = made(every, partial(_exchanges, session=session), source.skipping)
    yield from traces_of(found, source, NAME, is_whole=False)


def _exchanges(record: dict[str, Any], line: int, session: str | None) -> Iterator[Exchange]:
    """Yield the exchange in a record."""
    kwargs = mapping(record.get("kwargs"))
    before = record.get("raw_messages") or record.get("fncall_messages")
    body = {
        "messages": before if isinstance(before, list) else record.get("messages"),
        "input": record.get("input"),
        "tools": record.get("tools") or kwargs.get("tools"),
        "instructions": record.get("instructions"),
        "model": kwargs.get("model"),
    }
    answer = mapping(record.get("response"))
    found = exchange_of(body, answer)
    found.answer = answered(mapping(record.get("fncall_response"))) or found.answer
    found.usage = litellm.used(mapping(answer.get("usage")))
    found.cost = dollars(record.get("cost"))
    found.started = record.get("timestamp")
    found.session = session
    yield found


READER = Reader(NAME, fits, read)
