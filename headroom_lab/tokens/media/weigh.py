"""What a block that is no text weighs, told by its kind and by what it holds."""

from __future__ import annotations

from collections.abc import Callable

from headroom_lab.messages import Block
from headroom_lab.messages.media import payload
from headroom_lab.tokens.media.audio import audio_weight, video_weight
from headroom_lab.tokens.media.blobs import blobs_weight
from headroom_lab.tokens.media.documents import document_weight
from headroom_lab.tokens.media.images import image_weight
from headroom_lab.tokens.media.maker import Maker
from headroom_lab.tokens.media.sealed import sealed_weight
from headroom_lab.tokens.media.weight import Weight, between

REFERENCE = (0, 50, 2000)  # tokens of an item that lies with the vendor


def weigh(block: Block, maker: Maker, count: Callable[[str], int]) -> Weight | None:
    """Return what a block weighs beside its text, None for a block that is all text.

    ``count`` counts the text of a file that holds nothing else.
    """
    if block.part is None or block.kind == "tools":
        return None
    if block.kind == "other":
        return blobs_weight(block.part)
    if block.kind == "reference":
        return between("reference", *REFERENCE)
    held = payload(block)
    if block.kind == "sealed":
        return sealed_weight(held)
    group = held.media_type.partition("/")[0].lower()
    if block.kind == "image" or group == "image":
        return image_weight(held, maker)
    if block.kind == "audio" or group == "audio":
        return audio_weight(block, held, maker)
    if group == "video" or "video" in str(block.part.get("type")):
        return video_weight(held)
    return document_weight(held, maker, count)
