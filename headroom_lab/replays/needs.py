"""What a conversation needed of itself later: values that were used, texts that were edited."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Any, NamedTuple

from headroom_lab.messages import Block, Conversation, read
from headroom_lab.messages.blocks import Format
from headroom_lab.messages.edits import Edit, edits
from headroom_lab.messages.needles import FAR, needles
from headroom_lab.messages.values import leaves, parsed
from headroom_lab.results.trace import TraceSegment, TraceStream

_WORD = re.compile(r"\w+")
# A line is looked for in at most that many messages, the newest first: the lines that stand in
# more of them stand in the newest ones too.
_LOOKED_UP = 64

Context = Callable[[int], Container[int]]  # a message -> which messages stood before it


class Need(NamedTuple):
    """What message ``use`` needs: texts, each with the newest message that holds it.

    ``kind``: "value" (one text) or "edit" (a text a line); ``strict``: hard to guess.
    """

    kind: str
    use: int
    texts: tuple[str, ...]
    holders: tuple[int, ...]
    strict: bool

    @property
    def source(self) -> int:
        """The message furthest back of those that hold it."""
        return min(self.holders)

    @property
    def far(self) -> bool:
        """Whether it is used four or more messages later."""
        return self.use - self.source >= FAR


@dataclass(frozen=True)
class Needs:
    """All that the messages of a conversation need of those before, in the order of use."""

    format: Format
    messages: Sequence[Any] = field(repr=False)
    needs: tuple[Need, ...]

    @cached_property
    def uses(self) -> list[int]:
        """The message that uses each need, ascending."""
        return [need.use for need in self.needs]

    def used(self, first: int, stop: int) -> Sequence[Need]:
        """Return what the messages from ``first`` up to ``stop`` need."""
        return self.needs[bisect_left(self.uses, first) : bisect_left(self.uses, stop)]


def needs(conversation: Conversation, context: Context | None = None) -> Needs:
    """Return what a conversation needed of itself later.

    Args:
        conversation: the messages; of a stream with segments all of them.
        context: gives for a message which others stood before it where that isn't all; what
            stood in none of them isn't needed of the context.

    Example::

        needs(read(messages)).used(10, 12)
    """
    stood = context or range
    found = [
        Need("value", needle.use, (needle.value,), (needle.tool,), needle.strict)
        for needle in needles(conversation)
        if needle.tool in stood(needle.use)
    ]
    return needs_of(conversation, [*found, *edited(conversation, stood)])


def needs_of(conversation: Conversation, found: Iterable[Need]) -> Needs:
    """Return needs that are known already, in the order of use."""
    ordered = sorted(found, key=lambda need: need.use)
    return Needs(conversation.format, conversation.to_list(), tuple(ordered))


def stream_needs(stream: TraceStream, conversation: Conversation | None = None) -> Needs:
    """Return what a stream of a trace needed of what stood in its context.

    ``conversation``: its messages, where they have been read already. Raises InvalidMessagesError
    for messages that can't be read.
    """
    conversation = read(list(stream.messages)) if conversation is None else conversation
    cleared = {
        call: [b.message for b in conversation.blocks if b.role == "tool" and b.call_id == call]
        for segment in stream.segments
        for call in segment.cleared
    }
    return needs(conversation, lambda place: _Stood(stream.segments, place, cleared))


class _Stood:
    """Which messages of a stream stood in context before one of them."""

    def __init__(
        self, segments: Sequence[TraceSegment], place: int, cleared: dict[str, list[int]]
    ) -> None:
        segment = next((s for s in reversed(segments) if s.start <= place), segments[0])
        self._gone = {message for call in segment.cleared for message in cleared[call]}
        self._kept = frozenset(segment.kept)
        self._added = range(segment.start, place)

    def __contains__(self, place: object) -> bool:
        return (place in self._kept or place in self._added) and place not in self._gone


def edited(conversation: Conversation, context: Context = range) -> Iterator[Need]:
    """Yield the edits of which every line stood in the context, with who holds each line."""
    wanted = {
        message.index: found
        for message in conversation.messages
        if message.role == "assistant" and (found := [e for b in message.blocks for e in edits(b)])
    }
    if not wanted:
        return
    lines = _Lines(conversation, wanted)
    for use, found in wanted.items():
        answer = _answer_of(conversation, use)
        for edit in found:
            holders = lines.holders(edit, answer, context(use))
            if holders:
                yield Need("edit", use, edit.lines, holders, True)


def _answer_of(conversation: Conversation, place: int) -> int:
    """Return where the answer begins that a message belongs to."""
    while place and conversation.messages[place - 1].role == "assistant":
        place -= 1
    return place


class _Lines:
    """Which messages hold which lines, by the words of those that edits look for."""

    def __init__(self, conversation: Conversation, wanted: dict[int, list[Edit]]) -> None:
        self._texts = ["\n".join(map(_read, m.blocks)) for m in conversation.messages]
        lines = {line for found in wanted.values() for edit in found for line in edit.lines}
        # The first and the last word of a line may be parts of words.
        self._words = {line: tuple(dict.fromkeys(_WORD.findall(line)[1:-1])) for line in lines}
        known = {word for words in self._words.values() for word in words}
        self._places: dict[str, list[int]] = defaultdict(list)
        for place, text in enumerate(self._texts):
            for word in known.intersection(_WORD.findall(text)):
                self._places[word].append(place)

    def holders(self, edit: Edit, before: int, context: Container[int]) -> tuple[int, ...]:
        """Return the newest message that holds each line, nothing where one stands nowhere."""
        found = []
        for line in edit.lines:
            holder = self._newest(line, before, context)
            if holder is None:
                return ()
            found.append(holder)
        return tuple(found)

    def _newest(self, line: str, before: int, context: Container[int]) -> int | None:
        """Return the newest message in context that holds a line, None for none."""
        lists = [self._places[word] for word in self._words[line]]
        rarest = min(lists, key=len) if lists else range(before)
        places = rarest[: bisect_left(rarest, before)]
        known = (place for place in reversed(places) if place in context)
        looked_up = islice(known, _LOOKED_UP)
        return next((place for place in looked_up if line in self._texts[place]), None)


def _read(block: Block) -> str:
    """Return what a model reads of a block, with JSON's escapes decoded beside it."""
    if block.kind == "tool_call":
        return "\n".join(leaves(parsed(block.text)))
    if "\\" in block.text:
        plain = block.text.replace("\\n", "\n").replace("\\t", "\t").replace('\\"', '"')
        return f"{block.text}\n{plain}"
    return block.text
