"""The tokens of tool definitions, item by item, as the vendor counts them.

OpenAI's models are shown functions in a form of their own: since GPT-5 that of harmony, before it one
of which the cookbook gives the count; others are counted as JSON. What all tools share, such as the words that tell a model how to call
any, stands apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from headroom_lab.messages.definitions import Definition, definitions
from headroom_lab.messages.parts import as_json
from headroom_lab.providers.model_names import model_name
from headroom_lab.tokens.framing import reads_harmony
from headroom_lab.tokens.tokenizer import Tokenizer
from headroom_lab.tokens.typescript import FRAME, as_typescript

# The system prompt that Anthropic adds where a request has tools ("auto"). Source: Anthropic's
# pricing page, "Tool use pricing", read 2026-11: 346 for Claude 4 models, 264 to 530 for older ones.
ANTHROPIC_FRAME = 346
# What OpenAI counts beside the texts: a function, its arguments, each of these, each choice of an
# enumeration, and once for all functions. Source: OpenAI cookbook, "How to count tokens with
# tiktoken", counting tokens for tool calls, for gpt-4o; read 2026-11.
PER_FUNCTION, PER_ARGUMENTS, PER_ARGUMENT, ENUM, PER_CHOICE, OPENAI_FRAME = 7, 3, 3, -3, 3, 12
_DEEPEST = 40
_INSIDE = ("items", "additionalProperties")
_SEVERAL = ("anyOf", "oneOf", "allOf")


def definition_sizes(tools: Iterable[Any] | None, tokenizer: Tokenizer) -> list[int]:
    """Return the tokens of each tool's definition; one that the vendor defers has none."""
    found = definitions(tools)
    written = _written(tokenizer)
    lines = [written(one) if one.schema is not None else [(0, _json(one))] for one in found]
    sizes = iter(tokenizer.count_texts([text for each in lines for _, text in each]))
    whole = [sum(beside + next(sizes) for beside, _ in each) for each in lines]
    return [0 if one.deferred else size for one, size in zip(found, whole, strict=True)]


def frame_tokens(tools: Sequence[Any] | None, tokenizer: Tokenizer) -> int:
    """Return the tokens that all tools of a request share; 0 where it has none."""
    if tools and _harmony(tokenizer):
        return tokenizer.count_text(FRAME)
    frames = {"openai": OPENAI_FRAME, "anthropic": ANTHROPIC_FRAME}
    return frames.get(_maker(tokenizer) or "", 0) if tools else 0


def tools_tokens(tools: Sequence[Any] | None, tokenizer: Tokenizer) -> int:
    """Return the tokens of a request's tools, all that they share included."""
    return sum(definition_sizes(tools, tokenizer)) + frame_tokens(tools, tokenizer)


def _maker(tokenizer: Tokenizer) -> str | None:
    """Return who made the model whose tokens are counted; None for a counter of the caller's."""
    return None if tokenizer.counter is not None else model_name(tokenizer.model).maker


def _harmony(tokenizer: Tokenizer) -> bool:
    """Tell whether the model whose tokens are counted reads harmony."""
    return tokenizer.counter is None and reads_harmony(model_name(tokenizer.model))


def _written(tokenizer: Tokenizer) -> Callable[[Definition], list[tuple[int, str]]]:
    """Return what gives a definition's texts, each with what counts beside it."""
    if _harmony(tokenizer):
        return lambda one: [(0, as_typescript(one))]
    return _function if _maker(tokenizer) == "openai" else lambda one: [(0, _json(one))]


def _json(one: Definition) -> str:
    """Return a definition as JSON: name, description and schema, whatever form they came in."""
    if one.schema is None:
        return as_json(one.raw)
    return as_json({"name": one.name, "description": one.description, "input_schema": one.schema})


def _function(one: Definition) -> list[tuple[int, str]]:
    """Return a definition's texts as OpenAI counts them, each with what counts beside it."""
    arguments = list(_arguments(one.schema or {}, 0))
    told = (PER_FUNCTION, f"{one.name}:{one.description.rstrip('.')}")
    return [told, *([(PER_ARGUMENTS, "")] if arguments else []), *arguments]


def _arguments(schema: Mapping[str, Any], depth: int) -> Iterator[tuple[int, str]]:
    """Yield the texts of a schema's properties, those inside them too."""
    known = schema.get("properties")
    for name, part in known.items() if isinstance(known, Mapping) and depth < _DEEPEST else ():
        part = part if isinstance(part, Mapping) else {}
        said = str(part.get("description") or "").rstrip(".")
        yield PER_ARGUMENT, f"{name}:{_type(part)}:{said}"
        yield from _choices(part)
        yield from _inside(part, depth + 1)


def _choices(part: Mapping[str, Any]) -> Iterator[tuple[int, str]]:
    """Yield the choices of an enumeration."""
    if isinstance(part.get("enum"), list):
        yield ENUM, ""
        yield from ((PER_CHOICE, str(value)) for value in part["enum"])


def _inside(part: Mapping[str, Any], depth: int) -> Iterator[tuple[int, str]]:
    """Yield the texts of what a property holds: an object's own, a list's items, alternatives."""
    yield from _arguments(part, depth)
    inner = [part[key] for key in _INSIDE if isinstance(part.get(key), Mapping)]
    several = [part[key] for key in _SEVERAL if isinstance(part.get(key), list)]
    for one in (*inner, *(each for group in several for each in group)):
        if isinstance(one, Mapping) and depth < _DEEPEST:
            yield from _choices(one)
            yield from _inside(one, depth + 1)


def _type(part: Mapping[str, Any]) -> str:
    """Return what a property's type reads as."""
    kind = part.get("type")
    if isinstance(kind, list):
        return "|".join(map(str, kind))
    several: list[Any] = next(
        (part[key] for key in _SEVERAL if isinstance(part.get(key), list)), []
    )
    kinds = [str(one.get("type", "")) for one in several if isinstance(one, Mapping)]
    return str(kind or "|".join(kinds))
