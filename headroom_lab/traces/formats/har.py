"""HAR files: what a browser or a proxy has recorded of calls to vendors' APIs.

A call is told by its body: messages, items or contents. Answers may be streams of events. Source:
HAR 1.2, as known in November 2026, not looked up.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from headroom_lab.results.trace import Trace
from headroom_lab.traces.building import mapping
from headroom_lab.traces.calls import exchange_of, sent_in
from headroom_lab.traces.chaining.chains import traces_of
from headroom_lab.traces.chaining.exchange import Exchange
from headroom_lab.traces.converting.answers import answer_in, failed
from headroom_lab.traces.converting.chat import loaded
from headroom_lab.traces.formats.source import Entry, Reader, Source, guarded, made, objects_in
from headroom_lab.traces.records import Record

NAME = "HAR"


def fits(record: Entry) -> bool:
    """Tell a HAR file."""
    return isinstance(mapping(record.get("log")).get("entries"), list)


def read(records: Iterable[Record], source: Source) -> Iterator[Trace]:
    """Yield the sessions of the calls in a file: one that begins with another continues it."""
    found = made(records, partial(_exchanges, source=source), source.skipping)
    numbered = ((place, exchange) for place, (_, exchange) in enumerate(found, 1))
    yield from traces_of(numbered, source, NAME)


def _exchanges(record: dict[str, Any], line: int, source: Source) -> Iterator[Exchange]:
    """Yield the calls of vendors in a file."""
    entries = objects_in(mapping(record.get("log")).get("entries"), line, source.skipping)
    ordered = sorted(entries, key=lambda one: str(one.get("startedDateTime")))
    found = guarded(
        ((line, one) for one in ordered), partial(_call, source=source), source.skipping
    )
    yield from (exchange for _, exchange in found)


def _call(entry: Mapping[str, Any], line: int, source: Source) -> Iterator[Exchange]:
    """Yield the call of a vendor in an entry, none where it is none or has failed."""
    request, response = mapping(entry.get("request")), mapping(entry.get("response"))
    body = loaded(mapping(request.get("postData")).get("text"))
    if not sent_in(body):
        source.skipping.add("entries that are no call of a vendor's API", line)
        return
    answer = answer_in(_text_of(mapping(response.get("content"))))
    status = response.get("status")
    if failed(answer) or (isinstance(status, int) and status >= 400):
        source.skipping.add(f"requests that failed: status {status}", line)
        return
    exchange = exchange_of(body, answer)
    exchange.started = entry.get("startedDateTime")
    if "contents" in body:  # the model stands in the address
        model = str(request.get("url")).partition("/models/")[2].partition(":")[0]
        exchange.model = exchange.model or model or None
    yield exchange


def _text_of(content: Mapping[str, Any]) -> Any:
    """Return the text of an answer's body, ``{}`` for one that is none."""
    told = content.get("text")
    if content.get("encoding") != "base64" or not isinstance(told, str):
        return told or {}
    try:
        return base64.b64decode(told).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return {}


READER = Reader(NAME, fits, read)
