"""Messages and answers of vendors' APIs other than the three that are read.

Sources: the vendors' API references, read on 2026-11-28.
"""

from __future__ import annotations

from collections.abc import Mapping

from headroom_lab.messages.foreign.table import Entry, Foreign, Test, of_format, parts_of

FORMATS: list[tuple[Foreign, Test]] = []
_BEDROCK = {"toolUse", "toolResult", "reasoningContent", "guardContent", "cachePoint"}
_BEDROCK_MEDIA = {"image", "document", "video", "audio", "text"}


@of_format(
    FORMATS,
    "contents of the Gemini API",
    "litellm or Gemini's OpenAI-compatible endpoint take Chat messages; pass those",
)
def gemini(entry: Entry) -> bool:
    """Tell a ``Content``: a role and untyped parts, or parts alone."""
    if "contents" in entry and "role" not in entry:
        return True
    parts = parts_of(entry, "parts")
    texts = entry.get("parts")
    if (
        isinstance(texts, (list, tuple))
        and "content" not in entry
        and any(isinstance(t, str) for t in texts)
    ):
        return True
    plain = bool(parts) and all("type" not in part and "part_kind" not in part for part in parts)
    return plain or (entry.get("role") == "model" and "parts" in entry)


@of_format(
    FORMATS,
    "messages of Bedrock's Converse API",
    "pass the Messages API form ('anthropic' on Bedrock) or Chat messages",
)
def bedrock(entry: Entry) -> bool:
    """Tell a Converse message: untyped content blocks, each an object with one key."""
    if "role" not in entry or "meta" in entry:
        return False
    parts = [part for part in parts_of(entry) if "type" not in part]
    keys = {key for part in parts for key in part}
    return bool(keys & _BEDROCK) or (bool(keys) and keys <= _BEDROCK_MEDIA)


@of_format(FORMATS, "Cohere's chat_history", "Cohere's v2 API takes Chat messages; pass those")
def cohere(entry: Entry) -> bool:
    """Tell a message of Cohere's first chat API."""
    return entry.get("role") in ("USER", "CHATBOT", "SYSTEM", "TOOL") and "content" not in entry


@of_format(FORMATS, "a Chat response", "response.choices[0].message is one")
def chat_response(entry: Entry) -> bool:
    """Tell a whole answer of Chat Completions, or a chunk of a streamed one."""
    return isinstance(entry.get("choices"), list) and "role" not in entry


@of_format(FORMATS, "a response of the Responses API", "its items are response.output")
def response(entry: Entry) -> bool:
    """Tell a whole answer of the Responses API."""
    return entry.get("object") == "response" and "output" in entry


@of_format(FORMATS, "events of a stream", "pass the message that the SDK puts together from them")
def stream_event(entry: Entry) -> bool:
    """Tell an event of a streamed answer of Anthropic or of the Responses API."""
    kind = entry.get("type")
    names = ("message_", "content_block_", "response.")
    return isinstance(kind, str) and "role" not in entry and kind.startswith(names)


@of_format(
    FORMATS,
    "messages of an Assistants thread",
    "{'role': m.role, 'content': m.content[0].text.value} makes one a Chat message",
)
def assistants(entry: Entry) -> bool:
    """Tell a message of a thread: its texts are objects with a value."""
    texts = [part.get("text") for part in parts_of(entry)]
    return entry.get("object") == "thread.message" or any(
        isinstance(text, Mapping) and "value" in text for text in texts
    )


@of_format(FORMATS, "a conversation exported from ChatGPT", "pass what was sent to the API")
def chatgpt_export(entry: Entry) -> bool:
    """Tell an exported conversation or one of its messages."""
    author = entry.get("author")
    return isinstance(entry.get("mapping"), Mapping) or (
        isinstance(author, Mapping) and "role" in author
    )


@of_format(FORMATS, "a conversation exported from Claude", "pass what was sent to the API")
def claude_export(entry: Entry) -> bool:
    """Tell an exported conversation or one of its messages."""
    return "chat_messages" in entry or ("sender" in entry and "role" not in entry)
