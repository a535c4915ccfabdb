"""How a tool's definition reads to a model that is shown functions as TypeScript.

Source: OpenAI harmony response format, "Function calling": a description stands as a comment above
what it tells of, arguments that needn't be given have a question mark, choices are joined by bars.
That page writes ``any`` for alternatives; here they stand one by one, as a model that knows them
must be shown them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from headroom_lab.messages.definitions import Definition
from headroom_lab.messages.parts import as_json

# Of all functions: the headings, and the braces of their namespace.
FRAME = "# Tools\n\n## functions\n\nnamespace functions {\n\n} // namespace functions\n"
_DEEPEST = 40
_TYPES = {"integer": "number", "array": "any[]", "object": "object"}
_SEVERAL = ("anyOf", "oneOf", "allOf")
Schema = Mapping[str, Any]


def as_typescript(one: Definition) -> str:
    """Return a function as TypeScript, its description and those of its arguments as comments."""
    schema = one.schema or {}
    told = "".join(_comments({"description": schema.get("description")}))
    lines = one.description.strip("\n").split("\n") if one.description else ()
    head = "".join(f"// {line}\n" for line in lines)
    return f"{head}type {one.name} = (_: {told}{_object(schema, 0)}) => any;\n\n"


def _object(schema: Schema, depth: int) -> str:
    """Return an object's arguments between braces, one a line."""
    known = schema.get("properties")
    parts = known.items() if isinstance(known, Mapping) and depth < _DEEPEST else ()
    needed = schema.get("required")
    needed = needed if isinstance(needed, list) else []
    lines = (_argument(name, part, name in needed, depth) for name, part in parts)
    return "".join(chain("{\n", lines, "}"))


def _argument(name: str, given: Any, needed: bool, depth: int) -> str:
    """Return an argument: its comments, its name, its type, what it is where none is given."""
    part = given if isinstance(given, Mapping) else {}
    mark = "" if needed else "?"
    default = f" // default: {as_json(part['default'])}" if "default" in part else ""
    return "".join((*_comments(part), f"{name}{mark}: {_type(part, depth + 1)},{default}\n"))


def _comments(part: Schema) -> Iterator[str]:
    """Yield the lines that tell of a part: its title, its description, its examples."""
    title, said, shown = part.get("title"), part.get("description"), part.get("examples")
    if isinstance(title, str) and title:
        yield f"// {title}\n//\n" if said else f"// {title}\n"
    if isinstance(said, str) and said:
        yield f"// {said}\n"
    if isinstance(shown, list) and shown:
        yield "// Examples:\n"
        yield from (f"// - {as_json(example)}\n" for example in shown)


def _type(part: Schema, depth: int) -> str:
    """Return a part's type."""
    if depth > _DEEPEST:
        return "any"
    several = next((part[key] for key in _SEVERAL if isinstance(part.get(key), list)), None)
    if isinstance(part.get("enum"), list) or "const" in part:
        return " | ".join(map(as_json, part.get("enum") or [part.get("const")]))
    if several is not None:
        found = (_type(one, depth + 1) for one in several if isinstance(one, Mapping))
        return " | ".join(dict.fromkeys(found)) or "any"
    kind = part.get("type")
    kinds = [_kind(part, one, depth) for one in (kind if isinstance(kind, list) else [kind])]
    return " | ".join([*kinds, "null"] if part.get("nullable") is True else kinds)


def _kind(part: Schema, kind: Any, depth: int) -> str:
    """Return one of a part's types: an object with its arguments, a list with its items."""
    if kind == "object" and isinstance(part.get("properties"), Mapping):
        return _object(part, depth)
    if kind == "array" and isinstance(part.get("items"), Mapping):
        return f"{_type(part['items'], depth + 1)}[]"
    return _TYPES.get(str(kind), str(kind or "any"))
