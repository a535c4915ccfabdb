"""Tokens of an image by its pixels.

Sources: OpenAI, "Images and vision: calculating costs" (tiles of 512 px; patches of 32 px);
Anthropic, "Vision: calculate image costs" (width x height / 750 within 1568 px).
Both as published on 2026-10-01.
"""

from __future__ import annotations

import base64
import binascii
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

ASSUMED = (1024, 1024)  # where the pixels can't be read (a link, a broken file)


class ImageTokens(NamedTuple):
    """Tokens of an image, and whether its pixels could be read."""

    tokens: int
    exact: bool


@dataclass(frozen=True, slots=True)
class TileRule:
    """Tokens by tiles of 512 px: a base and a price for each tile."""

    base: int
    tile: int


@dataclass(frozen=True, slots=True)
class PatchRule:
    """Tokens by patches of 32 px, at most ``limit`` of them, times ``factor``."""

    factor: float
    limit: int = 1536


# The longest prefix of the model's name wins.
OPENAI_RULES: dict[str, TileRule | PatchRule] = {
    "": TileRule(85, 170),
    "gpt-4o-mini": TileRule(2833, 5667),
    "gpt-5": TileRule(70, 140),
    "gpt-5-mini": PatchRule(1.62),
    "gpt-5-nano": PatchRule(2.46),
    "gpt-4.1-mini": PatchRule(1.62),
    "gpt-4.1-nano": PatchRule(2.46),
    "o4-mini": PatchRule(1.72),
    "o1": TileRule(75, 150),
    "o3": TileRule(75, 150),
}


def image_tokens(part: Mapping[str, Any], model: str, *, anthropic: bool = False) -> ImageTokens:
    """Return the tokens of an image part (Chat, Messages or Responses form) for ``model``."""
    data, detail = _source(part)
    size = _size(data) if data is not None else None
    width, height = size or ASSUMED
    if anthropic:
        tokens = _by_area(width, height)
    else:
        rule = OPENAI_RULES[max((k for k in OPENAI_RULES if model.startswith(k)), key=len)]
        tokens = _by_rule(rule, width, height, detail)
    return ImageTokens(tokens, size is not None)


def _source(part: Mapping[str, Any]) -> tuple[str | None, str]:
    """Return an image's base64 data, None for one that is only linked, and its detail."""
    image = part.get("image_url")
    if isinstance(image, Mapping):
        url, detail = str(image.get("url", "")), str(image.get("detail") or "auto")
    else:
        url, detail = str(image or ""), str(part.get("detail") or "auto")
    source = part.get("source")
    if isinstance(source, Mapping) and source.get("type") == "base64":
        return str(source.get("data", "")), detail
    head, comma, data = url.partition(",")
    return (data if comma and head.startswith("data:") else None), detail


@lru_cache(maxsize=256)
def _size(data: str) -> tuple[int, int] | None:
    """Return width and height of a base64 image, None where they can't be read."""
    from io import BytesIO

    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(BytesIO(base64.b64decode(data))) as image:
            return image.size
    except (UnidentifiedImageError, binascii.Error, ValueError, OSError):
        return None


def _by_rule(rule: TileRule | PatchRule, width: int, height: int, detail: str) -> int:
    """Return OpenAI's tokens for an image."""
    if isinstance(rule, PatchRule):
        patches = math.ceil(width / 32) * math.ceil(height / 32)
        return math.ceil(min(patches, rule.limit) * rule.factor)
    if detail == "low":
        return rule.base
    scale = min(1.0, 2048 / max(width, height))
    scale *= min(1.0, 768 / (min(width, height) * scale))
    tiles = math.ceil(width * scale / 512) * math.ceil(height * scale / 512)
    return rule.base + rule.tile * tiles


def _by_area(width: int, height: int) -> int:
    """Return Anthropic's tokens for an image."""
    scale = min(1.0, 1568 / max(width, height), math.sqrt(1568 * 750 / (width * height)))
    return math.ceil(width * scale * height * scale / 750)
