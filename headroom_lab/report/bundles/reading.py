"""A manifest from a file: each part of the kind that to_report writes, or one line that says which isn't."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from headroom_lab.errors import HeadroomError

NAME = "manifest.json"
FORMAT = 1
# part -> its kind; those of inputs may be left out
_PARTS: dict[str, type] = {
    "versions": dict,
    "prices": dict,
    "prices.source": str,
    "prices.date": str,
    "tables": list,
}
_CALLED: dict[str, type] = {"call": dict, "call.function": str, "call.arguments": dict, "call.to_be_given": list, "inputs": dict}  # fmt: skip
_INPUTS: dict[str, type] = {
    "path": str,
    "example": str,
    "content_hash": str,
    "single": bool,
    "conversations": int,
}
_TEXTS = ("versions", "tables", "call.to_be_given")  # hold texts alone
_WORDS: dict[type, str] = {
    dict: "a table",
    list: "a list",
    str: "a text",
    bool: "true or false",
    int: "a number",
}
# What a call raises that was given what it can't take.
_FAILURES = (TypeError, ValueError, LookupError, AttributeError, ArithmeticError, OSError, RecursionError)  # fmt: skip


def read_manifest(path: Path) -> dict[str, Any]:
    """Return a manifest; HeadroomError for a file that is none, or one of a later format."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise HeadroomError(f"rerun: {path}: {error.strerror or error}") from error
    except (ValueError, RecursionError) as error:
        raise HeadroomError(
            f"rerun: {path}: expected a manifest, found no JSON: {error}"
        ) from error
    if not isinstance(found, dict) or "format" not in found or "versions" not in found:
        raise HeadroomError(f"rerun: {path}: expected a manifest.json that to_report() wrote")
    if found["format"] != FORMAT:
        raise HeadroomError(
            f"rerun: {path}: has format {found['format']!r}, this headroom_lab reads {FORMAT}: "
            "upgrade it with python -m pip install -U headroom-lab"
        )
    wrong = next(_wrong(found), None)
    if wrong is not None:
        raise HeadroomError(f"rerun: {path}: {wrong}")
    return found


@contextmanager
def named(path: Path) -> Iterator[None]:
    """Let what fails say which manifest it is about, in one line."""
    try:
        yield
    except HeadroomError as error:
        raise HeadroomError(f"rerun: {path}: {' '.join(str(error).split())}") from error
    except _FAILURES as error:
        said = " ".join(f"{type(error).__name__}: {error}".split())[:300]
        raise HeadroomError(f"rerun: {path}: can't be made again: {said}") from error


def _wrong(found: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with the parts of a manifest, the outer ones first."""
    parts = _PARTS if found.get("call") is None else _PARTS | _CALLED
    for place, kind in parts.items():
        yield from _part(found, place, kind)
    given: Any = found.get("inputs")
    for name, kind in _INPUTS.items():
        if isinstance(given, dict) and name in given:
            yield from _part(found, f"inputs.{name}", kind)


def _part(found: Mapping[str, Any], place: str, kind: type) -> Iterator[str]:
    """Yield what is wrong with one part."""
    outer, _, inner = place.rpartition(".")
    holder = found[outer] if outer else found
    if inner not in holder:
        yield f"{place}: found none, expected {_WORDS[kind]}"
        return
    value: Any = holder[inner]
    is_kind = isinstance(value, kind)
    if not is_kind:
        yield f"{place}: found {_word(value)}, expected {_WORDS[kind]}"
    elif place in _TEXTS:
        held = value.values() if isinstance(value, dict) else value
        if not all(isinstance(one, str) for one in held):
            yield f"{place}: expected texts alone"


def _word(value: Any) -> str:
    """Return what a value is, in words."""
    return "nothing" if value is None else _WORDS.get(type(value), type(value).__name__)
