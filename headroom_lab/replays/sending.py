"""What one policy sends of a stream, request by request, and how large that is.

Messages that didn't change are the same objects, so each is counted once however often it is
sent; sums over the first messages are kept from request to request.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from headroom_lab.messages import read
from headroom_lab.messages.blocks import Format
from headroom_lab.tokens import Tokenizer


class Sizes:
    """The estimated tokens of messages, each object counted once."""

    def __init__(self, counter: Tokenizer) -> None:
        self._counter = counter
        self._known: dict[int, tuple[Any, int]] = {}

    def learn(self, messages: Sequence[Any], sizes: Sequence[int]) -> None:
        """Take in messages whose sizes are known."""
        for message, size in zip(messages, sizes, strict=True):
            self._known[id(message)] = message, size

    def of(self, messages: Sequence[Any], format: Format) -> list[int]:
        """Return the tokens of each message."""
        new = [message for message in messages if id(message) not in self._known]
        if new:
            self.learn(new, self._counter.count_each(read(new, format=format)))
        return [self._known[id(message)][1] for message in messages]

    def of_text(self, text: str) -> int:
        """Return the tokens of a text."""
        return self._counter.count_text(text)


class Line:
    """The messages that a policy sent last, with the sums of their sizes."""

    def __init__(self, sizes: Sizes) -> None:
        self._sizes = sizes
        self.messages: list[Any] = []
        self.sums: list[int] = [0]

    def send(self, messages: Sequence[Any], changed_from: int | None, format: Format) -> int:
        """Take in a request; return how many of its first messages stood in the one before."""
        stood = len(self.messages) if changed_from is None else changed_from
        same = min(stood, len(self.messages), len(messages))
        del self.messages[same:], self.sums[same + 1 :]
        more = messages[same:]
        self.messages += more
        for size in self._sizes.of(more, format):
            self.sums.append(self.sums[-1] + size)
        return same

    @property
    def tokens(self) -> int:
        """The estimated tokens of all messages."""
        return self.sums[-1]
