"""Moments as they are written in a text: ``at_entry(lossless)``, ``keep_last(5, step=20)``.

Nothing is evaluated: a text may call the moments by name, give them numbers, texts, lists of these
and policies by name, and nothing else.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from importlib import import_module
from inspect import signature
from typing import Any

from headroom_lab.errors import ConfigError, UnknownNameError
from headroom_lab.policies.presets import BY_NAME

LONGEST = 1_000  # characters of a text that is read
# name -> the module that makes it, from this room
MAKERS = {
    "at_compaction": "waiting",
    "at_entry": "entry",
    "clear_tool_uses": "clearing",
    "clear_thinking": "thinking",
    "compaction": "summaries",
    "defer_tools": ".definitions.deferring",
    "drop_unused_tools": ".definitions.dropping",
    "fit_images": ".images.fitting",
    "keep_images": ".images.keeping",
    "keep_last": "clearing",
    "on_cold_cache": "waiting",
    "protect": ".protecting.protect",
    "slim_tools": ".definitions.slimming",
    "superseded": "superseding",
    "truncate": "truncating",
    "when_it_pays": "paying",
}
Named = Callable[[str], Any]  # what a name in the text stands for


def spelled(text: str, named: Named) -> Any:
    """Return the moment that a text spells.

    ``named`` gives what a name stands for, such as a preset's. Raises ConfigError for a text that is
    no call of a moment, UnknownNameError with the nearest moment.
    """
    try:
        tree = ast.parse(text.strip(), mode="eval").body if len(text) <= LONGEST else None
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        tree = None
    if isinstance(tree, ast.Name) and tree.id in BY_NAME:
        tree = ast.Call(tree, [], [])
    if not isinstance(tree, ast.Call):
        raise _wrong(text)
    return _called(tree, text, named)


def _called(call: ast.Call, text: str, named: Named) -> Any:
    """Return what a call makes."""
    if not isinstance(call.func, ast.Name):
        raise _wrong(text)
    name = call.func.id
    if name not in MAKERS:
        raise UnknownNameError("policy", name, MAKERS)
    make = getattr(import_module(f".{MAKERS[name]}", __package__), name)
    given = [_value(item, text, named) for item in call.args]
    settings = {str(k.arg): _value(k.value, text, named) for k in call.keywords}
    try:
        signature(make).bind(*given, **settings)
    except TypeError as error:
        raise ConfigError(f"{name}: {error}, expected {name}{signature_of(make)}") from None
    return make(*given, **settings)


def _value(node: ast.expr, text: str, named: Named) -> Any:
    """Return what a part of a text stands for."""
    match node:
        case ast.Call():
            return _called(node, text, named)
        case ast.Name(id=name):
            return named(name)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            # Steps; a list of texts might be taken for a command, which a text can't name.
            return tuple(_value(side, text, named) for side in (left, right))
        case ast.List(elts=items) | ast.Tuple(elts=items) | ast.Set(elts=items):
            return tuple(_value(item, text, named) for item in items)
        case ast.Constant(value=value) if isinstance(value, (str, int, float, type(None))):
            return value
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int(value))):
            return -value
    raise _wrong(text)


def signature_of(make: Callable[..., Any]) -> str:
    """Return the parameters of a moment as they are given."""
    shown = [
        parameter.name if parameter.default is parameter.empty
        else f"{parameter.name}={parameter.default!r}"
        for parameter in signature(make).parameters.values()
    ]  # fmt: skip
    return f"({', '.join(shown)})"


def _wrong(text: str) -> ConfigError:
    """Return what is said of a text that spells no moment."""
    return ConfigError(
        f"policy: found {text[:60]!r}, expected a moment with its policy or numbers, as in "
        "at_entry(lossless) or keep_last(5, step=20)"
    )
