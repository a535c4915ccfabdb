"""Tool definitions as a person gives them: a list, or the file of an MCP server's ``tools/list``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any

from headroom_lab.errors import ConfigError
from headroom_lab.json_text.nesting import loads
from headroom_lab.redact import redact_head

MOST_BYTES = 20_000_000
EXPECTED = "a list of tool definitions, or the file of an MCP server's tools/list"


def listed_tools(tools: Any) -> Sequence[Any] | None:
    """Return tool definitions as a list; what may be read once only is read here.

    Taken are a list, an MCP server's answer to ``tools/list`` (whole, its ``result``, or as the SDK
    gives it), and a file that holds one of these. Raises ConfigError for what is none.
    """
    if tools is None or isinstance(tools, (list, tuple)):
        return tools
    if isinstance(tools, (str, PathLike)):
        return _of_answer(_read(tools), str(tools))
    if isinstance(tools, Mapping) or isinstance(getattr(tools, "tools", None), list):
        return _of_answer(tools, "")
    if isinstance(tools, bytes) or not isinstance(tools, Iterable):
        raise _wrong(f"{type(tools).__name__}")
    return list(tools)


def _read(path: str | PathLike[str]) -> Any:
    """Return what a file holds."""
    try:
        file = Path(path)
        if file.stat().st_size > MOST_BYTES:
            raise _wrong(f"{_said(path)} of over {MOST_BYTES // 1_000_000} MB")
        return loads(file.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        if isinstance(error, ConfigError):
            raise
        kind = "no JSON" if isinstance(error, (json.JSONDecodeError, UnicodeError)) else "no file"
        raise _wrong(f"{_said(path)}, {kind}") from None


def _of_answer(given: Any, name: str) -> Sequence[Any]:
    """Return the tools of an answer, of one line of a protocol or of its result."""
    held = given
    for _ in range(2):
        if isinstance(held, list):
            return held
        inner = held.get("result", held) if isinstance(held, Mapping) else held
        held = inner.get("tools") if isinstance(inner, Mapping) else getattr(inner, "tools", None)
    if isinstance(held, list):
        return held
    raise _wrong(
        f"{_said(name)} without tools" if name else f"a {type(given).__name__} without tools"
    )


def _said(path: Any) -> str:
    """Return a path as an error names it."""
    return repr(redact_head(str(path), 60)[:60])


def _wrong(found: str) -> ConfigError:
    """Return what is said of something that is no tool definitions."""
    return ConfigError(f"tools: found {found}, expected {EXPECTED}")
