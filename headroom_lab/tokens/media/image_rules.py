"""What vendors charge for an image by its pixels, as data and the few rules it feeds.

Sources: OpenAI, "Images and vision" (patches, tiles, multipliers; sizing limits by model, those
of models that it lists no longer as it last listed them); Anthropic, "Vision" (width x height /
750 within the limits of a model's tier; counting whole patches of 28 px differs by under 5 %);
Google, "Understand and count tokens" and "Media resolution". Read on 2026-11-28.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limit:
    """How large an image stays: ``side`` in pixels, ``patches`` of 32 px; None for no limit."""

    side: int | None = None
    patches: int | None = None


@dataclass(frozen=True, slots=True)
class TileRule:
    """Tokens by tiles of 512 px: a base, and a price for each tile where detail isn't low."""

    base: int
    tile: int


@dataclass(frozen=True, slots=True)
class PatchRule:
    """Tokens by patches of 32 px times ``factor``, within a limit by the detail asked for."""

    factor: float
    high: Limit
    low: Limit
    original: Limit | None = None
    auto: str = "high"

    def limit(self, detail: str) -> Limit:
        """Return the limit for a detail; "original" where a model has none means high."""
        named = self.auto if detail == "auto" else detail
        return self.low if named == "low" else self.original or self.high if (
            named == "original"
        ) else self.high  # fmt: skip


@dataclass(frozen=True, slots=True)
class AreaRule:
    """Anthropic's: tokens by area, within a longest side in pixels and most tokens."""

    side: int
    most: int


@dataclass(frozen=True, slots=True)
class CropRule:
    """Gemini's: ``tokens`` a small image and a tile of 768 px; without tiles one price for all."""

    tokens: int
    tiled: bool


Rule = TileRule | PatchRule | AreaRule | CropRule

PIXELS_AN_AREA_TOKEN = 750
_SMALL = Limit(2048, 1536)
_LARGE = Limit(2048, 6144)
_HIGH = Limit(2048, 2500)
_ORIGINAL = Limit(6000, 10_000)
_LOW = Limit(512)

# Maker of the model -> beginning of its name -> rule; the longest beginning wins.
RULES: Mapping[str, Mapping[str, Rule]] = {
    "openai": {
        "": TileRule(85, 170),
        "gpt-4o-mini": TileRule(2833, 5667),
        "gpt-4.1-mini": PatchRule(1.62, _SMALL, _SMALL),
        "gpt-4.1-nano": PatchRule(2.46, _SMALL, _SMALL),
        "o4-mini": PatchRule(1.72, _SMALL, _SMALL),
        "o1": TileRule(75, 150),
        "o3": TileRule(75, 150),
        "computer-use": TileRule(65, 129),
        "gpt-5": TileRule(70, 140),
        "gpt-5-mini": PatchRule(1.2, _SMALL, _SMALL),
        "gpt-5-nano": PatchRule(1.5, _SMALL, _SMALL),
        "gpt-5-codex-mini": PatchRule(1.2, _SMALL, _SMALL),
        "gpt-5.1-codex-mini": PatchRule(1.2, _SMALL, _SMALL),
        "gpt-5.2": PatchRule(1.2, _LARGE, _LARGE),
        "gpt-5.3": PatchRule(1.2, _SMALL, _SMALL),
        "gpt-5.4": PatchRule(1.2, _HIGH, _LARGE, _ORIGINAL),
        "gpt-5.5": PatchRule(1.2, _HIGH, _LOW, _ORIGINAL, auto="original"),
        "gpt-5.6": PatchRule(1.2, _HIGH, _LOW, Limit(65_535), auto="original"),
        "gpt-6": PatchRule(1.2, Limit(65_535, 2500), _LOW, Limit(65_535), auto="original"),
    },
    "anthropic": {
        "": AreaRule(1568, 1568),
        "claude-opus-4-7": AreaRule(2576, 4784),
        "claude-opus-4-8": AreaRule(2576, 4784),
        "claude-opus-5": AreaRule(2576, 4784),
        "claude-sonnet-5": AreaRule(2576, 4784),
        "claude-fable": AreaRule(2576, 4784),
    },
    "google": {"": CropRule(258, tiled=True), "gemini-3": CropRule(1120, tiled=False)},
}


