"""What tells a policy, an evaluator or an option from any other, the same in every process.

A function is told by its code and by what that names: globals with their values, helpers one by
one. What has no value that can be told, such as an open connection, has no print.
"""

from __future__ import annotations

import copyreg
import hashlib
import json
import sys
from collections.abc import Mapping
from pickle import PickleError
from types import CodeType, FunctionType, ModuleType
from typing import Any

from headroom_lab.studies.named_globals import globals_of, is_installed, version_of

MOST = 200_000  # values that a print rests on
_PLAIN = (str, int, float, bool, bytes, list, tuple, dict, set, frozenset, type(None))


class Untold(Exception):
    """Something that can't be told from another of its kind: says what."""


def print_of(value: Any) -> str:
    """Return a hash of what a policy, an evaluator or an option is; Untold where it has none."""
    try:
        told = json.dumps(_Telling().told(value, frozenset()), sort_keys=True)
    except RecursionError:
        raise Untold(f"{type(value).__name__}, which goes too deep") from None
    return hashlib.sha256(told.encode()).hexdigest()


class _Telling:
    """Tells one value as plain data; functions that it meets again are told once."""

    def __init__(self) -> None:
        self._met: dict[int, Any] = {}
        self._count = 0

    def told(self, value: Any, above: frozenset[int]) -> Any:
        """Return plain data that tells a value from any other; ``above`` guards against circles."""
        self._count += 1
        if self._count > MOST:
            raise Untold(f"more than {MOST:,} values")
        if value is None or isinstance(value, (str, int, float, bool)):
            return [type(value).__name__, repr(value)]
        if isinstance(value, (bytes, bytearray)):
            return ["bytes", hashlib.sha256(value).hexdigest()]
        if id(value) in above:
            return "circle"
        above |= {id(value)}
        if isinstance(value, Mapping):
            return {self._key(key, above): self.told(item, above) for key, item in value.items()}
        if isinstance(value, (set, frozenset)):
            return sorted(json.dumps(self.told(item, above), sort_keys=True) for item in value)
        if isinstance(value, (list, tuple)):
            return [self.told(item, above) for item in value]
        if isinstance(value, ModuleType):
            return ["module", value.__name__, version_of(value)]
        if isinstance(value, FunctionType):
            return self._function(value, above)
        return [*self._kind(value, above), self._state(value, above)]

    def _key(self, key: Any, above: frozenset[int]) -> str:
        """Return a key of a mapping as a text."""
        return key if isinstance(key, str) else json.dumps(self.told(key, above), sort_keys=True)

    def _function(self, function: FunctionType, above: frozenset[int]) -> Any:
        """Return a function's code, what it holds, and what its code names."""
        if id(function) in self._met:
            return ["again", function.__qualname__]
        self._met[id(function)] = function
        held = [_content(cell) for cell in function.__closure__ or ()]
        held = self.told([function.__defaults__, function.__kwdefaults__, held], above)
        module = sys.modules.get(function.__module__ or "")
        if is_installed(function.__module__):
            return [function.__module__, function.__qualname__, version_of(module), held]
        named = self.told(globals_of(function), above)
        return [function.__qualname__, _code(function.__code__), held, named]

    def _kind(self, value: Any, above: frozenset[int]) -> list[Any]:
        """Return what a value is an object of, with the code and constants of classes of one's own."""
        kind = value if isinstance(value, type) else type(value)
        return [kind.__qualname__, *(self._class(c, above) for c in kind.__mro__[:-1])]

    def _class(self, kind: type, above: frozenset[int]) -> Any:
        """Return a class by its name and version, one of one's own by what stands in it."""
        if is_installed(kind.__module__):
            return [
                kind.__module__,
                kind.__qualname__,
                version_of(sys.modules.get(kind.__module__)),
            ]
        if id(kind) in self._met:
            return ["again", kind.__qualname__]
        self._met[id(kind)] = kind
        found = {name: _method(one) for name, one in vars(kind).items() if name[:2] != "__"}
        found |= {n: one for n, one in vars(kind).items() if isinstance(one, FunctionType)}
        kept = {n: one for n, one in found.items() if isinstance(one, (FunctionType, *_PLAIN))}
        return [kind.__qualname__, self.told(kept, above)]

    def _state(self, value: Any, above: frozenset[int]) -> Any:
        """Return what of an object travels, its settings: caches and locks are no part of that."""
        if isinstance(value, type):
            return None
        rests_on = getattr(type(value), "rests_on", None)
        more = self.told(rests_on(value), above) if rests_on else None
        reduced = _reduced(value)
        if isinstance(reduced, str):
            around = getattr(value, "__wrapped__", None)  # as functools.cache has it
            return [getattr(value, "__module__", None), reduced, self.told(around, above)]
        if reduced is None:  # it holds what can't be pickled
            return [{n: self.told(item, above) for n, item in vars(value).items()}, more]
        _, made_with, *state = reduced
        made = [part for part in made_with if part is not type(value)]
        items = [list(part) for part in state[1:3] if part is not None]
        return [self.told(part, above) for part in (made, state[:1], items)] + [more]


def _reduced(value: Any) -> Any:
    """Return what pickle would keep of an object, None where it has attributes alone."""
    way = copyreg.dispatch_table.get(type(value))
    try:
        return way(value) if way else value.__reduce_ex__(2)
    except (TypeError, AttributeError, ValueError, RuntimeError, PickleError):
        if hasattr(value, "__dict__") and vars(value):
            return None
        raise Untold(f"a {type(value).__name__}") from None


def _content(cell: Any) -> Any:
    """Return what a function's closure holds, None where that isn't there yet."""
    try:
        return cell.cell_contents
    except ValueError:
        return None


def _method(value: Any) -> Any:
    """Return the function behind a static or class method, a property or a cached one."""
    for name in ("__func__", "fget", "func"):
        value = getattr(value, name, value)
    return value


def _code(code: CodeType) -> str:
    """Return a hash of a function's code; where it stands in its file is no part of it."""
    digest = hashlib.sha256(code.co_code + repr(code.co_names).encode())
    for constant in code.co_consts:
        listed = sorted(map(repr, constant)) if isinstance(constant, frozenset) else constant
        inner = _code(constant) if isinstance(constant, CodeType) else repr(listed)
        digest.update(inner.encode())
    return digest.hexdigest()
