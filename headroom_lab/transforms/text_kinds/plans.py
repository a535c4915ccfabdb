"""Plans of what will be made, changed and destroyed, as Terraform and its kin write them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from headroom_lab.transforms.outlining.outline import Outline, ends, matching

_HEAD = re.compile(
    r"\s*(?:# .*\b(?:will|must|has|is|are)\b|(?:[-+~]|-/\+|\+/-|<=)\s+(?:resource|data|module)\s"
    r"|(?:~|-|-/\+|\+/-)\s\S|.*# forces|[A-Z]\w+ .*:$)"
)


class PlanOutline(Outline):
    """Of older plans, keeps what is concerned, what changes or goes, and how many; the rest of
    what is made goes."""

    name = "plan_outline"
    kind = "plan"

    def kept(self, lines: Sequence[str]) -> set[int]:
        """Return the heads of resources, lines that change or go, and both ends."""
        return matching(lines, _HEAD) | ends(len(lines), 2, 1)
