"""SECRETS MASKED before a text is shown, exported or stored.

``rules`` are data: the forms of vendors' tokens, the names that secrets go by in several
languages, the places where they stand (assignments, headers, URLs, command lines, documents).
``redact`` masks what they find in a text, ``redact_data`` in plain data, where a key's name
says what its value is; ``redact_head`` masks only as much as a preview shows.
"""

from __future__ import annotations

from headroom_lab.redact.data import redact_data
from headroom_lab.redact.head import redact_head
from headroom_lab.redact.masking import redact
from headroom_lab.redact.shown import masked_repr

__all__ = ["masked_repr", "redact", "redact_data", "redact_head"]
