"""The model's thinking in earlier turns goes once that costs nothing."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import dropwhile, takewhile
from typing import Any

from headroom_lab.config.checks import whole
from headroom_lab.messages import Conversation, Message
from headroom_lab.messages.conversation import reread
from headroom_lab.messages.protection import holds_protected
from headroom_lab.messages.turns import protected_tail
from headroom_lab.policies.moments.moment import Moment
from headroom_lab.policies.moments.occasion import Occasion, Sender
from headroom_lab.policies.moments.sticky import Cutting, StickySender
from headroom_lab.policies.moments.waiting import writes_anew
from headroom_lab.results import Removal
from headroom_lab.transforms.base import Context
from headroom_lab.transforms.originals import remember

_KINDS = frozenset({"thinking", "redacted_thinking"})


def clear_thinking(keep: int = 1) -> ClearThinking:
    """Return the policy that takes the model's thinking out of earlier turns.

    It does so on a cold cache and at a compaction, where it costs nothing. Anthropic takes requests
    without the thinking of turns that are over; within the last turn it must stay, and does. Reasoning
    that is sealed in items of its own, as OpenAI's, stays.

    Args:
        keep: how many turns at the end stay as they are (1).

    Raises:
        ConfigError: for a number that is not whole or below 1.

    Example::

        simulate(messages, "claude-sonnet-4-5", policy=["thrifty", clear_thinking(keep=2)])
    """
    return ClearThinking(keep)


class ClearThinking(Moment):
    """See ``clear_thinking``."""

    waits = True

    def __init__(self, keep: int = 1) -> None:
        self.keep = whole("clear_thinking: keep", keep, 1)
        super().__init__("clear_thinking" if keep == 1 else f"clear_thinking({keep})")

    def begin(self, context: Context) -> Sender:
        """Return what sends the requests of one stream."""
        return _Clearing(context, self)


class _Clearing(StickySender[ClearThinking]):
    """Takes thinking out where it is the moment."""

    def cut(self, occasion: Occasion) -> Cutting | None:
        """Return what is left where it is the moment."""
        if not writes_anew(occasion) or self.reading.format != "anthropic":
            return None
        sent = self.whole()
        left = dict(_without(sent, _border(sent, self.moment.keep)))
        if not left:
            return None
        kept = {m.index: left.get(m.index, m) for m in sent.messages}
        stays = {place: message for place, message in kept.items() if message is not None}
        return Cutting([*stays.values()], [*stays], tuple(self._gone(sent, left)))

    def _gone(self, sent: Conversation, left: dict[int, Message | None]) -> Iterator[Removal]:
        """Yield the ledger's rows, a message each."""
        for place in left:
            texts = [b.text for b in sent.messages[place].blocks if b.kind == "thinking"]
            text = "\n".join(texts)
            yield Removal(
                message=place,
                tool=None,
                path="",
                kind="thinking",
                reason="thinking of an earlier turn",
                count=len(texts),
                tokens=self.context.tokenizer.count_text(text),
                original=remember(text),
                text=text,
                transform=self.moment.name,
            )


def _border(sent: Conversation, keep: int) -> int:
    """Return where the turns that stay begin; an answer whose calls have just been answered stays.

    What a person or program says beside these answers begins no turn of its own then.
    """
    tail = protected_tail(sent, keep)
    behind = dropwhile(lambda m: m.role != "assistant", reversed(sent.messages))
    answer = list(takewhile(lambda m: m.role == "assistant", behind))
    calls = any(block.kind == "tool_call" for m in answer for block in m.blocks)
    return min(tail, answer[-1].index) if calls else tail


def _without(sent: Conversation, border: int) -> Iterator[tuple[int, Message | None]]:
    """Yield what is left of each message before a border that holds thinking, None for nothing."""
    for message in sent.messages[:border]:
        content: Any = message.raw.get("content")
        if message.role != "assistant" or not isinstance(content, list) or holds_protected(message):
            continue
        parts = [p for p in content if not (isinstance(p, dict) and p.get("type") in _KINDS)]
        if len(parts) == len(content):
            continue
        if not parts:
            yield message.index, None
            continue
        raw = {**message.raw, "content": parts}
        before = sent.messages[: message.index]
        yield message.index, reread(before, [raw], sent.format)[0]
