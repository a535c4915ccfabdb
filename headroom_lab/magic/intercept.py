"""While a cell runs, calls on vendors' clients are answered here instead of being sent.

Every method of a client comes down to the ``request`` of its base class, also one that was
taken from a client before (``with_raw_response`` keeps bound methods). That is answered, in
all threads, and what can't be answered is refused: nothing leaves the process. Only helpers
that wrap an answer (``.stream``) and those that open a socket (``.connect``) are replaced
themselves. A package that is first imported in the cell is met on its import.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import wraps
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from threading import RLock
from types import ModuleType
from typing import Any

from headroom_lab.errors import HeadroomError
from headroom_lab.magic.vendor_calls import REPLACEMENTS, Ask
from headroom_lab.messages.given import Request

_BASES = frozenset({"openai._base_client", "anthropic._base_client"})
_RESOURCES = ("openai.resources.", "anthropic.resources.")


@dataclass
class Calls:
    """The calls made in one cell: each request with its answer, in order."""

    answer: Callable[[Request], Any]
    made: list[tuple[Request, Any]] = field(default_factory=list)

    def take(self, request: Request) -> Any:
        """Answer a request and remember both."""
        answered = self.answer(request)
        self.made.append((request, answered))
        return answered


class _OnImport(MetaPathFinder):
    """Finds nothing itself; has what others find replaced once it is loaded."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if not _concerns(name):
            return None
        others = (f for f in sys.meta_path if f is not self and hasattr(f, "find_spec"))
        spec = next((s for f in others if (s := f.find_spec(name, path, target))), None)
        if spec is not None and spec.loader is not None:
            load = spec.loader.exec_module

            def exec_module(module: ModuleType) -> None:
                load(module)
                _replace_in(module)

            spec.loader.exec_module = exec_module  # type: ignore[method-assign]
        return spec


_lock = RLock()
_running: list[Calls] = []
_originals: list[tuple[Any, str, Any]] = []
_finder = _OnImport()


@contextmanager
def intercepted(answer: Callable[[Request], Any]) -> Iterator[Calls]:
    """Have ``answer`` answer all calls on vendors' clients; the innermost of several does.

    On the way out, also by an error or an interrupt, everything is as it was.
    """
    calls = Calls(answer)
    try:
        with _lock:
            _running.append(calls)
            if len(_running) == 1:
                _install()
        yield calls
    finally:
        with _lock:
            _running[:] = [other for other in _running if other is not calls]
            if not _running:
                _restore()


def _innermost() -> Ask | None:
    """Return who answers a call now, None where no cell runs."""
    with _lock:
        return _running[-1].take if _running else None


def _install() -> None:
    """Replace the methods of what is imported, and wait for the rest."""
    sys.meta_path.insert(0, _finder)
    for name, module in list(sys.modules.items()):
        if _concerns(name):
            _replace_in(module)


def _restore() -> None:
    """Put every replaced method back."""
    with suppress(ValueError):
        sys.meta_path.remove(_finder)
    while _originals:
        owner, name, original = _originals.pop()
        setattr(owner, name, original)


def _concerns(name: str) -> bool:
    """Tell whether a module may have methods to replace."""
    return name in _BASES or name.startswith(_RESOURCES)


def _replace_in(module: ModuleType) -> None:
    """Replace the methods of the classes that one module defines."""
    with _lock:
        if not _running:
            return
        places = ("request",) if module.__name__ in _BASES else ("stream", "connect")
        found = [
            (owner, name)
            for owner in list(vars(module).values())
            if isinstance(owner, type) and owner.__module__ == module.__name__
            for name in places
            if name in vars(owner)
        ]
        if module.__name__ in _BASES and len([n for _, n in found if n == "request"]) < 2:
            raise HeadroomError(f"{module.__name__}: no request() to hold its calls back at")
        for owner, name in found:
            _replace(owner, name)


def _replace(owner: type, name: str) -> None:
    """Replace one method, once."""
    if any(owner is other and name == method for other, method, _ in _originals):
        return
    original = vars(owner)[name]
    _originals.append((owner, name, original))
    setattr(owner, name, wraps(original)(REPLACEMENTS[name](original, _innermost)))
