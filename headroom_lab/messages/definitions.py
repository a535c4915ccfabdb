"""Definitions of tools, whatever form a request, a log or an MCP server has them in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any, NamedTuple

from headroom_lab.messages.blocks import Format
from headroom_lab.messages.parts import plain

# A schema's field by the form: Messages, Chat and Responses, MCP's tools/list.
SCHEMAS = ("input_schema", "parameters", "inputSchema")


class Definition(NamedTuple):
    """A tool as a model is told of it: ``raw`` is its form in the request, as plain data.

    ``schema`` is None for a tool whose arguments the vendor knows; ``deferred`` says that the vendor
    keeps it out of the context until it is searched for.
    """

    name: str
    description: str
    schema: Mapping[str, Any] | None
    raw: Mapping[str, Any]
    deferred: bool = False

    def with_schema(self, schema: Mapping[str, Any] | None) -> dict[str, Any]:
        """Return the tool in its own form with another schema."""
        raw = dict(self.raw)
        if isinstance(inner := raw.get("function"), Mapping):
            return {**raw, "function": _with_schema(inner, schema)}
        return _with_schema(raw, schema)


def definitions(tools: Iterable[Any] | None) -> list[Definition]:
    """Return the definitions of a request's tools, in their order."""
    return [_read(raw) for tool in tools or () if isinstance(raw := plain(tool), Mapping)]


def _read(raw: Mapping[str, Any]) -> Definition:
    """Return one definition."""
    held = raw.get("function")
    inner = held if isinstance(held, Mapping) else raw
    is_function = inner is held or raw.get("type") == "function"  # which needn't take anything
    schema: Any = next((inner[f] for f in SCHEMAS if f in inner), {} if is_function else None)
    name = inner.get("name") or inner.get("type") or ""
    return Definition(
        str(name),
        str(inner.get("description") or ""),
        schema if isinstance(schema, Mapping) else None,
        raw,
        raw.get("defer_loading") is True,
    )


def _with_schema(inner: Mapping[str, Any], schema: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the fields of a tool with another schema, where it has one."""
    field = next((field for field in SCHEMAS if field in inner), None)
    return dict(inner) if field is None else {**inner, field: schema}


def in_form(
    form: Format, name: str, description: str, schema: Mapping[str, Any], *, strict: bool = False
) -> dict[str, Any]:
    """Return a tool's definition as an API takes it.

    ``strict`` has OpenAI hold the model to the schema.
    """
    own = deepcopy(dict(schema))
    if form == "anthropic":
        return {"name": name, "description": description, "input_schema": own}
    function: dict[str, Any] = {"name": name, "description": description, "parameters": own}
    function.update({"strict": True} if strict else {})
    if form == "openai_responses":
        return {"type": "function", **function}
    return {"type": "function", "function": function}
