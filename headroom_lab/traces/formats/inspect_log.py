"""Inspect logs: ``.json`` as one document, ``.eval`` as a zip with a file a sample.

Each call of a model is an event with its input, tools, output and usage; long texts stand once, in
a sample's attachments. Told from logs of versions 0.3.41 and 0.3.135.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from headroom_lab.results.trace import Trace
from headroom_lab.traces.building import mapping, objects, text, unread
from headroom_lab.traces.chaining.chains import traces_of
from headroom_lab.traces.chaining.exchange import Exchange
from headroom_lab.traces.converting import inspect_messages as messages
from headroom_lab.traces.converting.usages import dollars
from headroom_lab.traces.formats.source import Entry, Reader, Source, guarded, made, objects_in
from headroom_lab.traces.records import Record

NAME = "Inspect"
_HELD = {"messages", "events", "transcript"}  # in a sample that is told in full


def fits(record: Entry) -> bool:
    """Tell a log, its header, a sample or a summary of one."""
    if isinstance(record.get("eval"), Mapping) and "version" in record:
        return True
    return ("epoch" in record and "input" in record) or ("scorer" in record and "samples" in record)


def read(records: Iterable[Record], source: Source) -> Iterator[Trace]:
    """Yield a session a sample."""
    yield from traces_of(
        made(records, partial(_exchanges, source=source), source.skipping), source, NAME
    )


def _exchanges(record: dict[str, Any], line: int, source: Source) -> Iterator[Exchange]:
    """Yield the exchanges of the samples in a record."""
    task = text(mapping(record.get("eval")).get("task"))
    samples = record.get("samples") if "eval" in record else [record]
    if not samples or not ("eval" in record or _HELD & record.keys()):
        source.skipping.add("parts of a log that hold no messages: headers and summaries", line)
        return
    for sample in objects_in(samples, line, source.skipping):
        yield from _of_sample(sample, task, line, source)


def _of_sample(
    sample: Mapping[str, Any], task: str | None, line: int, source: Source
) -> Iterator[Exchange]:
    """Yield the calls of models in a sample; of one without any, its messages."""
    texts = messages.attachments_of(sample)
    name = f"{sample.get('id')}-epoch{sample.get('epoch', 1)}"
    session = f"{task}/{name}" if task else name

    def call(event: Mapping[str, Any], at: int) -> Iterator[Exchange]:
        if event.get("event") != "model":
            source.skipping.add("events that are no call of a model", at)
            return
        if event.get("cache") == "read" or event.get("pending") is True or event.get("error"):
            source.skipping.add("calls that failed, were pending or came from Inspect's cache", at)
            return
        found = _exchange(messages.resolved(event, texts), sample, texts)
        found.session, found.project = session, task
        yield found

    held = objects_in(messages.events_of(sample), line, source.skipping)
    events = ((line, event) for event in held)
    calls = [found for _, found in guarded(events, call, source.skipping)]
    yield from calls
    if not calls:
        source.skipping.add("samples that tell of no call: their messages alone", line)
        told = messages.resolved(sample.get("messages"), texts)
        yield Exchange(
            messages.chat_form(objects(told)),
            session=session,
            project=task,
            asked=False,
            unread=unread(told),
        )


def _exchange(
    event: Mapping[str, Any], sample: Mapping[str, Any], texts: Mapping[str, Any]
) -> Exchange:
    """Return the exchange that a model's event tells of."""
    output = mapping(event.get("output"))
    choice = next(iter(objects(output.get("choices"))), {})
    answer = mapping(choice.get("message"))
    given = messages.input_of(event, sample, texts)
    return Exchange(
        messages=messages.chat_form(objects(given)),
        answer=messages.chat_form([answer] if answer else []),
        model=text(event.get("model")) or text(output.get("model")),
        usage=messages.used(mapping(output.get("usage"))),
        started=event.get("timestamp"),
        stop_reason=text(choice.get("stop_reason")),
        cost=dollars(mapping(output.get("usage")).get("total_cost")),
        tools=[
            {"type": "function", "function": dict(tool)} for tool in objects(event.get("tools"))
        ],
        unread=unread(given),
    )


READER = Reader(NAME, fits, read)
