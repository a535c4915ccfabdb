"""How a foreign format is written down: a name, what to call instead, and a test of an entry."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Test = Callable[[Any], bool]
Entry = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Foreign:
    """A format that isn't read: what people call it, and where messages that are read come from.

    ``advice`` follows the words "expected messages of … : "; it names a function of the other
    library or the place of the messages inside what was given.
    """

    name: str
    advice: str


def entry_test(fits: Callable[[Entry], bool]) -> Test:
    """Return a test that says no to anything but an object."""
    return lambda entry: isinstance(entry, Mapping) and fits(entry)


def of_format(
    formats: list[tuple[Foreign, Test]], name: str, advice: str
) -> Callable[[Callable[[Entry], bool]], Callable[[Entry], bool]]:
    """Return a decorator that puts the test of one entry into a table."""

    def add(fits: Callable[[Entry], bool]) -> Callable[[Entry], bool]:
        formats.append((Foreign(name, advice), entry_test(fits)))
        return fits

    return add


def parts_of(entry: Entry, key: str = "content") -> list[Entry]:
    """Return the parts of a content that are objects."""
    content = entry.get(key)
    return [p for p in content if isinstance(p, Mapping)] if isinstance(content, list) else []
