"""How many tokens an answer has where the log holds a stub of them.

Fitted on 158 answers of Claude 4.5 to 4.6 in recorded sessions that hold both the text and the
final count (2026-11-28): half of the answers are within 7 %, nine in ten within 17 %, and the
sum is 2 % too low. Thinking that the log holds as a signature alone isn't in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

TEXT, THINKING, ARGUMENTS = 0.2855, 0.223, 0.3094  # tokens a character
CALL, ANSWER = 54.5, 3.8  # tokens a call, and an answer


def estimated_output(content: Any) -> int:
    """Return the tokens of an answer in the Messages API's form."""
    if isinstance(content, str):
        return round(TEXT * len(content) + ANSWER)
    tokens = ANSWER
    for part in content if isinstance(content, list) else ():
        if not isinstance(part, Mapping):
            continue
        if part.get("type") == "thinking":
            tokens += THINKING * len(str(part.get("thinking") or ""))
        elif "input" in part:
            tokens += CALL + ARGUMENTS * len(orjson.dumps(part["input"], default=str).decode())
        else:
            tokens += TEXT * len(str(part.get("text") or ""))
    return round(tokens)
