"""What kind of text a cell's body is: a session's file, JSON, a transcript or Python.

Nothing is run here.
"""

from __future__ import annotations

import ast
import builtins
import json
import re
import warnings
from collections.abc import Callable, Container
from dataclasses import dataclass
from typing import Any

from headroom_lab.errors import HeadroomError
from headroom_lab.magic.naming import unquoted
from headroom_lab.magic.recorded import session_path
from headroom_lab.messages.transcripts.reading import begins_transcript, read_transcript
from headroom_lab.traces.opening import ENDINGS
from headroom_lab.traces.reading import read_trace

KINDS = ("auto", "python", "json", "transcript", "file")
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


# Lines that IPython would take for calls (``/f x``, ``,f x``, ``;f x``) are lists and prose too.
_SYNTAX = re.compile(r"(?:^|=)\s*[!%]", re.MULTILINE)
_OTHER_SYNTAX = re.compile(r"^\s*[,;/?]", re.MULTILINE)
# The magics whose line or cell is Python.
_PYTHON_MAGICS = ("time", "timeit", "prun", "capture")


class BodyError(HeadroomError, ValueError):
    """No reader takes the body; the message says which one tried what."""


@dataclass(frozen=True)
class Body:
    """A body that a reader takes: its kind, and its value where that isn't Python's to tell."""

    kind: str
    text: str
    value: Any = None


def read_body(text: str, kind: str = "auto", names: Container[str] = ()) -> Body:
    """Return the body as the reader of ``kind`` takes it; "auto" tries file, JSON, transcript, Python.

    ``names`` are those that Python code may use. Raises BodyError.
    """
    text = text.removeprefix("\ufeff")  # which stands before what an editor has saved
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
            if name != "file" or looks_like_path(text):
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


def _file(text: str) -> Body:
    """Read the recorded session whose file, or name, the body is."""
    word = text.strip().removesuffix(";").rstrip()
    path = None if "\n" in word or word.isidentifier() else session_path(word)
    if path is None:
        raise BodyError("there is no such file, and no one session of that name")
    return Body("file", text, read_trace(path))


def looks_like_path(text: str) -> bool:
    """Tell whether a body may be meant as a path."""
    word = unquoted(text.strip())
    return "\n" not in word and (word.startswith(("/", "~", "./")) or word.endswith(ENDINGS))


_READERS: dict[str, Callable[[str], Body]] = {
    "file": _file,
    "json": _json,
    "transcript": _transcript,
}


def check_python(text: str, names: Container[str]) -> None:
    """Raise BodyError unless the text is Python that says more than some unknown names.

    Lines in IPython's syntax (``!cmd``, ``%time x``) are taken where Python stands beside or in
    them: a text of commands alone may be prose, and prose is never run.
    """
    statements, failure = _statements(text), None
    if isinstance(statements, BodyError):
        failure = statements
        found = _statements(as_python(text))
        if isinstance(found, BodyError):
            raise failure
        statements = [s for s in found if not _is_command(s)]
        if not statements:
            raise failure
    unknown = _unknown_name(statements, names)
    if unknown is not None:
        raise failure or BodyError(f"name {unknown!r} is not defined")


def as_python(text: str) -> str:
    """Return a text with IPython's syntax as Python; never automagic, which takes prose for it."""
    from IPython.core.inputtransformer2 import TransformerManager

    if not _SYNTAX.search(text) or _OTHER_SYNTAX.search(text):
        return text
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return str(TransformerManager().transform_cell(text))
        except (SyntaxError, ValueError, RecursionError):
            return text


def _statements(text: str) -> list[ast.stmt] | BodyError:
    """Return the statements of a text, or what is wrong with it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            tree: ast.Module = compile(text, "<body>", "exec", PYTHON_FLAGS)
        except SyntaxError as error:
            return BodyError(f"{error.msg} (line {error.lineno})")
        except (ValueError, RecursionError, MemoryError) as error:
            return BodyError(f"can't be read ({error})")
    return tree.body


def _is_command(statement: ast.stmt) -> bool:
    """Tell whether a statement is a line of IPython's own syntax that holds no Python."""
    call = statement.value if isinstance(statement, ast.Expr) else None
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
        return False
    if not isinstance(call.func.value, ast.Call):
        return False
    if getattr(call.func.value.func, "id", None) != "get_ipython":
        return False
    first = call.args[0] if call.args else None
    return not (isinstance(first, ast.Constant) and first.value in _PYTHON_MAGICS)


def _unknown_name(statements: list[ast.stmt], names: Container[str]) -> str | None:
    """Return the first unknown name of a text that only looks names up, as prose does."""
    nodes = [node for statement in statements for node in ast.walk(statement)]
    if not all(isinstance(node, _INERT) for node in nodes):
        return None
    used = (node.id for node in nodes if isinstance(node, ast.Name))
    return next((name for name in used if name not in names and not hasattr(builtins, name)), None)
