"""Whether an entry of the price table means a name, and not only begins like it.

The table says for many models that whatever begins with some words is theirs: `gpt-5-nano-`,
`claude-opus-4-5`. Behind these words a version may stand; anything else is another model.
"""

from __future__ import annotations

import re
from typing import Any

_VERSION = re.compile(
    r"(?:[-@:._]?(?:latest|preview|exp|experimental|beta|stable|default|thinking|instruct"
    r"|v?\d[\d.:]*k?))*"
)


def is_meant(clause: Any, name: str) -> bool:
    """Tell whether a clause of the table (``ModelInfo.match``) means a name in lower case."""
    parts = getattr(clause, "or_", None)
    if parts is not None:
        return any(is_meant(part, name) for part in parts)
    if not clause.is_match(name):
        return False
    parts = getattr(clause, "and_", None)
    if parts is not None:
        return all(is_meant(part, name) for part in parts)
    return _whole(clause, name)


def _whole(clause: Any, name: str) -> bool:
    """Tell whether what a matching clause leaves of a name is a version or a place."""
    begins = getattr(clause, "starts_with", None)
    if begins is not None:
        return _is_version(name[len(begins) :], begins.lower())
    ends = getattr(clause, "ends_with", None)
    if ends is not None:
        return _is_place(name[: len(name) - len(ends)])
    inside = getattr(clause, "contains", None)
    if inside is not None:
        before, _, after = name.partition(inside.lower())
        return _is_place(before) and _is_version(after, inside.lower())
    return True


def _is_version(rest: str, known: str) -> bool:
    """Tell whether a model's version stands behind the words that are known."""
    if rest[:1].isalnum() and known[-1:].isalnum() and not re.search(r"-20\d\d$", known):
        return False  # the last word goes on: gpt-4 is not gpt-41
    return _VERSION.fullmatch(rest) is not None


def _is_place(before: str) -> bool:
    """Tell whether a place stands before the words that are known, not more of a name."""
    return before == "" or before.endswith((".", "/", "ap", "us-gov."))
