"""How Claude's tokens compare with o200k_base's, by family of models, as data.

Claude's vocabulary isn't public, but recorded sessions tell the tokens of each request: between
two requests they grow by the text that came, times a scale, and by a constant for each tool
result, which stands for how a call and its result are framed. Fitted by least absolute deviations
on 1,909 such steps in the first half of the 88 recorded Claude Code sessions at hand; of the 46
sessions of its second half with more than 8,000 tokens half are within 3.2 %, nine in ten within
12.6 % (2026-11-28). Opus 4.7 and 4.8 come from seven other sessions each: tokens for one of
o200k_base were 1.60 and 1.52 in all, the constant's share in them taken as above.

Models that weren't measured: those before Claude 4 have the scale that published comparisons
give (16 % more tokens than GPT-4o's on English prose, 20 to 30 % on code), those after Opus 4.8
that of their nearest kin, with a wider band.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from headroom_lab.providers.model_names import model_name


@dataclass(frozen=True, slots=True)
class Calibration:
    """Tokens for one of o200k_base, tokens of each tool result beside its text, and the error band.

    ``band`` is the share by which nine of ten sessions stay near the estimate.
    """

    scale: float
    per_result: int
    band: float

    @property
    def label(self) -> str:
        """How an estimate with it is called."""
        more = f" + {self.per_result} a tool result" if self.per_result else ""
        return f"o200k_base × {self.scale:g}{more}, ±{100 * self.band:.0f} %"


OTHERS = 0.15  # the band of estimates for models that aren't Claude's
PUBLISHED = Calibration(1.2, 0, 0.15)
_FOURTH = Calibration(1.12, 85, 0.13)
# Beginning of the model's name -> calibration; the longest that fits holds.
FAMILIES: Mapping[str, Calibration] = {
    "claude": Calibration(1.4, 90, 0.25),
    "claude-1": PUBLISHED,
    "claude-2": PUBLISHED,
    "claude-3": PUBLISHED,
    "claude-instant": PUBLISHED,
    "claude-opus-4": _FOURTH,
    "claude-sonnet-4": Calibration(1.14, 85, 0.13),
    "claude-haiku-4": Calibration(1.1, 105, 0.13),
    "claude-opus-4-6": Calibration(1.125, 78, 0.13),
    "claude-opus-4-7": Calibration(1.45, 90, 0.2),
    "claude-opus-4-8": Calibration(1.38, 90, 0.2),
}


def calibration_of(name: str) -> Calibration:
    """Return how the tokens of a Claude model compare; ``name`` as its maker writes it."""
    fitting = [family for family in FAMILIES if name.startswith(family)]
    return FAMILIES[max(fitting, key=len)] if fitting else PUBLISHED


def band_of(model: str) -> float:
    """Return the error band of the estimates for a model, that of Claude's where it is one."""
    name = model_name(model)
    if name.maker == "anthropic" or "claude" in name.name:
        return calibration_of(name.name).band
    return OTHERS
