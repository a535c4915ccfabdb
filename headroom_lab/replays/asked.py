"""The requests of a session in order, stream by stream, each with what stood in its context."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import accumulate

from headroom_lab.messages import Conversation, Message, read
from headroom_lab.messages.conversation import moved
from headroom_lab.providers.usage import Usage
from headroom_lab.results.trace import TraceSegment, TraceStream
from headroom_lab.results.trace_requests import TraceRequest
from headroom_lab.tokens import Tokenizer
from headroom_lab.traces.context import answered, cleared_message, places


@dataclass(frozen=True, slots=True)
class Asked:
    """One request of a stream.

    ``number`` counts within the stream from 0; ``message`` is the place of its answer in the
    stream, ``until`` that of the next one; ``fresh`` the first message of its context that the
    one before did not hold; ``opens`` why it opens a segment; ``sums`` the estimated tokens of its
    first messages, 0 of none; ``sizes`` those of all messages of the stream; ``seconds`` since the one before, None where unknown;
    ``output_tokens`` those of its answer, an estimate where they weren't recorded; ``cached`` how
    many of its first messages marks let be cached, None for all; ``long`` tells of marks for one
    hour; ``beyond`` that no mark of the request before is in reach; ``reads`` what it reads where
    it can't read what the one before left.
    """

    stream: str
    number: int
    message: int
    until: int
    context: Conversation
    sums: Sequence[int]
    sizes: Sequence[int]
    fresh: int = 0
    opens: str | None = None
    model: str | None = None
    usage: Usage | None = None
    recorded: TraceRequest | None = None
    seconds: float | None = None
    output_tokens: int = 0
    cached: int | None = None
    long: bool = False
    beyond: bool = False
    reads: int = 0

    @property
    def day(self) -> date | None:
        """The day whose prices hold, None where it is unknown."""
        return None if self.recorded is None else self.recorded.day

    @property
    def length(self) -> int:
        """How many messages are in context."""
        return len(self.context.messages)

    @property
    def text_tokens(self) -> int:
        """The estimated tokens of all messages in context."""
        return self.sums[self.length]

    def size_of(self, place: int) -> int:
        """Return the estimated tokens of a message of the stream."""
        return self.sizes[place]


def answer_at(conversation: Conversation, place: int) -> range:
    """Return the messages of the answer that begins at a place, none where none does."""
    messages, stop = conversation.messages, place
    while stop < len(messages) and messages[stop].role == "assistant":
        stop += 1
    return range(place, stop)


class StreamContexts:
    """What stood in context at any request of a stream; each message is read and counted once."""

    def __init__(self, stream: TraceStream, counter: Tokenizer) -> None:
        self.stream = stream
        self.conversation = read(list(stream.messages))
        sizes = self.sizes = counter.count_each(self.conversation)
        messages = self.conversation.messages
        self._sizes = {id(m.original): n for m, n in zip(messages, sizes, strict=True)}
        self._counter = counter
        self._without: dict[tuple[int, frozenset[str]], Message] = {}
        self._segments: dict[int, tuple[Conversation, list[int]]] = {}

    def at(self, number: int, stop: int) -> tuple[Conversation, Sequence[int]]:
        """Return the context in a segment up to a place, and the sums of its sizes."""
        if number not in self._segments:
            self._segments[number] = self._whole(self.stream.segments[number])
        whole, sums = self._segments[number]
        segment = self.stream.segments[number]
        length = len(segment.kept) + max(stop - segment.start, 0)
        return Conversation(whole.format, whole.messages[:length]), sums

    def answer_tokens(self, place: int) -> int:
        """Return the estimated tokens of the answer at a place."""
        answer = answer_at(self.conversation, place)
        return sum(self._sizes[id(self.conversation.messages[at].original)] for at in answer)

    def _whole(self, segment: TraceSegment) -> tuple[Conversation, list[int]]:
        """Return all that comes into context in a segment, and the sums of its sizes."""
        every = self.conversation.messages
        chosen: list[Message] = [every[place] for place in places(segment, len(every))]
        if segment.cleared:
            chosen = [self._cleared(message, segment.cleared) for message in chosen]
        found = Conversation(self.conversation.format, moved(chosen, 0))
        sizes = (self._sizes[id(message.original)] for message in chosen)
        return found, [0, *accumulate(sizes)]

    def _cleared(self, message: Message, cleared: frozenset[str]) -> Message:
        """Return a message without outputs that were cleared, made and counted once."""
        gone = cleared.intersection(answered(message.original))
        if not gone:
            return message
        key = id(message.original), gone
        if key not in self._without:
            original = cleared_message(message.original, gone)
            again = read([original], format=self.conversation.format)
            self._sizes[id(original)] = self._counter.count_each(again)[0]
            self._without[key] = again.messages[0]
        return self._without[key]


def recorded_requests(contexts: StreamContexts) -> Iterator[Asked]:
    """Yield the requests of a stream in the order in which they were sent."""
    stream = contexts.stream
    requests = stream.requests
    before: Conversation | None = None
    last: TraceRequest | None = None
    for number, request in enumerate(requests):
        context, sums = contexts.at(request.segment, request.stop)
        opens = _opens(stream, request, last)
        following = requests[number + 1].stop if number + 1 < len(requests) else None
        usage = request.usage if isinstance(request.usage, Usage) else None
        yield Asked(
            stream.name,
            number,
            request.stop,
            len(stream.messages) if following is None else max(following, request.stop),
            context,
            sums,
            contexts.sizes,
            _fresh(before, context, opens),
            opens,
            request.model or (last.model if last else None),
            usage,
            request,
            _seconds(last.started if last else None, request.started),
            contexts.answer_tokens(request.stop) if usage is None else usage.output_tokens or 0,
        )
        before, last = context, request


def _opens(stream: TraceStream, request: TraceRequest, last: TraceRequest | None) -> str | None:
    """Return why a request opens a segment, None where it goes on."""
    if last is None:
        return "start"
    if request.segment == last.segment:
        return None
    return stream.segments[request.segment].cause


def _fresh(before: Conversation | None, context: Conversation, opens: str | None) -> int:
    """Return the first message that the request before did not hold."""
    if before is None:
        return 0
    shorter = min(len(before.messages), len(context.messages))
    if opens is None:
        return shorter
    pairs = zip(before.messages, context.messages, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a.original is not b.original), shorter)


def _seconds(before: datetime | None, now: datetime | None) -> float | None:
    """Return the seconds between two requests, None where a time is unknown."""
    return None if before is None or now is None else (now - before).total_seconds()
