"""Tool definitions that a conversation didn't need, and what the others say to no one."""

from __future__ import annotations

from headroom_lab.messages.calls import calls_in
from headroom_lab.messages.definitions import definitions
from headroom_lab.messages.given import Request
from headroom_lab.tokens import Tokenizer
from headroom_lab.tokens.definitions import definition_sizes
from headroom_lab.waste.schema_words import slimmed


def tool_waste(request: Request, tokenizer: Tokenizer) -> dict[str, int]:
    """Return the tokens of tools that are never called, and of idle words in the others.

    Where a conversation calls no tool yet, none is taken for unused.
    """
    if not request.tools:
        return {}
    found = definitions(request.tools)
    called = calls_in(request.conversation.messages)
    sizes = definition_sizes(request.tools, tokenizer)
    slim = definition_sizes([one.raw for one in slimmed(found)], tokenizer)
    needed = [not called or one.name in called or one.schema is None for one in found]
    pairs = list(zip(sizes, slim, needed, strict=True))
    return {
        "unused_tool_tokens": sum(size for size, _, need in pairs if not need),
        "schema_tokens": sum(size - less for size, less, need in pairs if need),
    }
