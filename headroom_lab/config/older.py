"""How older tool outputs are reduced."""

from __future__ import annotations

from dataclasses import dataclass

from headroom_lab.config.checks import check, check_flags, check_whole, settings


@settings
@dataclass(frozen=True, kw_only=True)
class OlderConfig:
    """What of a tool output may be reduced, once it was answered and lies far enough back.

    Between two steps of the border what was done to the older outputs stays the same, and so does a
    cached prefix; with a step the outputs that crossed it change once and for all.

    Args:
        keep_recent: the last messages that stay as they are, each answer and what it is told one (8).
        stride: by how many of them the border moves at once (4).
        index: how many characters of facts may stand for a character that went, 0 for no index (1.0).
        facts_only: leaves of JSON only fields that hold facts (False).
        headings: whether the lines stay that tell what a text is about, such as the heads of functions (True).
        keep_used: whether lines and records stay whose values were used before the border passed (True).

    Raises:
        ConfigError: for a value out of its range; UnknownNameError for an unknown setting.

    Example::

        simulate(messages, "gpt-4o", policy=transforms.LogOutline(OlderConfig(keep_recent=2, stride=1)))
    """

    keep_recent: int = 8
    stride: int = 4
    index: float = 1.0
    facts_only: bool = False
    headings: bool = True
    keep_used: bool = True

    def __post_init__(self) -> None:
        check_whole(self, "keep_recent")
        check_whole(self, "stride", low=1)
        check(self, "index", 0, 1)
        check_flags(self, "facts_only", "headings", "keep_used")
