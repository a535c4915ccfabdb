"""Definitions of tools, whatever form a request, a log or an MCP server has them in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

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

    def told(self, description: str, schema: Mapping[str, Any] | None) -> dict[str, Any]:
        """Return the tool in its own form with another description and schema."""
        raw = dict(self.raw)
        if isinstance(inner := raw.get("function"), Mapping):
            return {**raw, "function": _told(inner, description, schema)}
        return _told(raw, description, schema)


def definitions(tools: Iterable[Any] | None) -> list[Definition]:
    """Return the definitions of a request's tools, in their order."""
    return [_read(raw) for tool in tools or () if isinstance(raw := plain(tool), Mapping)]


def _read(raw: Mapping[str, Any]) -> Definition:
    """Return one definition."""
    held = raw.get("function")
    inner = held if isinstance(held, Mapping) else raw
    schema = next((inner[field] for field in SCHEMAS if field in inner), None)
    name = inner.get("name") or inner.get("type") or ""
    return Definition(
        str(name),
        str(inner.get("description") or ""),
        schema if isinstance(schema, Mapping) else None,
        raw,
        raw.get("defer_loading") is True,
    )


def _told(
    inner: Mapping[str, Any], description: str, schema: Mapping[str, Any] | None
) -> dict[str, Any]:
    """Return the fields of a tool with another description and schema, where it has such."""
    found = dict(inner)
    if "description" in inner or description:
        found["description"] = description
    field = next((field for field in SCHEMAS if field in inner), None)
    return found if field is None else {**found, field: schema}
