"""What Anthropic's own tools return (web search, web fetch, code execution, …) as blocks.

Such a result comes from the vendor and goes back to it as it is: none of its blocks can be
edited. Source: the types of the anthropic package, 2.14.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from headroom_lab.messages.blocks import Block, Speaker
from headroom_lab.messages.content_parts import READERS, part_blocks
from headroom_lab.messages.parts import as_json, text_of

Item = Mapping[str, Any]


def server_result_blocks(content: Any, speaker: Speaker) -> Iterator[Block]:
    """Yield the blocks of what one of the vendor's tools returned."""
    items = content if isinstance(content, list) else [content]
    if not items:
        yield speaker.says("")
    for item in items:
        yield from _item(item, speaker)


def _item(item: Any, speaker: Speaker) -> Iterator[Block]:
    """Yield the blocks of one piece of a result."""
    if not isinstance(item, Mapping):
        yield speaker.says(text_of(item))
        return
    kind = text_of(item.get("type"))
    if kind.endswith("_error"):
        words = [text_of(item[k]) for k in ("error_code", "error_message") if item.get(k)]
        yield speaker._replace(is_error=True).says(": ".join(words))
    elif kind in _ITEMS:
        yield from _ITEMS[kind](item, speaker)
    elif kind in READERS:
        yield from (block._replace(path=()) for block in part_blocks(item, speaker, ()))
    else:
        yield speaker.holds("other", item, as_json(item))


def _found_page(item: Item, speaker: Speaker) -> Iterator[Block]:
    """Yield a page that a web search found: its title, address and age; its text is sealed."""
    yield speaker.says(_lines(item, "title", "url", "page_age"))
    if item.get("encrypted_content"):
        yield speaker.holds("sealed", item)


def _fetched(item: Item, speaker: Speaker) -> Iterator[Block]:
    """Yield a page that was fetched: its address and the document."""
    yield speaker.says(_lines(item, "url", "retrieved_at"))
    yield from server_result_blocks(item.get("content"), speaker)


def _ran(item: Item, speaker: Speaker) -> Iterator[Block]:
    """Yield what code printed and the files that it left."""
    failed = speaker._replace(is_error=bool(item.get("return_code")))
    yield failed.says(_lines(item, "stdout", "stderr"))
    if item.get("encrypted_stdout"):
        yield failed.holds("sealed", item)
    for file in item.get("content") or ():
        if isinstance(file, Mapping):
            yield failed.holds("file", file)


def _edited(item: Item, speaker: Speaker) -> Iterator[Block]:
    """Yield what a text editor shows of a file or of a change."""
    given = item.get("content", item.get("lines"))
    lines = given if isinstance(given, list) else [given]
    yield speaker.says("\n".join(map(text_of, lines)))


def _found_tools(item: Item, speaker: Speaker) -> Iterator[Block]:
    """Yield the names of the tools that a search found."""
    found = [ref for ref in item.get("tool_references") or () if isinstance(ref, Mapping)]
    yield speaker.says("\n".join(text_of(ref.get("tool_name")) for ref in found))


def _advice(item: Item, speaker: Speaker) -> Iterator[Block]:
    """Yield an advisor's words, or that they are sealed."""
    if item.get("encrypted_content"):
        yield speaker.holds("sealed", item)
    else:
        yield speaker.says(text_of(item.get("text")))


def _lines(item: Item, *keys: str) -> str:
    """Return the texts at some keys, each on its line."""
    return "\n".join(text_of(item[key]) for key in keys if item.get(key))


_ITEMS: dict[str, Callable[[Item, Speaker], Iterator[Block]]] = {
    "web_search_result": _found_page,
    "web_fetch_result": _fetched,
    "code_execution_result": _ran,
    "bash_code_execution_result": _ran,
    "encrypted_code_execution_result": _ran,
    "text_editor_code_execution_view_result": _edited,
    "text_editor_code_execution_create_result": _edited,
    "text_editor_code_execution_str_replace_result": _edited,
    "tool_search_tool_search_result": _found_tools,
    "advisor_result": _advice,
    "advisor_redacted_result": _advice,
}
