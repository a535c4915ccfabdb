"""Which of the three wire formats a message list is in, by the structure of all its messages.

Every message gives signs: the skeleton of a format (a call, a result, a typed item), a part
that only one format has, or a hint. The strongest kind of sign that there is decides; where it
speaks for two formats, the list is a mix and refused by name. Plain texts are Chat Completions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import IntEnum
from typing import Any, NamedTuple

from headroom_lab.errors import InvalidMessagesError
from headroom_lab.messages import anthropic, openai_chat, openai_responses
from headroom_lab.messages.blocks import Format

NAMES: dict[Format, str] = {
    "openai_chat": "OpenAI Chat",
    "anthropic": "Anthropic Messages",
    "openai_responses": "OpenAI Responses",
}
EXPECTED = "messages of OpenAI Chat, Anthropic Messages or OpenAI Responses"

# Fields of a message with a role, as the vendors' references and those of the routers that
# speak the same format name them.
FIELDS: dict[Format, frozenset[str]] = {
    "openai_chat": frozenset({
        "role", "content", "name", "tool_calls", "tool_call_id", "refusal", "audio",
        "function_call", "annotations", "parsed", "cache_control", "provider_specific_fields",
        "images", "tool_name", "prefix", "weight", "citations", "extra_content",
        "prompt_cache_breakpoint", *openai_chat.BESIDE,
    }),
    "anthropic": frozenset({
        "role", "content", "id", "type", "model", "stop_reason", "stop_sequence", "stop_details",
        "usage", "diagnostics", "input_transformations", "container", "context_management", "clear_at", "output_config",
    }),
    "openai_responses": frozenset({"role", "content", "id", "type", "status", "phase"}),
}  # fmt: skip


class Weight(IntEnum):
    """How much a sign says."""

    HINT = 1
    PART = 2
    SKELETON = 3


class Sign(NamedTuple):
    """What speaks for a format in a message."""

    format: Format
    weight: Weight
    what: str


_ITEMS = openai_responses.ITEMS - {"message"}
_CHAT_SKELETON = ("tool_calls", "tool_call_id", "function_call")
_CHAT_FIELDS = ("refusal", "audio", "images", *openai_chat.BESIDE)
_CHAT_PARTS = frozenset(
    {"image_url", "file", "video_url", "audio_url", "document_url", "input_video"}
)
_RESPONSES_PARTS = frozenset({"input_text", "output_text", "input_image", "input_file"})
_ANTHROPIC_PARTS = frozenset(
    {"thinking", "redacted_thinking", "search_result", "container_upload", "compaction",
     "tool_addition", "tool_removal", "mcp_tool_listing", "fallback"}
)  # fmt: skip
_ANTHROPIC_FIELDS = ("stop_reason", "stop_sequence", "container", "context_management")
_TELLING = frozenset({*_CHAT_SKELETON, *_CHAT_FIELDS, *_ANTHROPIC_FIELDS})


def signs_of(
    raws: Sequence[Mapping[str, Any]], known: Sequence[tuple[Sign, ...] | None]
) -> list[tuple[Sign, ...]]:
    """Return what speaks for a format in each message; ``known`` holds what was found before."""
    told: dict[tuple[Any, ...], tuple[Sign, ...]] = {}  # by shape, where that says it all
    found: list[tuple[Sign, ...]] = []
    for raw, signs in zip(raws, known, strict=True):
        shape = None if type(raw.get("content")) is list else (str(raw.get("role")), *raw)
        if signs is None and shape is not None:
            signs = told.get(shape)
        if signs is None:
            signs = tuple(_signs(raw))
            if shape is not None and "type" not in raw and _TELLING.isdisjoint(raw):
                told[shape] = signs
        found.append(signs)
    return found


def detect(signs: Iterable[Iterable[Sign]]) -> Format:
    """Return the wire format of a message list by the signs of each message.

    Raises InvalidMessagesError for a mix.
    """
    found: dict[tuple[Weight, Format], tuple[int, str]] = {}
    for index, said in enumerate(signs):
        for sign in said:
            found.setdefault((sign.weight, sign.format), (index, sign.what))
    for weight in sorted(Weight, reverse=True):
        formats = [form for form in NAMES if (weight, form) in found]
        if formats:
            return _one_of(formats, weight, [found[weight, form] for form in formats])
    return "openai_chat"


def _one_of(formats: list[Format], weight: Weight, where: list[tuple[int, str]]) -> Format:
    """Return the format that signs of one weight speak for."""
    if len(formats) == 1:
        return formats[0]
    if weight == Weight.HINT:
        return _by_hints(formats)
    if weight == Weight.PART and "openai_responses" not in formats:
        return "openai_chat"  # routers pass Anthropic's parts on in Chat messages
    told = [
        f"{NAMES[form]} (messages[{index}]: {what})"
        for form, (index, what) in zip(formats, where, strict=True)
    ]
    raise InvalidMessagesError(
        f"a mix of {' and '.join(told)}", "one format in one list", message=where[-1][0]
    )


def _by_hints(formats: list[Format]) -> Format:
    """Return what several hints come to: the format that has all that was seen."""
    if "openai_chat" in formats:  # the role "developer" is no word of Anthropic's
        return "openai_responses" if "anthropic" not in formats else "openai_chat"
    return "anthropic"  # answers of that API have the type "message" too


def _signs(raw: Mapping[str, Any]) -> Iterator[Sign]:
    """Yield what speaks for a format in one message."""
    role, kind = raw.get("role"), raw.get("type")
    if isinstance(kind, str) and kind in _ITEMS:
        yield Sign("openai_responses", Weight.SKELETON, f"item {kind!r}")
        return
    if role in ("tool", "function"):
        yield Sign("openai_chat", Weight.SKELETON, f"role {role!r}")
    elif role == "developer":
        yield Sign("openai_chat", Weight.HINT, "role 'developer'")
    elif role is None and raw.keys() <= {"id", "type"} and isinstance(raw.get("id"), str):
        yield Sign("openai_responses", Weight.HINT, "a reference to an item")
    if kind == "message":
        yield Sign("openai_responses", Weight.HINT, "type 'message'")
    for field in _CHAT_SKELETON:
        if raw.get(field):
            yield Sign("openai_chat", Weight.SKELETON, f"field {field!r}")
    for field in _CHAT_FIELDS:
        if raw.get(field):
            yield Sign("openai_chat", Weight.PART, f"field {field!r}")
    for field in _ANTHROPIC_FIELDS:
        if field in raw:
            yield Sign("anthropic", Weight.PART, f"field {field!r}")
    content = raw.get("content")
    if isinstance(content, list):
        for part in content:
            yield from _signs_of_part(part, answer=kind == "message")


def _signs_of_part(part: Any, answer: bool) -> Iterator[Sign]:
    """Yield what speaks for a format in a content part; ``answer`` if of type "message"."""
    kind = part.get("type") if isinstance(part, Mapping) else None
    if not isinstance(kind, str):
        return
    what = f"part {kind!r}"
    if kind == "text":
        if "cache_control" in part:
            yield Sign("anthropic", Weight.HINT, "'cache_control'")
        if answer:
            yield Sign("anthropic", Weight.PART, "a 'text' in an answer")
    elif kind in anthropic.CALLS or anthropic.is_result(part):
        yield Sign("anthropic", Weight.SKELETON, what)
    elif kind in _RESPONSES_PARTS:
        yield Sign("openai_responses", Weight.PART, what)
    elif kind in _CHAT_PARTS or (kind == "thinking" and isinstance(part.get("thinking"), list)):
        yield Sign("openai_chat", Weight.PART, what)
    elif kind in _ANTHROPIC_PARTS or (kind in ("image", "document") and "source" in part):
        yield Sign("anthropic", Weight.PART, what)
