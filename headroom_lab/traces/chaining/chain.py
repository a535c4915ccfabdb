"""One stream of requests: what each of them sent, each message once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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

    def resembles(self, messages: Sequence[Any], digests: list[int], system: Any) -> bool:
        """Tell whether a request still sends messages of the last: one, or two to another system.

        Agents of one session may be given the same task, but not the same answers.
        """
        ours = {*self.context, *self.answer}
        spoken = _spoken(messages, digests)
        setup = digests[: len(digests) - len(spoken)]
        same = self.stream.system == system and self.context[: len(setup)] == setup
        return len(ours.intersection(spoken)) >= (1 if same else 2)

    def sent(self, messages: Sequence[Any], digests: list[int], *, is_held: bool) -> None:
        """Take what a request sent: all of it, or what it adds to what its vendor holds."""
        whole = [*self.context, *self.answer]
        known = len(self.context)
        if is_held:
            known, digests = len(whole), [*whole, *digests]
            messages = [*([None] * known), *messages]
        elif digests[: len(whole)] == whole:
            known = len(whole)
        elif digests[:known] == self.context and (
            not self.answer or _is_answer(messages[known : known + 1])
        ):
            self._drop_answer()  # it goes on in the words in which it was sent again
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


def _spoken(messages: Sequence[Any], digests: list[int]) -> list[int]:
    """Return the digests behind the messages that set a conversation up."""
    for place, message in enumerate(messages):
        role = message.get("role") if isinstance(message, Mapping) else None
        if role not in ("system", "developer"):
            return digests[place:]
    return []


def _is_answer(messages: Sequence[Any]) -> bool:
    """Tell whether messages or items begin with one that a model has written."""
    first = messages[0] if messages else None
    if not isinstance(first, Mapping):
        return False
    kind = str(first.get("type") or "")
    return first.get("role") == "assistant" or kind == "reasoning" or kind.endswith("_call")
