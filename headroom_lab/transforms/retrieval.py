"""The tool by which a model gets back what a marker stands for: its definition, its answers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from headroom_lab.errors import ConfigError, OriginalNotFoundError, nearest
from headroom_lab.messages.blocks import Format
from headroom_lab.messages.definitions import in_form
from headroom_lab.transforms.markers import TOOL
from headroom_lab.transforms.originals import retrieve

FORMATS: tuple[Format, ...] = ("openai_chat", "openai_responses", "anthropic")
_TOLD = (
    "Returns the whole original text that a marker in this conversation stands for. A marker "
    f"ends in '{TOOL}(0123456789ab)' and names the text by these 12 digits. Call it only where "
    "what is left doesn't answer the question."
)
_SCHEMA = {
    "type": "object",
    "properties": {
        "hash": {"type": "string", "description": "the 12 hexadecimal digits that a marker names"}
    },
    "required": ["hash"],
    "additionalProperties": False,
}


def retrieval_tool(format: Format) -> dict[str, Any]:
    """Return the definition of the tool that gives originals back, for a request's ``tools``.

    Where a request holds it, markers say how to call it; what it is called with, ``answer_retrieval``
    answers. Put it into a session's first request: a tool that comes later has the vendor's cache
    written anew.

    Args:
        format: "openai_chat", "openai_responses" or "anthropic".

    Raises:
        ConfigError: for another format.

    Example::

        simulate(messages, "gpt-4o", policy="balanced", tools=[retrieval_tool("openai_chat")]).messages
    """
    if format not in FORMATS:
        raise ConfigError(nearest("format", str(format), FORMATS))
    return in_form(format, TOOL, _TOLD, _SCHEMA, strict=True)


def holds_retrieval_tool(tools: Iterable[Any] | None) -> bool:
    """Tell whether the tools of a request, in any format, hold the one that gives originals."""
    return any(TOOL in (_name(tool), _name(_field(tool, "function"))) for tool in tools or ())


def answered(arguments: Any) -> str:
    """Return the original that a call's arguments name, JSON or a mapping; else what is wrong.

    A model reads the answer: no exception is raised for what it asked wrongly.
    """
    try:
        given = json.loads(arguments) if isinstance(arguments, str) else arguments
        return retrieve(str(given["hash"]).strip())
    except OriginalNotFoundError:
        return f"error: no original of that name is held; {TOOL} takes the 12 digits of a marker"
    except (ValueError, KeyError, TypeError, RecursionError):
        return f'error: {TOOL} takes {{"hash": "…"}}, the 12 digits that a marker names'


def _name(tool: Any) -> Any:
    """Return the name of a tool or of a function."""
    return _field(tool, "name")


def _field(thing: Any, name: str) -> Any:
    """Return a field of a mapping or of an SDK's object."""
    return thing.get(name) if isinstance(thing, Mapping) else getattr(thing, name, None)
