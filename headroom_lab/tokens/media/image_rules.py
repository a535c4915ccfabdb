"""What vendors charge for an image by its pixels, as data and the few rules it feeds.

Sources: OpenAI, "Images and vision" (patches, tiles, multipliers; sizing limits by model, those
of models that it lists no longer as it last listed them); Anthropic, "Vision" (width x height /
750 within the limits of a model's tier; counting whole patches of 28 px differs by under 5 %);
Google, "Understand and count tokens" and "Media resolution". Read on 2026-11-28.
"""

from __future__ import annotations

import math
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


def rule_for(maker: str, name: str) -> Rule:
    """Return the rule for a model; of a maker that publishes none OpenAI's tiles."""
    rules = RULES.get(maker, RULES["openai"])
    if maker not in RULES:
        name = ""
    return rules[max((begin for begin in rules if name.startswith(begin)), key=len)]


def tokens_of(rule: Rule, width: int, height: int, detail: str = "auto") -> int:
    """Return the tokens of an image of so many pixels (both at least 1)."""
    if isinstance(rule, TileRule):
        return rule.base if detail == "low" else rule.base + rule.tile * _tiles(width, height)
    if isinstance(rule, PatchRule):
        return math.ceil(round(_patches(width, height, rule.limit(detail)) * rule.factor, 6))
    if isinstance(rule, AreaRule):
        return _by_area(rule, width, height)
    if not rule.tiled or max(width, height) <= 384:
        return rule.tokens
    return rule.tokens * math.ceil(width / 768) * math.ceil(height / 768)


def _fitted(width: int, height: int, side: int | None) -> tuple[int, int]:
    """Return a size scaled down so that its longer side is at most ``side``."""
    longest = max(width, height)
    if side is None or longest <= side:
        return width, height
    return max(1, round(width * side / longest)), max(1, round(height * side / longest))


def _tiles(width: int, height: int) -> int:
    """Return how many tiles of 512 px cover an image within 2048 px, 768 px the shorter way."""
    width, height = _fitted(width, height, 2048)
    shorter = min(width, height)
    if shorter > 768:
        width, height = width * 768 // shorter, height * 768 // shorter
    return math.ceil(width / 512) * math.ceil(height / 512)


def _patches(width: int, height: int, limit: Limit) -> int:
    """Return how many patches cover an image after it was made to fit, as the source does it."""
    width, height = _fitted(width, height, limit.side)
    patches = math.ceil(width / 32) * math.ceil(height / 32)
    if limit.patches is None or patches <= limit.patches:
        return patches
    scale = math.sqrt(32 * 32 * limit.patches / (width * height))
    across, down = width * scale / 32, height * scale / 32
    scale *= min(max(1, math.floor(across)) / across, max(1, math.floor(down)) / down)
    across, down = (math.ceil(int(side * scale + 1e-6) / 32) for side in (width, height))
    return min(limit.patches, max(1, across) * max(1, down))


def _by_area(rule: AreaRule, width: int, height: int) -> int:
    """Return Anthropic's tokens for an image."""
    most = math.sqrt(rule.most * PIXELS_AN_AREA_TOKEN / (width * height))
    scale = min(1.0, rule.side / max(width, height), most)
    return math.ceil(round(width * scale * height * scale / PIXELS_AN_AREA_TOKEN, 6))
