"""The beginning of a text as one line, secrets masked."""

from __future__ import annotations

from headroom_lab.redact.head import redact_head

PREVIEW = 80


def preview(text: str, length: int = PREVIEW) -> str:
    """Return the beginning of a text on one line, secrets masked."""
    head = " ".join(redact_head(text, length).split())
    return head if len(head) <= length else f"{head[: length - 1]}…"
