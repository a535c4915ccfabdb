"""What kind of text a cell's body is: JSON, a transcript or Python; nothing is run here."""

from __future__ import annotations

import ast
import builtins
import json
import warnings
from collections.abc import Callable, Container
from dataclasses import dataclass
from typing import Any

from headroom_lab.errors import HeadroomError
from headroom_lab.magic.transcript import begins_transcript, read_transcript

KINDS = ("auto", "python", "json", "transcript")
PYTHON_FLAGS = ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT

# Expressions made of these alone do nothing but look names up.
_INERT = (
    ast.Expr,
    ast.AnnAssign,
    ast.Name,
    ast.Constant,
    ast.List,
    ast.Tuple,
    ast.Dict,
    ast.Set,
    ast.UnaryOp,
    ast.BinOp,
    ast.unaryop,
    ast.operator,
    ast.expr_context,
)


class BodyError(HeadroomError, ValueError):
    """No reader takes the body; the message says which one tried what."""


@dataclass(frozen=True)
class Body:
    """A body that a reader takes: its kind, and its value where that isn't Python's to tell."""

    kind: str
    text: str
    value: Any = None


def read_body(text: str, kind: str = "auto", names: Container[str] = ()) -> Body:
    """Return the body as the reader of ``kind`` takes it; "auto" tries JSON, transcript, Python.

    ``names`` are those that Python code may use. Raises BodyError.
    """
    if not text.strip():
        raise BodyError("the cell's body is empty")
    if kind != "auto":
        if kind == "python":
            return Body("python", text)
        try:
            return _READERS[kind](text)
        except BodyError as error:
            raise BodyError(f"--as {kind}: {error}") from None
    reasons = []
    for name, reader in _READERS.items():
        try:
            return reader(text)
        except BodyError as error:
            reasons.append(f"{'JSON' if name == 'json' else name}: {error}")
    try:
        check_python(text, names)
    except BodyError as error:
        reasons.append(f"Python: {error}")
        raise BodyError(f"no reader takes the body – {'; '.join(reasons)}") from None
    return Body("python", text)


def _json(text: str) -> Body:
    """Read JSON; a trailing ``;`` silences the cell and is no part of it."""
    source = text.strip().removesuffix(";").rstrip()
    try:
        value = json.loads(source)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise BodyError(f"{error.msg} ({place})") from None
    except (RecursionError, ValueError) as error:
        raise BodyError(f"can't be read ({error})") from None
    if not isinstance(value, (list, dict)):
        raise BodyError(f"found {type(value).__name__}, expected a list or an object")
    return Body("json", text, value)


def _transcript(text: str) -> Body:
    """Read a transcript."""
    if not begins_transcript(text):
        raise BodyError("the first line has no role (system:, user:, assistant:, tool:)")
    return Body("transcript", text, read_transcript(text))


_READERS: dict[str, Callable[[str], Body]] = {"json": _json, "transcript": _transcript}


def check_python(text: str, names: Container[str]) -> None:
    """Raise BodyError unless the text is Python that says more than some unknown names."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            tree = compile(text, "<body>", "exec", PYTHON_FLAGS)
        except SyntaxError as error:
            raise BodyError(f"{error.msg} (line {error.lineno})") from None
        except (ValueError, RecursionError, MemoryError) as error:
            raise BodyError(f"can't be read ({error})") from None
    unknown = _unknown_name(tree, names)
    if unknown is not None:
        raise BodyError(f"name {unknown!r} is not defined")


def _unknown_name(tree: Any, names: Container[str]) -> str | None:
    """Return the first unknown name of a text that only looks names up, as prose does."""
    nodes = [node for statement in tree.body for node in ast.walk(statement)]
    if not all(isinstance(node, _INERT) for node in nodes):
        return None
    used = (node.id for node in nodes if isinstance(node, ast.Name))
    return next((name for name in used if name not in names and not hasattr(builtins, name)), None)
