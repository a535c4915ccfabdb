"""Dumps of LangChain's messages: a list of them, a line each, or a state that holds them.

An answer that tells what it used, or of which model it is, is a request.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from headroom_lab.results.trace import Trace
from headroom_lab.traces.building import TraceDraft, mapping, text
from headroom_lab.traces.converting import langchain
from headroom_lab.traces.formats.source import Entry, Reader, Source, every, made
from headroom_lab.traces.records import Record
from headroom_lab.traces.skipping import NO_REQUEST

NAME = "LangChain"


def fits(record: Entry) -> bool:
    """Tell a message, or a record that holds a list of them."""
    if "role" in record and "type" not in record:
        return False
    return langchain.fields_of(record) is not None or bool(_listed(record))


def _listed(record: Mapping[str, Any]) -> list[Any]:
    """Return the messages that a record holds: at its top, or in a state's values."""
    for found in (record, mapping(record.get("values")), mapping(record.get("kwargs"))):
        messages = found.get("messages")
        if isinstance(messages, list) and messages:
            known = sum(langchain.fields_of(one) is not None for one in messages)
            return messages if 2 * known > len(messages) else []
    return []


def read(records: Iterable[Record], source: Source) -> Iterator[Trace]:
    """Yield a session a list; messages that stand by themselves are one."""
    alone: list[Any] = []
    for _, trace in made(
        records, partial(_conversation, alone=alone, source=source), source.skipping
    ):
        yield trace
    if alone:
        yield _trace(alone, source.name, source, 1)


def _conversation(
    record: dict[str, Any], line: int, alone: list[Any], source: Source
) -> Iterator[Trace]:
    """Yield the conversation in a record."""
    messages = _listed(record)
    if messages:
        name = source.name if line == 1 else f"{source.name}:{line}"
        yield _trace(messages, text(record.get("id")) or name, source, line)
    elif langchain.message_of(record) is not None:
        alone.append(record)
    else:
        source.skipping.add("a record that holds no message", line)


def _trace(messages: list[Any], name: str, source: Source, line: int) -> Trace:
    """Return messages as a trace."""
    draft = TraceDraft(name, NAME, source.skipping)

    def take(entry: Mapping[str, Any]) -> None:
        message = langchain.message_of(entry)
        if message is None:
            source.skipping.add("a message of an unknown type", line)
        else:
            _add(draft, message, langchain.fields_of(entry) or {}, line)

    every(messages, take, line, source.skipping)
    return draft.built()


def _add(draft: TraceDraft, message: dict[str, Any], fields: Mapping[str, Any], line: int) -> None:
    """Add a message, an answer with its request where it tells of one."""
    stream = draft.stream()
    usage, model = langchain.used(fields), langchain.model_of(fields)
    if message["role"] == "assistant" and (usage is not None or model):
        request = draft.request(stream, model)
        request.used(usage)
        request.stop_reason = langchain.stopped(fields)
    elif message["role"] == "assistant":
        draft.skipping.add(NO_REQUEST, line)
    stream.add(message)


READER = Reader(NAME, fits, read)
