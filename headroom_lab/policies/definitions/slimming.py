"""Definitions without what neither a validator nor a model would miss."""

from __future__ import annotations

from collections.abc import Sequence

from headroom_lab.messages import Message
from headroom_lab.messages.definitions import definitions
from headroom_lab.policies.definitions.changing import Change, ToolChanging, gone
from headroom_lab.policies.moments.occasion import Occasion
from headroom_lab.tokens import Tokenizer
from headroom_lab.waste.schema_words import slimmed


def slim_tools() -> SlimTools:
    """Return the policy that leaves out of tool definitions what says nothing.

    ``$schema``, a title that is the name again, a default of null, empty texts, examples over 200
    characters; a long text that stands in an earlier definition becomes a note of where. A schema
    accepts and refuses what it did. Decided at a stream's first request and on a cold cache.

    Example::

        tools = [retrieval_tool("openai_chat")]
        simulate(messages, "gpt-4o", policy=["lossless", slim_tools()], tools=tools).tools_after
    """
    return SlimTools("slim_tools")


class SlimTools(ToolChanging):
    """See ``slim_tools``."""

    def change(self, occasion: Occasion, messages: Sequence[Message], counter: Tokenizer) -> Change:
        """Return the tools without what says nothing."""
        found = definitions(occasion.request.tools)
        slim = slimmed(found)
        texts = [text for one in slim for _, _, text in one.gone]
        sizes = iter(counter.count_texts(texts))
        rows = [
            gone(one, at, why, next(sizes), text, path)
            for at, (one, less) in enumerate(zip(found, slim, strict=True))
            for path, why, text in less.gone
        ]
        return Change([one.raw for one in slim], tuple(rows))
