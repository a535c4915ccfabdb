"""Messages of libraries that stand between a program and a model.

Sources: the libraries' API references, read on 2026-11-28.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from headroom_lab.messages.foreign.table import Entry, Foreign, Test, of_format, parts_of

FORMATS: list[tuple[Foreign, Test]] = []
_LANGCHAIN = {"human", "ai", "system", "tool", "function", "chat", "remove", "developer"}
_LANGCHAIN_KEYS = {"additional_kwargs", "response_metadata"}
_VERCEL_PARTS = {"tool-call", "tool-result", "tool-invocation", "tool-approval-request",
                 "tool-approval-response", "step-start", "dynamic-tool", "source-url",
                 "source-document", "reasoning-file"}  # fmt: skip
_AUTOGEN = ("Message", "Event")


@of_format(
    FORMATS,
    "LangChain messages",
    "langchain_core.messages.convert_to_openai_messages(messages) makes them Chat messages",
)
def langchain(entry: Entry) -> bool:
    """Tell a message as dumped by pydantic, ``messages_to_dict`` or ``dumpd``."""
    if entry.get("lc") == 1 or (_LANGCHAIN_KEYS & entry.keys() and "blocks" not in entry):
        return True
    if any("args" in call and "function" not in call for call in parts_of(entry, "tool_calls")):
        return True
    kind = str(entry.get("type", "")).removesuffix("MessageChunk").lower()
    held = "content" in entry or isinstance(entry.get("data"), Mapping)
    return "role" not in entry and kind in _LANGCHAIN and held


@of_format(
    FORMATS,
    "messages of the Vercel AI SDK",
    "pass the request body that the provider sent to the vendor (result.request.body)",
)
def vercel(entry: Entry) -> bool:
    """Tell a UIMessage or a ModelMessage."""
    if "toolInvocations" in entry:
        return True
    kinds = {str(p.get("type")) for key in ("parts", "content") for p in parts_of(entry, key)}
    if kinds & _VERCEL_PARTS or any(k.startswith("data-") for k in kinds):
        return True
    texts = [p for p in parts_of(entry, "parts") if "text" in p and "type" in p]
    tools = [p for p in parts_of(entry, "parts") if "toolCallId" in p]
    media = [p for p in parts_of(entry) if "mediaType" in p or "mimeType" in p]
    return "role" in entry and bool(texts or tools or media)


@of_format(
    FORMATS,
    "LlamaIndex messages",
    "llama_index.llms.openai.utils.to_openai_message_dicts(messages) makes them Chat messages",
)
def llama_index(entry: Entry) -> bool:
    """Tell a ChatMessage with its blocks."""
    return any("block_type" in part for part in parts_of(entry, "blocks")) or (
        {"blocks", "additional_kwargs"} <= entry.keys()
    )


@of_format(
    FORMATS,
    "PydanticAI messages",
    "pass the request that was sent to the vendor (its client's hooks or logfire show it)",
)
def pydantic_ai(entry: Entry) -> bool:
    """Tell a ModelRequest or a ModelResponse."""
    parts = parts_of(entry, "parts")
    return any("part_kind" in part for part in parts) or (
        entry.get("kind") in ("request", "response") and "parts" in entry
    )


@of_format(
    FORMATS,
    "AutoGen messages",
    "pass {'role': …, 'content': …}; source is the name of an agent, not a role",
)
def autogen(entry: Entry) -> bool:
    """Tell a message of an agent chat or of a model context."""
    kind = entry.get("type")
    named = isinstance(kind, str) and kind.endswith(_AUTOGEN) and kind not in _AUTOGEN
    return "role" not in entry and named


@of_format(FORMATS, "entries of a DSPy history", "entry['messages'] are the Chat messages")
def dspy(entry: Entry) -> bool:
    """Tell an entry of ``lm.history``."""
    return (
        "role" not in entry and "outputs" in entry and bool({"prompt", "messages"} & entry.keys())
    )


@of_format(
    FORMATS,
    "messages of an Inspect log",
    "await inspect_ai.model.messages_to_openai(messages) makes them Chat messages",
)
def inspect_log(entry: Entry) -> bool:
    """Tell a ChatMessage: its calls name their function as a text."""
    calls = parts_of(entry, "tool_calls")
    named = any(isinstance(call.get("function"), str) for call in calls)
    return named or (entry.get("role") == "tool" and isinstance(entry.get("function"), str))


@of_format(
    FORMATS,
    "Haystack messages",
    "message.to_openai_dict_format() makes each a Chat message",
)
def haystack(entry: Entry) -> bool:
    """Tell a ChatMessage of version 2: private names, or parts named by their key."""
    if "_role" in entry and "_content" in entry:
        return True
    keys: set[Any] = {key for part in parts_of(entry) for key in part}
    return "meta" in entry and "role" in entry and bool(keys & {"text", "tool_call", "tool_call_result"})  # fmt: skip
