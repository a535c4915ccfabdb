"""What steps send that reduce outputs once these lie before a border, worked out bit by bit.

Before the border each message stays what it is; behind it nothing is reduced yet. When the border
moves on, what it passes and what lies behind it is made anew, nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from headroom_lab.messages import Conversation, Message
from headroom_lab.policies.moments.incoming import stays_alike
from headroom_lab.policies.moments.occasion import Occasion, Sent
from headroom_lab.policies.moments.passage import Passage, Passed
from headroom_lab.policies.moments.reading import StreamReading
from headroom_lab.transforms.base import Context
from headroom_lab.transforms.encodings.repetition import Three
from headroom_lab.transforms.outlining.older import Older
from headroom_lab.transforms.outlining.repeated import runs_of


def has_borders(steps: Sequence[Any]) -> bool:
    """Tell whether steps reduce what lies before a border, each its own, and else stay alike."""
    others = [step for step in steps if not isinstance(step, Older)]
    return len(others) < len(steps) and stays_alike(others)


class BorderSender:
    """Sends what the steps make of each request's whole context."""

    def __init__(self, steps: Iterable[Any], context: Context) -> None:
        self._steps, self._context = tuple(steps), context
        self._older = {s.config: s for s in self._steps if isinstance(s, Older)}.values()
        self._reading = StreamReading()
        self._start()

    def _start(self) -> None:
        """Begin with nothing sent."""
        self._borders = [0] * len(self._older)
        self._before = Passage.of(self._steps, self._context)
        self._behind = self._before.fork()
        self._sent: list[Passed] = []
        self._runs: set[Three | str] = set()
        self._repeating: list[int] = []  # messages that say again what stands before them
        self._noted = 0

    def send(self, occasion: Occasion) -> Sent:
        """Return a request as the steps leave it."""
        last = self._sent
        start = self._reading.take(occasion.request.messages, occasion.fresh)
        first = self._pass(self._reading.whole(), start)
        changed = self._hold(last, first)
        fresh = self._sent[first:]
        return Sent(
            [one.message.original for one in self._sent],
            changed,
            occasion.request.system,
            removals=tuple(row for one in fresh for row in one.removals),
            markers={one.message.index: one.markers for one in fresh if one.markers},
            told_from=first,
        )

    def _pass(self, whole: Conversation, start: int) -> int:
        """Make of a request what isn't made yet; return from which message on it is made anew."""
        borders = [max(step.border(whole), 0) for step in self._older]
        if min(start, *borders) < min(self._borders) or self._decides_anew(whole, start, borders):
            self._start()
            self._note(whole)
        first = len(self._sent)
        if borders != self._borders or start < first:
            first = min(self._borders)
            self._sent = self._sent[:first]
            self._sent += self._before.passed(whole, first, min(borders))
            self._behind, self._borders = self._before.fork(), borders
        else:
            self._sent = list(self._sent)
        self._sent += self._behind.passed(whole, len(self._sent), len(whole.messages))
        return first

    def _decides_anew(self, whole: Conversation, start: int, borders: Sequence[int]) -> bool:
        """Tell whether what came in or passed a border says again what stands before it.

        Whether an output before the border is worth reducing depends on what is left behind it.
        """
        if start < self._noted:
            return True
        known = len(self._repeating)
        self._note(whole)
        crossed = zip(self._borders, borders, strict=True)
        return len(self._repeating) > known or any(
            last <= message < now for last, now in crossed for message in self._repeating
        )

    def _note(self, whole: Conversation) -> None:
        """Take in what the outputs of new messages say."""
        for message in whole.messages[self._noted :]:
            said = runs_of(message.blocks)
            if not self._runs.isdisjoint(said):
                self._repeating.append(message.index)
            self._runs |= said
        self._noted = len(whole.messages)

    def _hold(self, last: Sequence[Passed], first: int) -> int | None:
        """Keep the objects that were sent where they stand; return the first that doesn't."""
        changed = None
        for place in range(first, min(len(last), len(self._sent))):
            before, now = last[place].message, self._sent[place].message
            if before.original is not now.original and before.raw != now.raw:
                changed = place
                break
            self._sent[place] = self._sent[place]._replace(message=_held(before, now))
        shorter = len(self._sent) if len(self._sent) < len(last) else None
        return shorter if changed is None else changed


def _held(before: Message, now: Message) -> Message:
    """Return a message that was sent before in place of one that says the same."""
    return now if before.original is now.original else before
