"""How long what is sent is, each message counted once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from headroom_lab.messages import Conversation, Message
from headroom_lab.messages.blocks import Format
from headroom_lab.messages.conversation import moved
from headroom_lab.messages.parts import as_json
from headroom_lab.policies.moments.occasion import Occasion
from headroom_lab.policies.moments.reading import StreamReading
from headroom_lab.tokens import Tokenizer
from headroom_lab.tokens.definitions import tools_tokens


class ToolTokens:
    """The tokens of a request's tools, counted anew only where they are others than the last."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._last: Sequence[Any] | None = None
        self._tokens = 0

    def of(self, tools: Sequence[Any] | None) -> int:
        """Return the tokens of tools."""
        if tools is not self._last and tools != self._last:
            self._tokens = tools_tokens(tools, self._tokenizer)
        self._last = tools
        return self._tokens


class Sizes:
    """The tokens of messages as they came and as they are sent."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._given: list[int] = []
        self._held = StreamReading()
        self._sent: list[int] = []
        self._of: list[Any] = []  # what each message counted looks like
        self._tools = ToolTokens(tokenizer)
        self._system: tuple[Any, int] = (None, 0)

    def given(self, occasion: Occasion, reading: StreamReading, fresh: int) -> None:
        """Count the messages of a request, as the agent has it, that are new."""
        held = occasion.as_held
        if held is not None:
            reading = self._held
            fresh = reading.take(held.request.messages, held.fresh)
        self._given[fresh:] = self._count(reading.messages[fresh:], reading.format)

    def sent(self, messages: Sequence[Message], format: Format) -> list[int]:
        """Return the tokens of each message as it is sent; only those that changed are counted."""
        known = zip(self._of, messages, strict=False)
        same = next((at for at, (old, new) in enumerate(known) if old is not new.original),
                    min(len(self._of), len(messages)))  # fmt: skip
        self._sent[same:] = self._count(messages[same:], format)
        self._of[same:] = [message.original for message in messages[same:]]
        return self._sent

    def total(self, occasion: Occasion) -> int:
        """Return the tokens of the whole request as it would be sent, by what was counted."""
        if occasion.held_tokens is not None:
            return occasion.held_tokens - sum(self._given) + sum(self._sent)
        return self.beside(occasion) + sum(self._sent)

    def beside(self, occasion: Occasion) -> int:
        """Return the tokens beside the messages: system prompt, tools, what no file holds."""
        request = occasion.request
        if request.system != self._system[0]:
            count = self._tokenizer.count_text
            self._system = request.system, count(as_json(request.system)) if request.system else 0
        return self._system[1] + self._tools.of(request.tools) + request.beside_tokens

    def _count(self, messages: Sequence[Message], format: Format) -> list[int]:
        """Return the tokens of each message."""
        if not messages:
            return []
        return self._tokenizer.count_each(Conversation(format, moved(messages, 0)))
