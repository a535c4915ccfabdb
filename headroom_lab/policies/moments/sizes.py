"""How long what is sent is, each message counted once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from headroom_lab.messages import Conversation, Message
from headroom_lab.messages.blocks import Format
from headroom_lab.messages.conversation import moved
from headroom_lab.messages.parts import as_json
from headroom_lab.policies.moments.occasion import Occasion
from headroom_lab.tokens import Tokenizer
from headroom_lab.tokens.definitions import tools_tokens


class Sizes:
    """The tokens of messages as they came and as they are sent."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._given: list[int] = []
        self._sent: list[int] = []
        self._of: list[Any] = []  # what each message counted looks like
        self._beside: int | None = None

    def given(self, messages: Sequence[Message], format: Format, fresh: int) -> None:
        """Count the messages of a request that are new."""
        self._given[fresh:] = self._count(messages[fresh:], format)

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
        if self._beside is None:
            request = occasion.request
            system = self._tokenizer.count_text(as_json(request.system)) if request.system else 0
            tools = tools_tokens(request.tools, self._tokenizer)
            self._beside = system + tools + request.beside_tokens
        return self._beside

    def _count(self, messages: Sequence[Message], format: Format) -> list[int]:
        """Return the tokens of each message."""
        if not messages:
            return []
        return self._tokenizer.count_each(Conversation(format, moved(messages, 0)))
