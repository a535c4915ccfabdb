"""A row for each message of a trace: who spoke, through which tool, how many tokens."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from headroom_lab.errors import InvalidMessagesError
from headroom_lab.messages import Message, read
from headroom_lab.redact import masked_repr
from headroom_lab.results.trace import Trace, TraceStream
from headroom_lab.tokens import Tokenizer, measure

UNKNOWN_MODEL = "gpt-4o"  # counts where a log names no model


@masked_repr
@dataclass(frozen=True, slots=True)
class TraceMessage:
    """One message of a stream, with the segment in which it first stood in context."""

    stream: str
    segment: int
    message: int
    role: str
    tool: str | None
    tokens: int
    text: str


def message_rows(trace: Trace) -> list[TraceMessage]:
    """Return a row for each message of each stream, tokens counted for the trace's model."""
    model = trace.models[-1] if trace.models else UNKNOWN_MODEL
    return [row for stream in trace.streams.values() for row in _rows(stream, model)]


def _rows(stream: TraceStream, model: str) -> Iterator[TraceMessage]:
    """Yield the rows of one stream."""
    if not stream.messages:
        return
    try:
        conversation = read(list(stream.messages))
    except InvalidMessagesError:
        return
    counter: Tokenizer = measure(conversation, model).tokenizer
    sizes = counter.count_each(conversation)
    segment = 0
    for message, tokens in zip(conversation.messages, sizes, strict=True):
        at = message.index
        while segment + 1 < len(stream.segments) and stream.segments[segment + 1].start <= at:
            segment += 1
        yield TraceMessage(stream.name, segment, at, *_speaker(message), tokens, _text(message))


def _speaker(message: Message) -> tuple[str, str | None]:
    """Return who speaks and through which tool; a user's message of results is the tool's."""
    tool = next((block.tool for block in message.blocks if block.tool), None)
    answers = message.role == "user" and any(b.role == "tool" for b in message.blocks)
    return ("tool" if answers else message.role), tool


def _text(message: Message) -> str:
    """Return what a model reads of a message."""
    return "\n".join(block.shown for block in message.blocks)
