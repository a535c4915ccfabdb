"""What is kept of what a conversation needed of itself later: values and edits.

A value is kept where it stands in what is sent just before its use, an edit where each of its
lines does; as sent, as the encodings without loss are decoded, and with JSON's escapes decoded up
to twice. Replays, sweeps and benchmarks all measure here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from headroom_lab.messages import Conversation, read
from headroom_lab.messages.blocks import Format
from headroom_lab.replays.needs import Need, Needs
from headroom_lab.results.kept import Kept, Lost
from headroom_lab.transforms.encodings.decoding import decoded_text
from headroom_lab.transforms.encodings.references import resolved
from headroom_lab.transforms.encodings.shared_reading import unshared


def kept(needed: Needs, sent: Callable[[int], Sequence[Any]]) -> Kept:
    """Return what is kept of what was needed.

    Args:
        needed: what a conversation needed, as ``needs`` finds it.
        sent: gives for the index of a message the list that was sent to get it.

    Example::

        kept(needs(conversation), lambda use: policy_applied(messages[:use]))
    """
    judge = Judge(needed)
    for use in dict.fromkeys(needed.uses):
        judge.see(use, use + 1, sent(use))
    return judge.kept


class Judge:
    """Judges request by request what is kept; ``kept`` sums up what was seen so far.

    ``seen`` holds each need that was judged and whether it is kept.
    """

    def __init__(self, needed: Needs) -> None:
        self._needed = needed
        self._ids = [id(message) for message in needed.messages]
        self._known: dict[int, tuple[Any, str]] = {}
        self._lost: list[Lost] = []
        self.seen: list[tuple[Need, bool]] = []

    @property
    def kept(self) -> Kept:
        """What was kept and lost so far."""
        return counted(self.seen, tuple(self._lost))

    def see(self, first: int, stop: int, sent: Sequence[Any]) -> tuple[Lost, ...]:
        """Judge what the answers from message ``first`` up to ``stop`` need; return what is lost.

        ``sent`` is the list sent to get them. Messages that are the same objects as the
        conversation's are known to hold what they held, and aren't searched for it.
        """
        used = self._needed.used(first, stop)
        if not used:
            return ()
        context = _Context(self._needed.format, sent, self._known)
        gone = []
        for need in used:
            missing = self._missing(need, first, context)
            self.seen.append((need, missing is None))
            if missing is not None:
                gone.append(Lost(need.kind, need.use, need.source, missing, need.far, need.strict))
        self._known = context.known
        self._lost += gone
        return tuple(gone)

    def _missing(self, need: Need, first: int, context: _Context) -> str | None:
        """Return the first text of a need that stands nowhere, None where all do.

        What the answer itself holds, as that of a vendor's own tools does, was not sent to get it.
        """
        for text, holder in zip(need.texts, need.holders, strict=True):
            if holder < first and self._ids[holder] not in context.ids and not context.holds(text):
                return text
        return None


class _Context:
    """What was sent at one request; its texts are made when they are asked for.

    ``known`` holds the texts of the messages of the request before, and then those of this one.
    """

    def __init__(
        self, format: Format, sent: Sequence[Any], known: dict[int, tuple[Any, str]]
    ) -> None:
        self._format = format
        self._sent = sent
        self._whole: list[str] | None = None
        self.ids = {id(message) for message in sent}
        self.known = {key: value for key, value in known.items() if key in self.ids}

    def holds(self, text: str) -> bool:
        """Tell whether a text stands anywhere in what was sent."""
        newest = reversed(self._sent)
        return any(text in self._text(message) for message in newest) or any(
            text in whole for whole in self._referred()
        )

    def _text(self, message: Any) -> str:
        """Return all that can be read of one message."""
        if id(message) not in self.known:
            found = "\n".join(searchable(read([message], format=self._format)))
            self.known[id(message)] = message, found
        return self.known[id(message)][1]

    def _referred(self) -> list[str]:
        """Return the texts in which the lines stand that references point at."""
        if self._whole is None:
            self._whole = []
            if self._sent:
                given = read(list(self._sent), format=self._format)
                whole = resolved(given)
                if whole is not given:
                    changed = zip(given.messages, whole.messages, strict=True)
                    keep = [after.index for before, after in changed if before is not after]
                    self._whole = list(searchable(whole.keep(keep)))
        return self._whole


def searchable(conversation: Conversation) -> Iterator[str]:
    """Yield every text of a conversation as sent and decoded, each also without JSON's escapes."""
    for block in conversation.blocks:
        for text in {block.text, unshared(block.text), decoded_text(block.text)}:
            yield text
            if "\\" in text:
                once = _unescaped(text)
                yield once
                if "\\" in once:
                    yield _unescaped(once)


def _unescaped(text: str) -> str:
    """Return a text with one level of JSON's escapes decoded."""
    parts = (
        part.replace("\\n", "\n").replace("\\t", "\t").replace('\\"', '"').replace("\\'", "'")
        for part in text.split("\\\\")
    )
    return "\\".join(parts)


def counted(seen: Iterable[tuple[Need, bool]], lost: tuple[Lost, ...] = ()) -> Kept:
    """Return the counts of what was judged."""
    judged = list(seen)
    values = [(need, kept) for need, kept in judged if need.kind == "value"]
    edits = [(need, kept) for need, kept in judged if need.kind == "edit"]
    strict = [(need, kept) for need, kept in values if need.strict]
    groups = (values, _far(values), strict, _far(strict), edits, _far(edits))
    counts = (count for group in groups for count in (len(group), sum(kept for _, kept in group)))
    return Kept(*counts, lost=lost)


def _far(seen: Sequence[tuple[Need, bool]]) -> list[tuple[Need, bool]]:
    """Return those that are used four or more messages later."""
    return [(need, kept) for need, kept in seen if need.far]
