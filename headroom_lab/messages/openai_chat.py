"""Chat Completions messages: which blocks one holds.

Routers and other vendors speak the same format with a few fields more: thinking beside the
content, Ollama's images and calls without ids. Sources: the OpenAI API reference, "Create chat
completion", and the openai package's types; LiteLLM's, OpenRouter's, DeepSeek's and Ollama's
references, read on 2026-11-28.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from headroom_lab.messages.blocks import Block, Role, Speaker
from headroom_lab.messages.content_parts import content_blocks, part_blocks
from headroom_lab.messages.parts import text_of

ROLES: dict[str, Role] = {
    "system": "system",
    "developer": "system",
    "user": "user",
    "assistant": "assistant",
    "tool": "tool",
    "function": "tool",
}
# What a model thought, as text beside its answer: DeepSeek's, OpenRouter's, Ollama's, Cohere's
# spelling. The first that is there counts: routers repeat one thought under several names.
THOUGHTS = ("reasoning_content", "reasoning", "thinking", "tool_plan")
_ANSWER = frozenset({"refusal", "audio", "tool_calls", "function_call"})
BESIDE = frozenset({"thinking_blocks", "reasoning_details", *THOUGHTS})


def blocks(message: Mapping[str, Any], index: int) -> Iterator[Block]:
    """Yield the blocks of one Chat Completions message, in reading order."""
    role = ROLES[message["role"]]
    speaker = _tool(message, index) if role == "tool" else Speaker(index, role)
    if role == "assistant" and not BESIDE.isdisjoint(message):
        yield from _thinking(message, speaker)
    content = message.get("content")
    if isinstance(content, str):
        if content or role == "tool":
            yield speaker.says(content, ("content",))
    elif content is not None or role == "tool":
        yield from content_blocks(content, speaker, ("content",))
    if role == "assistant" and not _ANSWER.isdisjoint(message):
        yield from _answer(message, speaker)
    elif "images" in message:
        yield from _images(message["images"] or (), speaker)


def _tool(message: Mapping[str, Any], index: int) -> Speaker:
    """Return the speaker of a tool's message."""
    tool = message.get("name") or message.get("tool_name")
    return Speaker(index, "tool", message.get("tool_call_id"), tool)


def _thinking(message: Mapping[str, Any], speaker: Speaker) -> Iterator[Block]:
    """Yield what a model thought before it answered, once, in whichever field it stands."""
    if message.get("thinking_blocks"):
        yield from content_blocks(message["thinking_blocks"], speaker, ("thinking_blocks",))
    elif message.get("reasoning_details"):
        for detail in message["reasoning_details"]:
            yield from _detail(detail, speaker)
    else:
        thought = next((message[field] for field in THOUGHTS if message.get(field)), None)
        if thought is not None:
            yield speaker.thinks(text_of(thought))


def _detail(detail: Any, speaker: Speaker) -> Iterator[Block]:
    """Yield one of OpenRouter's reasoning details: a text, a summary, or sealed."""
    if not isinstance(detail, Mapping):
        yield speaker.thinks(text_of(detail))
    elif detail.get("data"):
        yield speaker.holds("sealed", detail)
    else:
        yield speaker.thinks(text_of(detail.get("text", detail.get("summary"))))


def _images(images: Any, speaker: Speaker) -> Iterator[Block]:
    """Yield Ollama's images, which stand as base64 beside the content."""
    for image in images:
        part = image if isinstance(image, Mapping) else {"type": "image", "data": text_of(image)}
        yield from part_blocks(part, speaker, ())


def _answer(message: Mapping[str, Any], speaker: Speaker) -> Iterator[Block]:
    """Yield what an assistant's message holds beside its content: refusal, audio, calls."""
    if message.get("refusal"):
        yield speaker.says(text_of(message["refusal"]))
    audio = message.get("audio")
    if isinstance(audio, Mapping):
        yield speaker.holds("audio", audio, text_of(audio.get("transcript")))
    for call in message.get("tool_calls") or ():
        inner = call.get("function") or call.get("custom") or {}
        arguments = inner.get("arguments", inner.get("input"))
        yield speaker.calls(call.get("id"), inner.get("name"), arguments)
    old = message.get("function_call")
    if isinstance(old, Mapping):
        yield speaker.calls(None, old.get("name"), old.get("arguments"))
