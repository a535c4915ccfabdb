"""Whatever a person gives for a conversation, read in one place."""

from __future__ import annotations

from typing import Any

from headroom_lab.messages.conversation import Conversation, read
from headroom_lab.messages.parts import plain


def conversation_of(messages: Any, system: Any = None) -> Conversation:
    """Read the messages, a system prompt beside them put before them."""
    given = read(messages)
    if system is None:
        return given
    first = {"role": "system", "content": plain(system)}
    return read([first, *given.to_list()], format=given.format)
