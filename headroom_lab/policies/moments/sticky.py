"""What was sent is sent alike, until the moment of a cut."""

from __future__ import annotations

from abc import ABC, abstractmethod
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Generic, NamedTuple, TypeVar

from headroom_lab.messages import Conversation, Message
from headroom_lab.messages.conversation import moved
from headroom_lab.policies.moments.occasion import ExtraRequest, Occasion, Sent
from headroom_lab.policies.moments.reading import StreamReading
from headroom_lab.results import Removal
from headroom_lab.transforms.base import Context


@dataclass(frozen=True)
class Cutting:
    """What a cut leaves of the messages as they were sent.

    ``origins[i]`` is the place that message ``i`` had among those; removals name them too.
    """

    messages: Sequence[Message]
    origins: Sequence[int]
    removals: tuple[Removal, ...] = ()
    markers: int = 0
    extra_requests: tuple[ExtraRequest, ...] = ()
    notes: tuple[str, ...] = ()


class _Told(NamedTuple):
    """What was taken out of a message, and the tokens of markers put into it."""

    removals: tuple[Removal, ...] = ()
    markers: int = 0


M = TypeVar("M")


class StickySender(ABC, Generic[M]):
    """Sends messages as they came, and what was cut of them as it was cut.

    A subclass says in ``cut`` what goes, request by request, by the settings of its ``moment``.
    """

    def __init__(self, context: Context, moment: M) -> None:
        self.context, self.moment = context, moment
        self.reading = StreamReading()
        self.sent: list[Message] = []  # each with its place in what is sent
        self.new_from = 0  # the first of the request's messages that is new
        self._origins: list[int] = []  # the place in the request of each that is sent
        self._length = 0  # how many were sent last
        self._rows: dict[int, _Told] = {}  # message of the request -> what was taken out of it

    @abstractmethod
    def cut(self, occasion: Occasion) -> Cutting | None:
        """Return what a cut leaves of what would be sent, None where it isn't the moment."""

    def whole(self) -> Conversation:
        """Return what would be sent as a conversation."""
        return Conversation(self.reading.format, tuple(self.sent))

    def send(self, occasion: Occasion) -> Sent:
        """Return a request as it is sent."""
        before = list(self.reading.messages)
        read_from = self.reading.take(occasion.request.messages, occasion.fresh)
        changed_from = self._take(self.restart(read_from, occasion), before)
        cutting = self.cut(occasion)
        told = self._told(cutting)
        if cutting is not None:
            first = self._apply(cutting)
            reached = first if changed_from is None else min(first, changed_from)
            changed_from = reached if reached < self._length else None
        self._length = len(self.sent)
        return Sent(
            [message.original for message in self.sent],
            changed_from,
            occasion.request.system,
            cutting.extra_requests if cutting else (),
            tuple(row for rows in told.values() for row in rows.removals),
            tuple(self._origins),
            {message: rows.markers for message, rows in told.items() if rows.markers},
            self.new_from,
            cutting.notes if cutting else (),
            read=self.whole(),
        )

    def _told(self, cutting: Cutting | None) -> dict[int, _Told]:
        """Return what is told of a request's messages: of new ones all, of others what is new."""
        told = {m: rows for m, rows in self._rows.items() if m >= self.new_from}
        if cutting is None:
            return told
        found: dict[int, _Told] = {}
        for row in cutting.removals:
            message = self._origins[row.message]
            last = found.get(message) or _Told((), 0 if found else cutting.markers)
            found[message] = _Told((*last.removals, replace(row, message=message)), last.markers)
        for message, rows in found.items():
            before = self._rows.get(message, _Told())
            both = _Told(before.removals + rows.removals, before.markers + rows.markers)
            self._rows[message] = both
            told[message] = both if message >= self.new_from else rows
        return told

    def restart(self, start: int, occasion: Occasion) -> int:
        """Return from which of the request's messages on what is sent is found anew."""
        return start

    def _take(self, start: int, before: Sequence[Message]) -> int | None:
        """Take the messages of a request that are new; return the first place that changed.

        Those that only stand behind one that another policy has cut stay as they were sent.
        """
        self.new_from = start
        place = bisect_left(self._origins, start)
        known = dict(zip(self._origins[place:], self.sent[place:], strict=True))
        del self.sent[place:], self._origins[place:]
        for index, message in enumerate(self.reading.messages[start:], start):
            same = index < len(before) and before[index].original is message.original
            sent = known.get(index) if same and known else message
            if sent is not None:
                self.sent += moved((sent,), len(self.sent))
                self._origins.append(index)
            if sent is message:
                self._rows.pop(index, None)
        for index in [i for i in self._rows if i >= len(self.reading.messages)]:
            del self._rows[index]
        return place if place < self._length else None

    def _apply(self, cutting: Cutting) -> int:
        """Send what a cut leaves; return the first place at which it differs."""
        before = self.sent
        self.sent = list(moved(cutting.messages, 0))
        self._origins = [self._origins[place] for place in cutting.origins]
        pairs = zip(before, self.sent, strict=False)
        same = (at for at, (old, new) in enumerate(pairs) if old.original is not new.original)
        return next(same, min(len(before), len(self.sent)))
