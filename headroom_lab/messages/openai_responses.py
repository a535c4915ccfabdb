"""Responses API items: which blocks one holds.

Source: the OpenAI API reference, "Create a model response", input items, and the openai
package's types (``ResponseInputItemParam``, 3.57).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from headroom_lab.messages.blocks import Block, Role, Speaker
from headroom_lab.messages.content_parts import content_blocks, tools
from headroom_lab.messages.parts import as_json, text_of
from headroom_lab.messages.response_calls import CALLS, OWN, RESULTS

ROLES: dict[str, Role] = {
    "system": "system",
    "developer": "system",
    "user": "user",
    "assistant": "assistant",
}
# Items that are neither messages nor calls nor results, and who speaks in them.
OTHERS: dict[str, Role] = {
    "reasoning": "assistant",
    "compaction": "assistant",
    "compaction_summary": "assistant",
    "item_reference": "assistant",
    "mcp_list_tools": "system",
    "additional_tools": "system",
    "configuration_update": "system",
    "compaction_trigger": "system",
}
_LINKS = frozenset({"type", "id", "call_id", "status"})
ITEMS = frozenset({"message", *CALLS, *OWN, *RESULTS, *OTHERS})


def type_of(item: Mapping[str, Any]) -> str:
    """Return an item's type; one without a type is a message, or a reference to an item."""
    kind = item.get("type")
    if isinstance(kind, str):
        return kind
    return "item_reference" if "role" not in item and "id" in item else "message"


def role_of(item: Mapping[str, Any]) -> Role:
    """Return who speaks in an item."""
    kind = type_of(item)
    if kind == "message":
        return ROLES[item["role"]]
    return "tool" if kind in RESULTS or _answers(item) else OTHERS.get(kind, "assistant")


def _answers(item: Mapping[str, Any]) -> bool:
    """Tell whether an item of a kind that isn't known answers a call: by its name and its id."""
    return type_of(item).endswith("_output") and _is_linked(item)


def _is_linked(item: Mapping[str, Any]) -> bool:
    """Tell whether an item of a kind that isn't known belongs to a call."""
    return type_of(item) not in ITEMS and isinstance(item.get("call_id"), str)


def blocks(item: Mapping[str, Any], index: int) -> Iterator[Block]:
    """Yield the blocks of one Responses item, in reading order."""
    kind = type_of(item)
    speaker = Speaker(index, role_of(item))
    if kind == "message":
        yield from content_blocks(item.get("content"), speaker, ("content",))
    elif kind in CALLS:
        yield CALLS[kind](item, speaker)
    elif kind in OWN:
        yield from OWN[kind](item, speaker)
    elif kind in RESULTS:
        yield from RESULTS[kind](item, speaker)
    elif kind == "reasoning":
        yield from _reasoning(item, speaker)
    elif kind in ("compaction", "compaction_summary"):
        yield speaker.holds("sealed", item)
    elif kind == "item_reference":
        yield speaker.holds("reference", item)
    elif kind in ("mcp_list_tools", "additional_tools"):
        yield from tools(item, speaker, ())
    elif _is_linked(item):
        yield _unknown_half(item, speaker)
    elif kind not in OTHERS:
        yield speaker.holds("other", item, as_json(item))


def _unknown_half(item: Mapping[str, Any], speaker: Speaker) -> Block:
    """Return a call or a result of a kind that isn't known: whole, with the id that links it."""
    kind = item["type"]
    if kind.endswith("_call"):
        rest = {key: value for key, value in item.items() if key not in _LINKS}
        return speaker.calls(item["call_id"], kind.removesuffix("_call"), as_json(rest))
    return speaker._replace(call_id=item["call_id"]).holds("other", item, as_json(item))


def _reasoning(item: Mapping[str, Any], speaker: Speaker) -> Iterator[Block]:
    """Yield what a model thought: as summary or text, and sealed."""
    parts = [*(item.get("summary") or ()), *(item.get("content") or ())]
    texts = [text_of(part.get("text")) for part in parts if isinstance(part, Mapping)]
    yield speaker.thinks("\n".join(texts))
    if item.get("encrypted_content"):
        yield speaker.holds("sealed", item)
