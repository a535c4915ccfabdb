"""What can go wrong, each kind with a message that says what, where and what to do."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from difflib import get_close_matches
from traceback import format_exception
from typing import SupportsIndex

from headroom_lab.redact import redact

_PASSED = ("headroom_lab.", "contextlib")


class HeadroomError(Exception):
    """Base of every error that headroom_lab itself raises; secrets in what it says are masked.

    A notebook shows it as one line; ``%tb`` then shows the whole traceback.

    Args:
        args: what to say.
        named: what an exception of Python's beside it takes.

    Example::

        try:
            simulate("hi", "gpt-4o")
        except HeadroomError as error:
            print(error)
    """

    _is_told = False

    def __init__(self, *args: object, **named: object) -> None:
        super().__init__(*_masked(args), **named)

    def _render_traceback_(self) -> list[str]:
        """Return the lines that IPython shows: one at first, all when it asks again."""
        if self._is_told:
            return redact("".join(format_exception(self))).splitlines()
        self._is_told = True
        return [f"{type(self).__name__}: {' '.join(str(self).split())}"]


class ConfigError(HeadroomError, ValueError):
    """A setting is out of its range or of the wrong type."""


class CompressorError(HeadroomError, RuntimeError):
    """A compressor of someone's failed, or its answer won't do; names it and says why."""


class InvalidMessagesError(HeadroomError, ValueError):
    """A message list can't be read; names the message, the field, what was found and expected.

    Args:
        found, expected: in words.
        message: the index of the message, None for the list as a whole.
        field: which field of it.

    Example::

        try:
            simulate([{"role": "usr", "content": "hi"}], "gpt-4o")
        except InvalidMessagesError as error:
            print(error.message, error.field, error.expected)
    """

    def __init__(
        self, found: str, expected: str, *, message: int | None = None, field: str | None = None
    ) -> None:
        self.message = message
        self.field = field
        self.found = redact(found)
        self.expected = expected
        place = "messages" if message is None else f"messages[{message}]"
        place = f"{place}.{field}" if field else place
        super().__init__(f"{place}: found {found}, expected {expected}")


class UnknownNameError(HeadroomError, KeyError):
    """A name that isn't among the known ones; the message carries the nearest match."""

    def __init__(self, kind: str, name: object, known: Iterable[str]) -> None:
        self.kind = kind
        self.name = redact(str(name))
        self.known = tuple(known)
        super().__init__(nearest(kind, name, self.known))

    def __str__(self) -> str:
        return str(self.args[0])


class OutOfRangeError(HeadroomError, IndexError):
    """A place in a sequence that isn't there; the message says how many there are."""


class MissingPackageError(HeadroomError, ImportError):
    """An optional package is needed; the message names the extra that installs it."""


class OriginalNotFoundError(HeadroomError, KeyError):
    """No original with that hash is held in this process or the given store."""

    def __str__(self) -> str:
        return str(self.args[0])


class TokenizerError(HeadroomError):
    """No tokenizer could count a text."""


class StoreError(HeadroomError):
    """A metrics store can't be opened, read or written."""


class EmbeddingModelError(HeadroomError):
    """An embedding model can't be loaded; the message says how to install it."""


class TelemetryError(HeadroomError):
    """What was learnt about tools can't be saved, read or merged."""


class HeadroomWarning(UserWarning):
    """Something was answered, but not the way that was asked for. Secrets in it are masked."""

    def __init__(self, *args: object) -> None:
        super().__init__(*_masked(args))


class UnknownModelWarning(HeadroomWarning):
    """Nothing is known of a model: its limit and price are None, its count an estimate."""


def _masked(args: tuple[object, ...]) -> tuple[object, ...]:
    """Return what an error says with the secrets in it masked."""
    return tuple(redact(arg) if isinstance(arg, str) else arg for arg in args)


def placed(kind: str, index: object, count: int) -> int:
    """Return a place among ``count`` things of a kind; an error of one line for none of theirs."""
    if not isinstance(index, SupportsIndex) or isinstance(index, bool):
        raise ConfigError(f"{kind}: found {index!r}, expected a whole number")
    number = index.__index__()
    if not -count <= number < count:
        known = f"there are {count}, the first is 0" if count else "there is none"
        raise OutOfRangeError(f"no {kind} {number}: {known}")
    return number


def nearest(kind: str, name: object, known: Iterable[str]) -> str:
    """Return one line: ``unknown policy 'agressive', did you mean 'aggressive'?``."""
    names = list(known)
    close = get_close_matches(str(name), names, n=1, cutoff=0.5)
    if close:
        return f"unknown {kind} {name!r}, did you mean {close[0]!r}?"
    return f"unknown {kind} {name!r}, known: {', '.join(names) or 'none'}"


def outside() -> int:
    """Return the stack level, seen from who asks, of the code that called this library.

    What a decorator of the standard library puts between doesn't count.
    """
    frame, depth = sys._getframe(1), 1
    while frame.f_back and frame.f_globals.get("__name__", "").startswith(_PASSED):
        frame, depth = frame.f_back, depth + 1
    return depth