# Names of which the sources above say it themselves, where it is no beginning in RULES. A newer model
# is counted by its nearest rule, but what is sent to it isn't scaled by a guess.
_DEFAULTS = {
    "openai": ("gpt-4", "gpt-4o", "gpt-4.1", "gpt-4.5", "chatgpt-4o"),
    "anthropic": (
        "claude-3", "claude-haiku-4", "claude-sonnet-4", "claude-opus-4-0", "claude-opus-4-1",
        "claude-opus-4-20250514", "claude-opus-4-5", "claude-opus-4-6",
    ),
}  # fmt: skip


def rule_for(maker: str, name: str) -> Rule:
    """Return the rule for a model; of a maker that publishes none OpenAI's tiles."""
    rules = RULES.get(maker, RULES["openai"])
    if maker not in RULES:
        name = ""
    return rules[max((begin for begin in rules if name.startswith(begin)), key=len)]


def is_told(maker: str, name: str) -> bool:
    """Tell whether a model's rule is its own, rather than that of the nearest one known."""
    beginnings = [begin for begin in RULES.get(maker, ()) if begin]
    beginnings += _DEFAULTS.get(maker, ())
    return any(re.match(rf"{re.escape(begin)}(?![\d.])", name) for begin in beginnings)


def tokens_of(rule: Rule, width: int, height: int, detail: str = "auto") -> int:
    """Return the tokens of an image of so many pixels (both at least 1)."""
    if isinstance(rule, AreaRule):
        scale = _area_scale(rule, width, height)
        return math.ceil(round(width * scale * height * scale / PIXELS_AN_AREA_TOKEN, 6))
    width, height = seen_size(rule, width, height, detail)
    if isinstance(rule, TileRule):
        tiles = 0 if detail == "low" else math.ceil(width / 512) * math.ceil(height / 512)
        return rule.base + rule.tile * tiles
    if isinstance(rule, PatchRule):
        return math.ceil(round(_patches(width, height) * rule.factor, 6))
    if not rule.tiled or max(width, height) <= 384:
        return rule.tokens
    return rule.tokens * math.ceil(width / 768) * math.ceil(height / 768)


def seen_size(rule: Rule, width: int, height: int, detail: str = "auto") -> tuple[int, int]:
    """Return to how many pixels a vendor scales an image before a model sees it; never to more."""
    if isinstance(rule, TileRule):
        return _for_tiles(width, height, detail)
    if isinstance(rule, PatchRule):
        return _for_patches(width, height, rule.limit(detail))
    if isinstance(rule, AreaRule):
        return _scaled(width, height, _area_scale(rule, width, height))
    return width, height


def _area_scale(rule: AreaRule, width: int, height: int) -> float:
    """Return by how much Anthropic scales an image, 1.0 where it doesn't."""
    most = math.sqrt(rule.most * PIXELS_AN_AREA_TOKEN / (width * height))
    return min(1.0, rule.side / max(width, height), most)


def _scaled(width: int, height: int, scale: float) -> tuple[int, int]:
    """Return a size times a scale, in whole pixels."""
    return max(1, int(width * scale + 1e-6)), max(1, int(height * scale + 1e-6))


def _fitted(width: int, height: int, side: int | None) -> tuple[int, int]:
    """Return a size scaled down so that its longer side is at most ``side``."""
    longest = max(width, height)
    if side is None or longest <= side:
        return width, height
    return max(1, round(width * side / longest)), max(1, round(height * side / longest))


def _for_tiles(width: int, height: int, detail: str) -> tuple[int, int]:
    """Return an image within 2048 px, 768 px the shorter way; within 512 px for low detail."""
    width, height = _fitted(width, height, 512 if detail == "low" else 2048)
    shorter = min(width, height)
    if shorter > 768:
        return width * 768 // shorter, height * 768 // shorter
    return width, height


def _for_patches(width: int, height: int, limit: Limit) -> tuple[int, int]:
    """Return an image made to fit a limit of patches, as the source does it."""
    width, height = _fitted(width, height, limit.side)
    if limit.patches is None or _patches(width, height) <= limit.patches:
        return width, height
    scale = math.sqrt(32 * 32 * limit.patches / (width * height))
    across, down = width * scale / 32, height * scale / 32
    scale *= min(max(1, math.floor(across)) / across, max(1, math.floor(down)) / down)
    most = limit.patches * 32
    width, height = _scaled(width, height, scale)
    return min(width, most), min(height, most)


def _patches(width: int, height: int) -> int:
    """Return how many patches of 32 px cover an image."""
    return math.ceil(width / 32) * math.ceil(height / 32)
