"""The typed parts of a message's content that several APIs share: which blocks one holds.

Routers and proxies pass one vendor's parts on in another's messages, so one table knows all of
them. Sources: the types of the openai package (3.57) and of the anthropic package (2.14);
Mistral's and OpenRouter's API references, both read on 2026-11-28.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from headroom_lab.messages.blocks import Block, Path, Speaker
from headroom_lab.messages.parts import as_json, text_of

Part = Mapping[str, Any]
_IMAGE = frozenset({"source", "data", "url", "image_url", "file_id", "base64"})
_FILE = frozenset({"file", "file_data", "file_id", "file_url"})
Reader = Callable[[Part, Speaker, Path], Iterator[Block]]


def part_blocks(part: Any, speaker: Speaker, path: Path) -> Iterator[Block]:
    """Yield the blocks of one content part at ``path``; an unknown one is of the kind "other"."""
    if isinstance(part, str):
        yield speaker.says(part, path)
        return
    reader = READERS.get(part.get("type")) if isinstance(part, Mapping) else None
    if reader is not None:
        yield from reader(part, speaker, path)
    elif isinstance(part, Mapping):
        yield speaker.holds("other", part, as_json(part))
    else:
        yield speaker.holds("other", {"type": type(part).__name__, "value": part}, text_of(part))


def content_blocks(content: Any, speaker: Speaker, path: Path) -> Iterator[Block]:
    """Yield the blocks of a content: a text, a list of parts, or one part.

    A result that is empty still yields one block; no other empty content yields any.
    """
    if isinstance(content, str):
        if content or speaker.role == "tool":
            yield speaker.says(content, path)
    elif isinstance(content, list) and content:
        for position, part in enumerate(content):
            yield from part_blocks(part, speaker, (*path, position))
    elif isinstance(content, Mapping) and content.get("type") in READERS:
        yield from part_blocks(content, speaker, path)
    elif content or speaker.role == "tool":
        yield speaker.says(text_of(content or None))


def _text(part: Part, speaker: Speaker, path: Path) -> Iterator[Block]:
    """Yield a text."""
    text = part.get("text")
    yield (
        speaker.says(text, (*path, "text"))
        if isinstance(text, str)
        else speaker.says(text_of(text))
    )


def _refusal(part: Part, speaker: Speaker, path: Path) -> Iterator[Block]:
    """Yield a refusal's words."""
    yield speaker.says(text_of(part.get("refusal")))


def thinking(part: Part, speaker: Speaker, path: Path) -> Iterator[Block]:
    """Yield thinking: Anthropic's text, Mistral's list of parts."""
    given = part.get("thinking")
    if isinstance(given, list):
        given = "\n".join(text_of(p.get("text")) for p in given if isinstance(p, Mapping))
    yield speaker.thinks(text_of(given))


def _sealed(part: Part, speaker: Speaker, path: Path) -> Iterator[Block]:
    """Yield what only the vendor can read."""
    yield speaker.holds("sealed", part)


def _image(part: Part, speaker: Speaker, path: Path) -> Iterator[Block]:
    """Yield an image; what another API calls so is unknown."""
    known = part.get("type") != "image" or not _IMAGE.isdisjoint(part)
    yield speaker.holds("image", part) if known else speaker.holds("other", part, as_json(part))


def _audio(part: Part, speaker: Speaker, path: Path) -> Iterator[Block]:
    """Yield an audio with what is said in it where that is told."""
    yield speaker.holds("audio", part, text_of(part.get("transcript")))


def _unread(part: Part, speaker: Speaker, path: Path) -> Iterator[Block]:
    """Yield a file of which it isn't known what a model reads."""
    yield speaker.holds("file", part)


def _file(part: Part, speaker: Speaker, path: Path) -> Iterator[Block]:
    """Yield a file of the OpenAI APIs: a document where its content or a link is here.

    What another API calls a file is unknown.
    """
    if part.get("type") == "file" and _FILE.isdisjoint(part):
        yield speaker.holds("other", part, as_json(part))
        return
    inner = part.get("file")
    file = inner if isinstance(inner, Mapping) else part
    here = file.get("file_data") or file.get("file_url")
    yield speaker.holds("document" if here else "file", part, text_of(file.get("filename")))


def _document(part: Part, speaker: Speaker, path: Path) -> Iterator[Block]:
    """Yield a document: one made of text as its texts, any other with its title and context."""
    source = part.get("source")
    given = source if isinstance(source, Mapping) else {}
    head = "\n".join(text_of(part[key]) for key in ("title", "context") if part.get(key))
    inner: Path = (*path, "source")
    if given.get("type") == "text":
        yield from [speaker.says(head)] if head else []
        yield from content_blocks(given.get("data"), speaker, (*inner, "data"))
    elif given.get("type") == "content":
        yield from [speaker.says(head)] if head else []
        yield from content_blocks(given.get("content"), speaker, (*inner, "content"))
    else:
        yield speaker.holds("file" if given.get("type") == "file" else "document", part, head)


def _search_result(part: Part, speaker: Speaker, path: Path) -> Iterator[Block]:
    """Yield a search result that the caller gives: its title and source, its texts."""
    yield speaker.says("\n".join(text_of(part[k]) for k in ("title", "source") if part.get(k)))
    yield from content_blocks(part.get("content"), speaker, (*path, "content"))


def _compaction(part: Part, speaker: Speaker, path: Path) -> Iterator[Block]:
    """Yield what stands for the messages before: a summary, sealed or not."""
    if part.get("content"):
        yield speaker.says(text_of(part["content"]))
    if part.get("encrypted_content") or not part.get("content"):
        yield speaker.holds("sealed", part)


def tools(part: Part, speaker: Speaker, path: Path) -> Iterator[Block]:
    """Yield definitions of tools."""
    yield speaker.holds("tools", part, as_json(part.get("tools", part.get("tool"))))


def _tool_reference(part: Part, speaker: Speaker, path: Path) -> Iterator[Block]:
    """Yield the name of a tool that a search for tools found."""
    yield speaker.says(text_of(part.get("tool_name")))


def _browser_state(part: Part, speaker: Speaker, path: Path) -> Iterator[Block]:
    """Yield what a browser shows: its tabs and what changed."""
    state = {key: part[key] for key in ("tabs", "state_changes") if part.get(key)}
    yield speaker.says(as_json(state))


def _fallback(part: Part, speaker: Speaker, path: Path) -> Iterator[Block]:
    """Yield nothing: a note on which model answered."""
    yield from ()


READERS: dict[Any, Reader] = {
    "text": _text,
    "input_text": _text,
    "output_text": _text,
    "summary_text": _text,
    "reasoning_text": _text,
    "refusal": _refusal,
    "thinking": thinking,
    "redacted_thinking": _sealed,
    "compaction": _compaction,
    "image": _image,
    "image_url": _image,
    "input_image": _image,
    "computer_screenshot": _image,
    "audio": _audio,
    "input_audio": _audio,
    "audio_url": _audio,
    "document": _document,
    "document_url": lambda part, speaker, path: iter([speaker.holds("document", part)]),
    "file": _file,
    "input_file": _file,
    "video": _unread,
    "video_url": _unread,
    "input_video": _unread,
    "container_upload": _unread,
    "search_result": _search_result,
    "tool_reference": _tool_reference,
    "tool_addition": tools,
    "tool_removal": tools,
    "mcp_tool_listing": tools,
    "browser_state": _browser_state,
    "fallback": _fallback,
}
