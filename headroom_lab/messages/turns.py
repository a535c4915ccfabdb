"""Turns, the requests that were answered, and the tail of a conversation that is never dropped."""

from __future__ import annotations

from dataclasses import dataclass

from headroom_lab.messages.conversation import Conversation, Message


@dataclass(frozen=True, slots=True)
class Turn:
    """A user message and all that follows it up to the next one: messages[start:stop].

    What stands before the first user message (system prompts) belongs to no turn.
    """

    start: int
    stop: int


def starts_turn(message: Message) -> bool:
    """Tell whether a user speaks here; a message that only carries tool results is no user's."""
    return message.role == "user" and not any(block.role == "tool" for block in message.blocks)


def turns(conversation: Conversation) -> tuple[Turn, ...]:
    """Return the turns in order; system messages inside a turn belong to it."""
    starts = [m.index for m in conversation.messages if starts_turn(m)]
    stops = [*starts[1:], len(conversation.messages)]
    return tuple(Turn(start, stop) for start, stop in zip(starts, stops, strict=False))


def request_stops(conversation: Conversation) -> list[int]:
    """Return the index of each message that answers a request of what stands before it.

    Responses items of one answer (reasoning, calls, text) follow each other, and so do several
    entries of one answer: the first counts.
    """
    messages = conversation.messages
    return [at for at in conversation.sides if at and messages[at].role == "assistant"]


def protected_tail(conversation: Conversation, count: int) -> int:
    """Return where the last ``count`` turns begin; the length of the list for 0.

    With fewer turns than ``count`` that is the first turn's start, without any turn 0.
    """
    if count <= 0:
        return len(conversation.messages)
    found = turns(conversation)
    return found[-count:][0].start if found else 0
