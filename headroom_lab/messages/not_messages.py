"""What was given instead of a message list, and what to give: one line for every kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from os import PathLike
from typing import Any

from headroom_lab.errors import InvalidMessagesError
from headroom_lab.messages.foreign import recognised
from headroom_lab.messages.formats import EXPECTED
from headroom_lab.redact import redact

LIST = "a list of messages"
_A_MESSAGE = "a message such as {'role': 'user', 'content': 'text'}"
_PATH = re.compile(r"[^\n]{0,300}\.(jsonl?|ndjson|txt|md|csv|parquet|xz|gz|log)", re.IGNORECASE)
_SHOWN = 40  # characters of what was given


def is_list(given: Any) -> bool:
    """Tell whether a value is a list of something: a sequence, but no text."""
    return isinstance(given, Sequence) and not isinstance(given, (str, bytes, bytearray))


def not_a_list(given: Any) -> InvalidMessagesError:
    """Return the error for a whole that is no message list."""
    for fits, told in _WHOLES:
        if fits(given):
            found, expected = told(given)
            return InvalidMessagesError(found, expected)
    return InvalidMessagesError(_kind(given), LIST)


def not_a_message(entry: Any, index: int) -> InvalidMessagesError:
    """Return the error for an entry of a list that is no object."""
    expected = _A_MESSAGE
    if isinstance(entry, tuple) and len(entry) == 2:
        expected = "a message: {'role': role, 'content': text} for (role, text)"
    elif isinstance(entry, (list, tuple)):
        expected = f"a message; a list of conversations goes in one by one, messages[{index}]"
    return InvalidMessagesError(_kind(entry), expected, message=index)


def foreign_message(raw: Any, index: int) -> InvalidMessagesError | None:
    """Return the error for a message of a format that is known and not read."""
    foreign = recognised(raw)
    if foreign is None:
        return None
    return InvalidMessagesError(foreign.name, f"{EXPECTED}: {foreign.advice}", message=index)


def _kind(value: Any) -> str:
    """Return what a value is, in a few words, secrets masked."""
    if value is None:
        return "None"
    if isinstance(value, (str, bytes)):
        return f"{type(value).__name__} {_short(value)}"
    if isinstance(value, (bool, int, float)):
        return f"{type(value).__name__} {str(value)[:_SHOWN]!r}"
    if isinstance(value, Mapping):
        return f"an object {_keys(value)}"
    if isinstance(value, type) or callable(value):
        return f"{getattr(value, '__name__', type(value).__name__)} itself"
    return type(value).__name__


def _short(text: str | bytes) -> str:
    """Return the beginning of a text, secrets masked."""
    words = text[:400].decode("utf-8", "replace") if isinstance(text, bytes) else text[:400]
    masked = redact(words)
    return repr(masked[:_SHOWN] + ("…" if len(text) > _SHOWN else ""))


def _keys(value: Mapping[Any, Any]) -> str:
    """Return an object's first keys."""
    names = ", ".join(repr(str(key)[:_SHOWN]) for key in list(value)[:5])
    return f"with {names}" if names else "without keys"


def _text(given: str) -> tuple[str, str]:
    """Tell a path, JSON and any other text apart."""
    text = given.strip()
    if text[:1] in ("[", "{"):
        return f"JSON text {_short(text)}", f"{LIST}: json.loads(text) gives it"
    if _PATH.fullmatch(text):
        return (
            f"the path {_short(text)}",
            f"{LIST}: read the file first, e.g. json.load(open(path))",
        )
    return f"text {_short(given)}", f"{LIST}: [{{'role': 'user', 'content': text}}]"


def _object(given: Mapping[Any, Any]) -> tuple[str, str]:
    """Tell one message, a request body and a foreign object apart."""
    if "role" in given and "content" in given:
        return "one message", f"{LIST}: [message]"
    for key in ("messages", "input"):
        if isinstance(given.get(key), list):
            return f"a request body {_keys(given)}", f"{LIST}: body[{key!r}]"
    foreign = recognised(given)
    if foreign is not None:
        return foreign.name, f"{EXPECTED}: {foreign.advice}"
    return _kind(given), LIST


def _frame(given: Any) -> tuple[str, str]:
    """Describe a table."""
    columns = ", ".join(str(name)[:_SHOWN] for name in list(given.columns)[:5])
    how = "df.to_dicts()" if hasattr(given, "to_dicts") else "df.to_dict('records')"
    return f"a {type(given).__name__} with the columns {columns}", f"{LIST}: {how} where they are role and content"  # fmt: skip


_WHOLES: tuple[tuple[Callable[[Any], bool], Callable[[Any], tuple[str, str]]], ...] = (
    (lambda v: v is None, lambda v: ("None", LIST)),
    (lambda v: isinstance(v, str), _text),
    (lambda v: isinstance(v, (bytes, bytearray)), lambda v: (_kind(bytes(v[:400])), f"{LIST}: json.loads(data) gives it")),
    (lambda v: isinstance(v, PathLike), lambda v: (f"the path {_short(str(v))}", f"{LIST}: json.loads(path.read_text()) gives it")),
    (lambda v: isinstance(v, Mapping), _object),
    (lambda v: isinstance(v, type), lambda v: (_kind(v), LIST)),
    (lambda v: hasattr(v, "columns") and hasattr(v, "shape"), _frame),
    (lambda v: hasattr(v, "tolist"), lambda v: (f"a {type(v).__name__}", f"{LIST}: its .tolist()")),
    (lambda v: hasattr(v, "choices"), lambda v: (type(v).__name__, f"{LIST}: [response.choices[0].message]")),
    (lambda v: isinstance(getattr(v, "output", None), list), lambda v: (type(v).__name__, f"{LIST}: response.output")),
    (lambda v: hasattr(v, "role") and hasattr(v, "content"), lambda v: (type(v).__name__, f"{LIST}: [message]")),
    (lambda v: hasattr(v, "__await__"), lambda v: (type(v).__name__, f"{LIST}: await it first")),
    (lambda v: isinstance(v, Iterator), lambda v: (f"a {type(v).__name__}", f"{LIST}: list(messages)")),
    (lambda v: isinstance(v, Iterable) and isinstance(v, Collection), lambda v: (f"a {type(v).__name__}", f"{LIST}: list(messages)")),
)  # fmt: skip
