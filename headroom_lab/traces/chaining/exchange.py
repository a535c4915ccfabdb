"""One request with its answer, as logs of requests and traces of calls hold it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from headroom_lab.providers.usage import Usage


@dataclass(slots=True)
class Exchange:
    """What was sent in one request and what came back; None for what a file doesn't tell.

    Args:
        messages: as sent, in one vendor's format.
        answer: the messages that came back.
        output: the tokens of the answer as the file has them; ``usage`` holds an estimate of them
            where ``recorded`` is False.
        started, ended: times as the file writes them.
        session: what the request is a part of, where the file says so; ``name``: what a session
            that begins with it is called; ``agent``: who sent it.
        follows: what the request goes on from without sending it again, an answer or a
            conversation that the vendor holds; ``held_as``: by what later ones go on from it.
        asked: False for a conversation of which no request is told.
        unread: how many entries of what was sent, or came back, are no message.
    """

    messages: list[Any]
    answer: list[Any] = field(default_factory=list)
    model: str | None = None
    usage: Usage | None = None
    output: int | None = None
    recorded: bool = True
    started: Any = None
    ended: Any = None
    stop_reason: str | None = None
    cost: float | None = None
    system: Any = None
    tools: list[Any] | None = None
    session: str | None = None
    name: str | None = None
    agent: str | None = None
    project: str | None = None
    follows: str | None = None
    held_as: tuple[str, ...] = ()
    asked: bool = True
    unread: int = 0

    def lacks(self) -> Iterator[str]:
        """Yield what of a call isn't in the file."""
        if self.asked and not (self.messages or self.follows):
            yield "calls whose input isn't in the file"
        if self.asked and not self.answer and self.stop_reason != "error":
            yield "calls whose answer isn't in the file"
        if self.unread:
            yield "calls with entries that are no message"
