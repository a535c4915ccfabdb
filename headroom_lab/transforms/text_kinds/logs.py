"""Logs, test and build output: what failed, how it ended, first of each kind of line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from headroom_lab.transforms.outlining.outline import Outline, ends

_TELLING = re.compile(
    r"(?i).*\b(?:warn(?:ing)?s?\b|\d+ (?:passed|failed|errors?|warnings?|tests?|skipped|files?"
    r" changed|insertions|deletions)|exit(?:ed)?(?: with)? (?:code|status)|done in|took \d"
    r"|success(?:ful(?:ly)?)?|completed|finished|summary)"
    r"|={3,}(?! (?:RUN|PAUSE|CONT|NAME) )"  # not what go test writes of every test
)
_ALIKE = 3  # lines that differ in numbers alone: so many make a kind, so many of a kind stay
_VARYING = re.compile(r"0x[0-9a-f]+|[0-9a-f]{8,}|\d+")


class LogOutline(Outline):
    """Of older logs, keeps errors, warnings, results and the first line of each kind.

    Args:
        config: how far back an output must lie, and what of it stays; None for ``OlderConfig()``.

    Example::

        transforms.LogOutline(OlderConfig(keep_recent=2, stride=1)).apply(messages).removals
    """

    name = "log_outline"
    kind = "log"

    def kept(self, lines: Sequence[str]) -> set[int]:
        """Return the first of lines that are alike, telling lines, and both ends."""
        times: Counter[str] = Counter()
        firsts: dict[str, int] = {}
        telling: set[int] = set()
        for number, line in enumerate(lines):
            form = _VARYING.sub("0", line.strip())
            times[form] += 1
            firsts.setdefault(form, number)
            if times[form] <= _ALIKE and _TELLING.match(line):
                telling.add(number)
        alike = {number for form, number in firsts.items() if form and times[form] >= _ALIKE}
        return alike | telling | ends(len(lines), 3, 5)
