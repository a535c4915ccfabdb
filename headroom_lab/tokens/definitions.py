"""The tokens of tool definitions, item by item, as the vendor counts them.

OpenAI shows a model its functions as TypeScript, which is what is counted; others as JSON. What all
tools share, such as the words that tell a model how to call any, stands apart.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from headroom_lab.messages.definitions import Definition, definitions
from headroom_lab.messages.parts import as_json
from headroom_lab.providers.model_names import model_name
from headroom_lab.tokens.tokenizer import Tokenizer

# The system prompt that Anthropic adds where a request has tools ("auto"). Source: Anthropic's
# pricing page, "Tool use pricing", read 2026-11: 346 for Claude 4 models, 264 to 530 for older ones.
ANTHROPIC_FRAME = 346
# What stands around all of OpenAI's functions; found of recorded requests of gpt-4o, gpt-4.1 and
# gpt-5.2 (public logs of langfuse and pydantic-ai, read 2026-11).
_OPENAI_HEAD = "# Tools\n\n## functions\n\nnamespace functions {\n\n} // namespace functions"
_TYPES = {"integer": "number", "object": "object", "array": "any[]"}


def definition_sizes(tools: Iterable[Any] | None, tokenizer: Tokenizer) -> list[int]:
    """Return the tokens of each tool's definition; one that the vendor defers has none."""
    found = definitions(tools)
    write = _typescript if _reads_typescript(tokenizer) else _json
    sizes = tokenizer.count_texts([write(one) for one in found])
    return [0 if one.deferred else size for one, size in zip(found, sizes, strict=True)]


def frame_tokens(tools: Sequence[Any] | None, tokenizer: Tokenizer) -> int:
    """Return the tokens that all tools of a request share; 0 where it has none."""
    if not tools:
        return 0
    if _reads_typescript(tokenizer):
        return tokenizer.count_text(_OPENAI_HEAD)
    return ANTHROPIC_FRAME if _maker(tokenizer) == "anthropic" else 0


def tools_tokens(tools: Sequence[Any] | None, tokenizer: Tokenizer) -> int:
    """Return the tokens of a request's tools, all that they share included."""
    return sum(definition_sizes(tools, tokenizer)) + frame_tokens(tools, tokenizer)


def _maker(tokenizer: Tokenizer) -> str | None:
    """Return who made the model whose tokens are counted; None for a counter of the caller's."""
    return None if tokenizer.counter is not None else model_name(tokenizer.model).maker


def _reads_typescript(tokenizer: Tokenizer) -> bool:
    """Tell whether a model is shown its functions as TypeScript: OpenAI's."""
    return _maker(tokenizer) == "openai"


def _json(one: Definition) -> str:
    """Return a definition as JSON: name, description and schema, whatever form they came in."""
    if one.schema is None:
        return as_json(one.raw)
    return as_json({"name": one.name, "description": one.description, "input_schema": one.schema})


def _typescript(one: Definition) -> str:
    """Return a definition as TypeScript."""
    if one.schema is None:
        return as_json(one.raw)
    fields = "\n".join(_fields(one.schema))
    arguments = f"(_: {{\n{fields}\n}})" if fields else "()"
    return f"{_comment(one.description)}type {one.name} = {arguments} => any;\n\n"


def _fields(schema: Mapping[str, Any], indent: str = "") -> Iterator[str]:
    """Yield the lines of a schema's properties."""
    known, required = schema.get("properties"), schema.get("required")
    for name, part in known.items() if isinstance(known, Mapping) else ():
        mark = "" if isinstance(required, list) and name in required else "?"
        if not isinstance(part, Mapping):
            continue
        said = _comment(str(part.get("description") or ""), indent)
        default = f" // default: {json.dumps(part['default'])}" if "default" in part else ""
        yield f"{said}{indent}{name}{mark}: {_type(part, indent)},{default}"


def _type(part: Any, indent: str) -> str:
    """Return a schema as a type."""
    if not isinstance(part, Mapping):
        return "any"
    if isinstance(part.get("enum"), list):
        return " | ".join(json.dumps(value) for value in part["enum"])
    several = part.get("anyOf") or part.get("oneOf")
    if isinstance(several, list):
        return " | ".join(_type(one, indent) for one in several)
    kind = part.get("type")
    if isinstance(kind, list):
        return " | ".join(_type({**part, "type": one}, indent) for one in kind)
    if kind == "array" and "items" in part:
        return f"{_type(part['items'], indent)}[]"
    if kind == "object" and isinstance(part.get("properties"), Mapping):
        inner = "\n".join(_fields(part, indent + "  "))
        return f"{{\n{inner}\n{indent}}}"
    return _TYPES.get(str(kind), str(kind or "any"))


def _comment(text: str, indent: str = "") -> str:
    """Return a description as comments, a line each."""
    return "".join(f"{indent}// {line}\n" for line in text.splitlines())
