"""Tokens of an image part by its pixels, as a single question."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from headroom_lab.messages import Block
from headroom_lab.messages.blocks import Format
from headroom_lab.messages.media import payload
from headroom_lab.tokens.media.images import image_weight
from headroom_lab.tokens.media.maker import Maker, maker_of_model


class ImageTokens(NamedTuple):
    """Tokens of an image, and whether they follow from its pixels and a published rule."""

    tokens: int
    exact: bool


def block_tokens(block: Block, model: str, form: Format) -> int:
    """Return the tokens of an image that stands in a conversation of this form."""
    return image_tokens(block.part or {}, model, anthropic=form == "anthropic").tokens


def image_tokens(part: Mapping[str, Any], model: str, *, anthropic: bool = False) -> ImageTokens:
    """Return the tokens of an image part (Chat, Messages or Responses form) for ``model``.

    ``anthropic``: count by Anthropic's rule where nothing is known of the model.
    """
    maker: Maker = maker_of_model(model, "anthropic" if anthropic else "openai_chat")
    weight = image_weight(payload(Block("image", "", 0, (), "user", part=part)), maker)
    return ImageTokens(weight.tokens, weight.exact)
