"""Tokens of an image: by its vendor's rule where its pixels are known, else an estimate."""

from __future__ import annotations

from headroom_lab.messages.media import Payload
from headroom_lab.tokens.media.image_rules import rule_for, tokens_of
from headroom_lab.tokens.media.maker import Maker
from headroom_lab.tokens.media.pixels import Size, pixel_size
from headroom_lab.tokens.media.weight import Weight, between, known

ASSUMED: Size = (1024, 1024)  # where no pixels can be read: a link, a file's id, a broken file
SMALLEST: Size = (64, 64)
LARGEST: tuple[Size, ...] = ((2048, 2048), (2048, 768))


def image_weight(image: Payload, maker: Maker) -> Weight:
    """Return the tokens of an image.

    A link, a file's id or a broken file is an estimate: that of a picture of 1024 x 1024
    pixels, its band from a thumbnail to the largest that vendors take in without scaling.
    """
    rule = rule_for(maker.id, maker.name)
    detail = image.detail or "auto"
    size = pixel_size(image.data) if image.data else None
    if size is None:
        low, middle = (tokens_of(rule, *assumed, detail) for assumed in (SMALLEST, ASSUMED))
        high = max(tokens_of(rule, *assumed, detail) for assumed in LARGEST)
        return between("image of unknown size", low, middle, high)
    tokens = tokens_of(rule, *size, detail)
    if not maker.publishes:
        return between("image", tokens / 2, tokens, tokens * 2)
    return known("image", tokens)


def page_image_tokens(maker: Maker, size: Size) -> int:
    """Return the tokens of a document's page shown as an image of that size."""
    return tokens_of(rule_for(maker.id, maker.name), *size)
