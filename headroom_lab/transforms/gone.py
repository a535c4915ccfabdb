"""The ledger's row of a message that is gone as a whole."""

from __future__ import annotations

from headroom_lab.messages import Message
from headroom_lab.results import Removal
from headroom_lab.transforms.originals import remember


def message_gone(
    message: Message, tokens: int, reason: str, transform: str = "", *, kept: bool = True
) -> Removal:
    """Return the row of a message that is gone; its text is ``kept`` so that it can be had back."""
    text = "\n".join(block.text for block in message.blocks)
    return Removal(
        message=message.index,
        tool=next((block.tool for block in message.blocks if block.tool), None),
        path="",
        kind="message",
        reason=reason,
        count=1,
        tokens=tokens,
        original=remember(text) if kept else "",
        text=text,
        transform=transform,
    )
