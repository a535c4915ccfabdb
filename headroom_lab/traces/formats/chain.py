"""One stream of a recording: what each request in it sent, each message once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from headroom_lab.traces.building import StreamDraft


class Chain:
    """A stream while its requests come in.

    ``session``: the key of the session it belongs to. ``context`` holds the digests of what the
    last request sent, ``answer`` those of what came back; ``failed``: whether nothing did.
    """

    def __init__(self, stream: StreamDraft, session: str) -> None:
        self.stream = stream
        self.session = session
        self.context: list[int] = []
        self.answer: list[int] = []
        self.failed = False
        self._places: dict[int, int] = {}  # what a message says -> its place in the stream

    def sent(self, messages: Sequence[Any], digests: list[int], *, is_held: bool) -> None:
        """Take what a request sent: all of it, or what it adds to what its vendor holds."""
        whole = [*self.context, *self.answer]
        if is_held:
            known, digests = len(whole), [*whole, *digests]
            messages = [*([None] * known), *messages]
        elif digests[: len(whole)] == whole:
            known = len(whole)
        elif digests[: len(self.context)] == self.context:
            self._drop_answer()  # it goes on in the words in which it was sent again
            known = len(self.context)
        else:
            return self._sent_otherwise(messages, digests)
        for message, digest in zip(messages[known:], digests[known:], strict=True):
            self._add(message, digest)
        self.context = digests
        return None

    def answered(self, messages: Sequence[Any], digests: list[int]) -> None:
        """Take what came back."""
        self.answer, self.failed = digests, not messages
        for message, digest in zip(messages, digests, strict=True):
            self._add(message, digest)

    def _sent_otherwise(self, messages: Sequence[Any], digests: list[int]) -> None:
        """Take a request that doesn't begin with the one before: a branch, or a compaction."""
        last = self.context[-1:]
        cause = "compaction" if last and last[0] in digests else "branch"
        kept = tuple(
            self._places[digest] if digest in self._places else self._add(message, digest)
            for message, digest in zip(messages, digests, strict=True)
        )
        self.stream.cut(cause, kept)
        self.context = digests

    def _add(self, message: Any, digest: int) -> int:
        """Put a message at the end of the stream; return its place."""
        place = self._places[digest] = self.stream.add(message)
        return place

    def _drop_answer(self) -> None:
        """Take the last answer out of the stream again."""
        for digest in self.answer:
            self.stream.messages.pop()
            self._places.pop(digest, None)
        self.answer = []
