"""Diffs: what changed stays, what stands around it goes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from headroom_lab.transforms.outlining.outline import Outline, ends, matching

_CHANGE = re.compile(r"[+-]|@@|diff |index ")


class DiffOutline(Outline):
    """Of older diffs, keeps headers and changed lines; context lines go.

    Args:
        config: how far back an output must lie, and what of it stays; None for ``OlderConfig()``.

    Example::

        transforms.DiffOutline(OlderConfig(keep_recent=2, stride=1)).apply(messages).removals
    """

    name = "diff_outline"
    kind = "diff"
    last = 1
    is_code = True

    def kept(self, lines: Sequence[str]) -> set[int]:
        """Return headers and changed lines."""
        return matching(lines, _CHANGE) | ends(len(lines), 1, 1)
