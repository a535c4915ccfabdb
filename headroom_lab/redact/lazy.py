"""Patterns that are compiled when they are first used: importing the rules costs nothing."""

from __future__ import annotations

import re
from typing import Any, cast

_METHODS = ("match", "search", "fullmatch", "finditer", "split")


class _Lazy:
    """A pattern in waiting. Once it was used, its methods are the compiled pattern's own."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern

    def __getattr__(self, name: str) -> Any:
        if name not in _METHODS:
            raise AttributeError(name)
        compiled = re.compile(self.pattern)
        for method in _METHODS:
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)


def lazy(pattern: str) -> re.Pattern[str]:
    """Return a pattern that compiles itself on its first search."""
    return cast("re.Pattern[str]", _Lazy(pattern))
