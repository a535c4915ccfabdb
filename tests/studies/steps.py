"""Transforms that the tests of replays and sweeps try."""

from __future__ import annotations

from headroom_lab.messages import Conversation
from headroom_lab.transforms.base import Context, Step, Transform, unchanged


class Rewriting(Transform):
    """Writes into one message at which length of the list it was sent: never twice the same."""

    name = "rewriting"

    def __init__(self, message: int, at_end: bool = False) -> None:
        self.message = message
        self.at_end = at_end

    def step(self, conversation: Conversation, context: Context) -> Step:
        if self.message >= len(conversation.messages):
            return unchanged(conversation)
        block = conversation.messages[self.message].blocks[0]
        count = f"<{len(conversation.messages)}>"
        text = f"{block.text}{count}" if self.at_end else f"{count}{block.text}"
        places = tuple(range(len(conversation.messages)))
        return Step(conversation.edit({(block.message, block.path): text}), places)


class Stopping(Transform):
    """Is interrupted at the given use."""

    name = "stopping"

    def __init__(self, at: int) -> None:
        self.left = at

    def step(self, conversation: Conversation, context: Context) -> Step:
        self.left -= 1
        if not self.left:
            raise KeyboardInterrupt
        return unchanged(conversation)
