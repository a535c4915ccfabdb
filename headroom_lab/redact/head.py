"""The beginning of a text, masked before it is cut: so that no secret is cut in two."""

from __future__ import annotations

from headroom_lab.redact.lazy import lazy
from headroom_lab.redact.masking import redact

_ROOM = 4_096  # characters behind the window in which what is cut in two is looked for
_EDGE = lazy(r"[\s\"',;]")


def redact_head(text: str, length: int) -> str:
    """Return at least ``length`` characters of the beginning, masked; a short text whole.

    A window that is safely larger is masked, whatever the text's size. A word that the window's
    end cuts in two is left out, since half a secret may not look like one.
    """
    window = 2 * length + _ROOM
    if len(text) <= window:
        return redact(text)
    edges = [match.start() for match in _EDGE.finditer(text, window - _ROOM // 2, window)]
    return redact(text[: edges[-1] if edges else window - _ROOM // 2])
