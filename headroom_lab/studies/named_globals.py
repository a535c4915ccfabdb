"""What a function's code names beside its own: globals with their values, and whose code it is."""

from __future__ import annotations

import dis
import hashlib
import os
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

_INSTALLED = tuple(
    f"{Path(path).resolve()}{os.sep}"
    for name in ("stdlib", "platstdlib", "purelib", "platlib")
    if (path := sysconfig.get_path(name))
)


def globals_of(function: FunctionType) -> dict[str, Any]:
    """Return the globals that a function's code reads, nested functions included, by name."""
    known = function.__globals__
    return {name: known[name] for name in sorted(set(_names(function.__code__))) if name in known}


def _names(code: CodeType) -> Iterator[str]:
    """Yield the names that code looks up outside of itself."""
    for one in dis.get_instructions(code):
        if one.opname in ("LOAD_GLOBAL", "LOAD_NAME"):
            yield one.argval
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)


def is_installed(name: str | None) -> bool:
    """Tell whether a module is of Python's or of an installed package: its version tells its code."""
    top = (name or "").split(".")[0]
    if top == "__main__":  # a notebook's, though its kernel's program is installed
        return False
    if top == "headroom_lab" or top in sys.stdlib_module_names:
        return True
    file = getattr(sys.modules.get(name or ""), "__file__", None)
    return bool(file) and str(Path(str(file)).resolve()).startswith(_INSTALLED)


def version_of(module: ModuleType | None) -> str:
    """Return an installed module's version, of one of one's own the hash of its file."""
    if module is None:
        return ""
    top = module.__name__.split(".")[0]
    if is_installed(module.__name__):
        return str(getattr(sys.modules.get(top), "__version__", ""))
    file = Path(str(getattr(module, "__file__", None) or ""))
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else ""
