"""What makes a message important: six factors, each a pure function with values in [0, 1]."""

from __future__ import annotations

import math
import re
from collections.abc import Collection
from typing import TYPE_CHECKING

from headroom_lab.messages import Message
from headroom_lab.messages.values import parsed

if TYPE_CHECKING:
    from numpy import floating
    from numpy.typing import NDArray

NEUTRAL = 0.5  # what a factor counts of which nothing is known

_TRACEBACK = re.compile(
    r"Traceback \(most recent call last\)|^\s*panicked at |^\s+at [\w.$<>]+\(.*:\d+\)", re.MULTILINE
)
_OPENING = re.compile(r"\s*(?:\[?(?:error|exception|fatal)\b[\]:]|\w+(?:Error|Exception):)", re.I)
_EXIT_CODE = re.compile(r"exit(?:ed with)? (?:code|status):? ?(?!0\b)\d+", re.I)
_ERROR_KEYS = ("error", "errors", "exception", "traceback")
_READ = 4000  # characters at each end of an output in which an error is looked for


def recency(distance: int, rate: float) -> float:
    """Return exp(-rate * distance), where distance counts messages from the end."""
    return math.exp(-rate * distance)


def semantic_similarity(
    vector: NDArray[floating] | None, context: NDArray[floating] | None
) -> float:
    """Return the cosine of a message's and the recent context's embedding, negative ones as 0."""
    if vector is None or context is None:
        return NEUTRAL
    norm = math.sqrt(float(vector @ vector) * float(context @ context))
    if not norm > 0:
        return NEUTRAL
    cosine = float(vector @ context) / norm
    return min(1.0, max(0.0, cosine))


def toin_importance(retrieval_rate: float | None) -> float:
    """Return the share of such outputs that were looked into again; neutral without data."""
    return NEUTRAL if retrieval_rate is None else min(1.0, max(0.0, retrieval_rate))


def error_indicator(flagged: bool, field_confidence: float = 0.0) -> float:
    """Return 1 for a message that is itself an error, else how sure its fields tell of one."""
    return 1.0 if flagged else min(1.0, max(0.0, field_confidence))


def forward_reference(references: int) -> float:
    """Return 1 - 1/2^n for n later uses of the message's call ids and values."""
    return 1.0 - 0.5 ** min(references, 64)


def token_density(words: Collection[str]) -> float:
    """Return the share of distinct words among the words of a message; neutral without any."""
    return len(set(words)) / len(words) if words else NEUTRAL


def is_error(message: Message) -> bool:
    """Tell whether a message reports an error: by flag, traceback, exit code or error record.

    An ``error`` field that holds nothing makes no error, and neither does a word in prose.
    """
    return any(b.is_error or _tells_of_error(b.text) for b in message.blocks if b.role == "tool")


def _tells_of_error(text: str) -> bool:
    """Tell whether the text of a tool output is an error's."""
    ends = text if len(text) <= 2 * _READ else f"{text[:_READ]}\n{text[-_READ:]}"
    if _OPENING.match(ends) or _TRACEBACK.search(ends) or _EXIT_CODE.search(ends):
        return True
    if text[:1] != "{" or not any(f'"{key}"' in text for key in _ERROR_KEYS):
        return False
    data = parsed(text)
    return isinstance(data, dict) and any(data.get(key) for key in _ERROR_KEYS)
