"""The ledger's row of an image."""

from __future__ import annotations

from headroom_lab.messages import Block, Message
from headroom_lab.results import Removal


def image_row(block: Block, message: Message, reason: str, tokens: int, transform: str) -> Removal:
    """Return the row of an image that goes or is scaled: ``image 2`` is the message's second one."""
    images = [id(one.part) for one in message.blocks if one.kind == "image"]
    return Removal(
        message=block.message, tool=block.tool, path=f"image {images.index(id(block.part)) + 1}",
        kind="image", reason=reason, count=1, tokens=tokens, original="", text="", transform=transform,
    )  # fmt: skip
