"""Key-value and YAML-like records: short values stay, long texts go."""

from __future__ import annotations

import re
from collections.abc import Sequence

from headroom_lab.transforms.outlining.outline import Outline, ends, matching

_OUTER = re.compile(r"(?:- )?\s{0,2}[\"']?[\w./-]{1,40}[\"']?\s?[:=]\s?\S.{0,60}$")


class KeyValueOutline(Outline):
    """Of older key-value records, keeps the outer keys with a short value.

    Args:
        config: how far back an output must lie, and what of it stays; None for ``OlderConfig()``.

    Example::

        transforms.KeyValueOutline(OlderConfig(keep_recent=2, stride=1)).apply(messages).removals
    """

    name = "key_value_outline"
    kind = "key_values"

    def kept(self, lines: Sequence[str]) -> set[int]:
        """Return lines of outer keys with a short value, and both ends."""
        return matching(lines, _OUTER) | ends(len(lines), 2, 1)
