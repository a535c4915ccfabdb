"""Lines that sum a text up: how many rows, tests, files, changes; how it ended."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

FEW = 3  # lines of one form, from which it sums nothing up
_SUMS = re.compile(
    r"^[ \t=*─-]{0,40}(?:(?:\[\w+\] )?(Plan|Totals?|Summary|Results?|Found|Tests?|Test Suites|Ran|Finished"
    r"|Apply complete|Destroy complete|BUILD|PLAY RECAP|Done|Completed|Time|Elapsed|Your branch"
    r"|sent|real)\b[: ].*\d"
    r"|\(?\d[\d,.]*\+? (rows?|records?|results?|matches|items|files?|errors?|problems?|packages?"
    r"|vulnerabilities|tests?|examples?|passed|passing|failed|failing|skipped|pending|deselected"
    r"|objects?|directories|insertions?|deletions?|warnings?|in total)\b)"
    r"|(?:up to date|added|removed|changed|audited|found) \d[\d,]* (\w+)"
    r"|\b\d+ (to add|to change|to destroy|to import|passed|failed|rows? in set|rows? affected"
    r"|files? changed|problems?)\b",
    re.MULTILINE,
)


def summaries(lines: Sequence[str]) -> set[int]:
    """Return the numbers of lines that sum up; a form that stands on many lines does not."""
    forms: dict[str, set[int]] = defaultdict(set)
    for number, line in enumerate(lines):
        found = _SUMS.search(line, 0, 400)
        if found:
            forms[next(filter(None, found.groups()))].add(number)
    return {number for numbers in forms.values() if len(numbers) <= FEW for number in numbers}
