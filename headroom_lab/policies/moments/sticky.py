"""What was sent is sent alike, until the moment of a cut."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

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


class StickySender:
    """Sends messages as they came, and what was cut of them as it was cut.

    A subclass says in ``cut`` what goes, request by request.
    """

    def __init__(self, context: Context) -> None:
        self.context = context
        self.reading = StreamReading()
        self.sent: list[Message] = []  # each with its place in what is sent
        self.new_from = 0  # the first of the request's messages that is new
        self._origins: list[int] = []  # the place in the request of each that is sent
        self._length = 0  # how many were sent last

    def cut(self, occasion: Occasion) -> Cutting | None:
        """Return what a cut leaves of what would be sent, None where it isn't the moment."""
        raise NotImplementedError

    def whole(self) -> Conversation:
        """Return what would be sent as a conversation."""
        return Conversation(self.reading.format, tuple(self.sent))

    def send(self, occasion: Occasion) -> Sent:
        """Return a request as it is sent."""
        read_from = self.reading.take(occasion.request.messages, occasion.fresh)
        changed_from = self._take(read_from)
        cutting = self.cut(occasion)
        rows: tuple[Removal, ...] = ()
        if cutting is not None:
            rows = self._placed(cutting.removals)
            first = self._apply(cutting)
            reached = first if changed_from is None else min(first, changed_from)
            changed_from = reached if reached < self._length else None
        self._length = len(self.sent)
        return Sent(
            [message.original for message in self.sent],
            changed_from,
            occasion.request.system,
            cutting.extra_requests if cutting else (),
            rows,
            tuple(self._origins),
            {rows[0].message: cutting.markers} if cutting and rows else {},
            self.new_from,
            cutting.notes if cutting else (),
        )

    def restart(self, start: int) -> int:
        """Return from which of the request's messages on all is sent as it comes."""
        return start

    def _take(self, start: int) -> int | None:
        """Take the messages of a request that are new; return the first place that changed."""
        self.new_from = start = self.restart(start)
        place = bisect_left(self._origins, start)
        del self.sent[place:], self._origins[place:]
        new = self.reading.messages[start:]
        self.sent += moved(new, place)
        self._origins += range(start, start + len(new))
        return place if place < self._length else None

    def _placed(self, removals: Sequence[Removal]) -> tuple[Removal, ...]:
        """Return removals by the places of the request."""
        return tuple(replace(row, message=self._origins[row.message]) for row in removals)

    def _apply(self, cutting: Cutting) -> int:
        """Send what a cut leaves; return the first place at which it differs."""
        before = self.sent
        self.sent = list(moved(cutting.messages, 0))
        self._origins = [self._origins[place] for place in cutting.origins]
        pairs = zip(before, self.sent, strict=False)
        same = (at for at, (old, new) in enumerate(pairs) if old.original is not new.original)
        return next(same, min(len(before), len(self.sent)))
