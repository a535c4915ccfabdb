"""Source code: its declarations stay."""

from __future__ import annotations

import re
from collections.abc import Sequence

from headroom_lab.transforms.outlining.outline import Outline, ends, matching

_DECLARATION = re.compile(
    r"\s*(?:(?:export|default|public|private|protected|static|abstract|async|final|pub|override"
    r"|declare)\s+)*"
    r"(?:def|class|function|func|fn|interface|struct|enum|trait|impl|module|namespace|type"
    r"|package)\b[\s*]*[\w$(<]"
    r"|#{1,6} \S"
)


class SourceOutline(Outline):
    """Of older source code, keeps declarations, headings and lines about errors.

    Args:
        config: how far back an output must lie, and what of it stays; None for ``OlderConfig()``.

    Example::

        transforms.SourceOutline(OlderConfig(keep_recent=2, stride=1)).apply(messages).removals
    """

    name = "source_outline"
    kind = "source"
    last = 1
    is_code = True

    def kept(self, lines: Sequence[str]) -> set[int]:
        """Return declarations, and the first and last line."""
        return matching(lines, _DECLARATION) | ends(len(lines), 2, 1)
