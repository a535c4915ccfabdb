"""What steps send that reduce outputs once these lie before a border, worked out bit by bit.

Before the border each message stays what it is; behind it nothing is reduced yet. When the border
moves on, what it passes and what lies behind it is made anew, nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from headroom_lab.messages import Conversation, Message
from headroom_lab.policies.moments.alone import Made
from headroom_lab.policies.moments.incoming import stays_alike
from headroom_lab.policies.moments.occasion import Occasion, Sent
from headroom_lab.policies.moments.passage import Memory, Passage
from headroom_lab.policies.moments.reading import StreamReading
from headroom_lab.transforms.base import Context
from headroom_lab.transforms.outlining.older import Older


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
        self._memory = Memory()
        self._borders = [0] * len(self._older)
        # One passage up to each border, each a fork of the one before, and one behind all.
        self._passages = [Passage.of(self._steps, self._context, self._memory)]
        for _ in self._borders:
            self._passages.append(self._passages[-1].fork())
        self._sent: list[Made] = []

    def send(self, occasion: Occasion) -> Sent:
        """Return a request as the steps leave it."""
        last = self._sent
        start = self._reading.take(occasion.request.messages, occasion.fresh)
        if start < len(last):  # what was used of a message may be something else now
            self._memory.forget()
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
        if any(now < last for last, now in zip(self._borders, borders, strict=True)):
            self._start()
        ends, last = sorted(borders), sorted(self._borders)
        moved = (new != old or start < old for new, old in zip(ends, last, strict=True))
        level = next((at for at, one in enumerate(moved) if one), len(ends))
        first = self._from(level, last, start)
        self._sent = self._sent[:first]
        for at, end in enumerate([*ends[level:], len(whole.messages)], level):
            if at > level:
                self._passages[at] = self._passages[at - 1].fork()
            self._sent += self._passages[at].passed(whole, len(self._sent), end)
        self._borders = borders
        return first

    def _from(self, level: int, last: Sequence[int], start: int) -> int:
        """Return from which message on is made anew what lies at a level or behind.

        Up to where it went a level goes on, unless what it passed has changed.
        """
        end = last[level] if level < len(last) else len(self._sent)
        if start >= end:
            return end
        before = self._passages[level - 1].fork() if level else None
        self._passages[level] = before or Passage.of(self._steps, self._context, self._memory)
        return last[level - 1] if level else 0

    def _hold(self, last: Sequence[Made], first: int) -> int | None:
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
