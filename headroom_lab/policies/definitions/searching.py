"""The tool by which a model finds tools that are kept back: the vendor's own, else ours."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from headroom_lab.messages.blocks import Format
from headroom_lab.messages.definitions import Definition, definitions, in_form
from headroom_lab.messages.parts import as_json
from headroom_lab.providers.model_names import model_name
from headroom_lab.relevance.bm25 import BM25Scorer

TOOL = "headroom_find_tools"
MOST_FOUND = 5  # definitions in an answer, as many as the vendors' own searches give
# Which models search by themselves, from this version on. Sources: the SDKs anthropic and openai
# (ToolSearchToolBm25_20251119Param, responses.ToolSearchToolParam) and their guides to tool search,
# read 2026-11.
_SINCE = {"anthropic": (4, 5), "openai_responses": (5, 4)}
_VERSION = re.compile(r"(?:claude-(?:[a-z]+-)?|gpt-)(\d{1,2})(?:[.-](\d{1,2})(?!\d))?")
_OWN: Mapping[Format, Mapping[str, Any]] = {
    "anthropic": {"type": "tool_search_tool_bm25_20251119", "name": "tool_search_tool_bm25"},
    "openai_responses": {"type": "tool_search"},
}
_TOLD = (
    "Finds further tools by what they do and gives their definitions, after which they can be "
    "called. These can be found: "
)
_SCHEMA = {
    "type": "object",
    "properties": {
        "query": {"type": "string", "description": "a name, or words that say what for"}
    },
    "required": ["query"],
    "additionalProperties": False,
}


def form_of(tools: Sequence[Definition]) -> Format:
    """Return in which API's form tools are."""
    for one in tools:
        if "function" in one.raw:
            return "openai_chat"
        if one.raw.get("type") == "function":
            return "openai_responses"
    return "anthropic"


def searches_itself(form: Format, model: str | None) -> bool:
    """Tell whether a vendor's API searches for tools that a request defers."""
    found = _VERSION.search(model_name(model).name) if model else None
    since = _SINCE.get(form)
    return bool(found and since) and (int(found[1]), int(found[2] or 0)) >= since  # type: ignore[index,operator]


def search_tool(form: Format, names: Iterable[str], *, own: bool) -> dict[str, Any]:
    """Return the definition of the tool that searches: the vendor's ``own``, or ours."""
    if own:
        return dict(_OWN[form])
    return in_form(form, TOOL, _TOLD + ", ".join(names), _SCHEMA)


def best(tools: Sequence[Definition], query: str, most: int) -> list[Definition]:
    """Return the tools that fit a query best, in the order of the request."""
    names = {one.name for one in tools if one.name and one.name in query}
    scores = BM25Scorer().score_items([_said(one) for one in tools], query) if tools else []
    ranked = sorted(
        range(len(tools)), key=lambda at: (tools[at].name not in names, -scores[at], at)
    )
    fit = [at for at in ranked if scores[at] > 0 or tools[at].name in names]
    return [tools[at] for at in sorted(fit[:most])]


def found_tools(arguments: Any, tools: Iterable[Any]) -> str:
    """Return what a model's search is answered: definitions as JSON; else what is wrong."""
    try:
        given = json.loads(arguments) if isinstance(arguments, str) else arguments
        query = str(given["query"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return f'error: {TOOL} takes {{"query": "…"}}'
    known = [one for one in definitions(tools) if one.schema is not None and one.name != TOOL]
    named = [one for one in known if one.name and one.name in query]
    found = named[:MOST_FOUND] or best(known, query, MOST_FOUND)
    if not found:
        return "no tool fits; those that can be found: " + ", ".join(one.name for one in known)
    return as_json(
        [
            {"name": one.name, "description": one.description, "input_schema": one.schema}
            for one in found
        ]
    )


def names_in(answer: str) -> list[str]:
    """Return the names of the tools that an answer of our search gives."""
    try:
        found = json.loads(answer)
    except (ValueError, RecursionError):
        return []
    rows = found if isinstance(found, list) else []
    return [str(row["name"]) for row in rows if isinstance(row, Mapping) and "name" in row]


def _said(one: Definition) -> str:
    """Return what a tool is found by: its name, its description, its arguments."""
    known = one.schema.get("properties") if one.schema else None
    fields = " ".join(map(str, known)) if isinstance(known, Mapping) else ""
    return f"{one.name.replace('_', ' ')} {one.description} {fields.replace('_', ' ')}"
