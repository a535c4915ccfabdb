"""Logs, test and build output: what failed, how it ended, first of each kind of line."""

from __future__ import annotations

import re
from collections.abc import Sequence

from headroom_lab.transforms.text_kinds.outline import Outline, ends, matching

_TELLING = re.compile(
    r"(?i).*\b(?:warn(?:ing)?s?\b|\d+ (?:passed|failed|errors?|warnings?|tests?|skipped|files?"
    r" changed|insertions|deletions)|exit(?:ed)?(?: with)? (?:code|status)|done in|took \d"
    r"|success(?:ful(?:ly)?)?|completed|finished|summary)"
    r"|={3,}"
)
_VARYING = re.compile(r"0x[0-9a-f]+|[0-9a-f]{8,}|\d+")


class LogOutline(Outline):
    """Of older logs, keeps errors, warnings, results and the first line of each kind."""

    name = "log_outline"
    kind = "log"
    tells_errors = True

    def kept(self, lines: Sequence[str]) -> set[int]:
        """Return telling lines, firsts of their kind up to a sixth of all, and both ends."""
        firsts: dict[str, int] = {}
        counts: dict[str, int] = {}
        for number, line in enumerate(lines):
            form = _VARYING.sub("0", line.strip())
            firsts.setdefault(form, number)
            counts[form] = counts.get(form, 0) + 1
        repeated = {number for form, number in firsts.items() if form and counts[form] >= 3}
        return repeated | matching(lines, _TELLING) | ends(len(lines), 3, 5)
