"""The messages of a stream, each read once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from headroom_lab.messages import Conversation, Message, read
from headroom_lab.messages.blocks import Format
from headroom_lab.messages.conversation import reread


class StreamReading:
    """Reads what is new in each request of a stream.

    The format is found by all messages until one calls a tool or answers a call.
    """

    def __init__(self) -> None:
        self._format: Format | None = None
        self._certain = False
        self._messages: list[Message] = []

    @property
    def format(self) -> Format:
        """The wire format of the messages read so far."""
        return self._format or "openai_chat"

    @property
    def messages(self) -> Sequence[Message]:
        """The messages of the last request."""
        return self._messages

    def whole(self) -> Conversation:
        """Return the last request as a conversation."""
        return Conversation(self.format, tuple(self._messages))

    def take(self, given: Any, fresh: int) -> int:
        """Read a request's messages from ``fresh`` on; return from where on they are new here."""
        start = min(fresh, len(self._messages))
        if isinstance(given, Conversation):
            new: Sequence[Message] = given.messages[start:]
            start = 0 if given.format != self.format else start
            self._format, new = given.format, given.messages[start:]
        else:
            start, new = self._read(given, start)
        self._messages[start:] = new
        self._certain = self._certain or any(
            block.kind in ("tool_call", "tool_result") for m in new for block in m.blocks
        )
        return start

    def _read(self, given: Sequence[Any], start: int) -> tuple[int, Sequence[Message]]:
        """Return the messages from ``start`` on; all of them where the format is another one."""
        if self._certain:
            return start, reread(self._messages[:start], given[start:], self.format)
        conversation = read(given)
        same = conversation.format == self._format
        self._format = conversation.format
        return (start, conversation.messages[start:]) if same else (0, conversation.messages)
