"""ToolBench answers: the chains of a search, each step with all that was sent.

Told from answers of ToolLLM's DFS. What the search used is told as one sum.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from headroom_lab.results.trace import Trace
from headroom_lab.traces.building import mapping
from headroom_lab.traces.chaining.chains import traces_of
from headroom_lab.traces.chaining.exchange import Exchange
from headroom_lab.traces.formats.source import Entry, Reader, Source, made
from headroom_lab.traces.records import Record

NAME = "ToolBench"


def fits(record: Entry) -> bool:
    """Tell an answer."""
    return isinstance(mapping(record.get("answer_generation")).get("train_messages"), list)


def read(records: Iterable[Record], source: Source) -> Iterator[Trace]:
    """Yield a session a query: its chains of steps, each of which repeats the one before."""

    def steps(record: dict[str, Any], line: int) -> Iterator[Exchange]:
        told = mapping(record.get("answer_generation"))
        if told.get("total_tokens"):
            source.skipping.add("what the search used as a whole, not request by request", line)
        for messages in told["train_messages"]:
            given = [message for message in messages if isinstance(message, dict)]
            last = given[-1:] if given and given[-1].get("role") == "assistant" else []
            sent = given[: len(given) - len(last)]
            tools = [{"type": "function", "function": tool} for tool in told.get("function") or ()]
            session = f"{source.name}:{line}" if line > 1 else source.name
            yield Exchange(sent, last, tools=tools, session=session, asked=False)

    yield from traces_of(made(records, steps, source.skipping), source, NAME)


READER = Reader(NAME, fits, read)
