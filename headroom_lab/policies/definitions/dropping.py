"""Definitions of tools that nobody calls, left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from headroom_lab.errors import ConfigError
from headroom_lab.messages import Message
from headroom_lab.messages.calls import calls_in
from headroom_lab.messages.definitions import definitions
from headroom_lab.messages.given import is_one, request_of
from headroom_lab.policies.definitions.changing import Change, ToolChanging, cache_mark, left
from headroom_lab.policies.moments.occasion import Occasion
from headroom_lab.tokens import Tokenizer
from headroom_lab.transforms.markers import TOOL as RETRIEVAL


def drop_unused_tools(corpus: Any, *, keep: Collection[str] = ()) -> DropUnusedTools:
    """Return the policy that leaves out the tools that no conversation of a corpus called.

    Which were called is worked out here, once. A tool that a conversation has called by the time it
    is decided stays. A model can't call what was left out: where it may need to, ``defer_tools``.

    Args:
        corpus: conversations, as ``simulate`` takes one each: a Corpus, traces, a list, or names of
            tools that are called.
        keep: names of tools that stay in any case (none).

    Raises:
        ConfigError: where no conversation of the corpus calls any tool, and for names that are none.

    Example::

        tools = [retrieval_tool("openai_chat")]
        simulate(messages, "gpt-4o", policy=drop_unused_tools(corpus), tools=tools).tools_after
    """
    return DropUnusedTools(_called(corpus), _names("drop_unused_tools", keep))


class DropUnusedTools(ToolChanging):
    """See ``drop_unused_tools``."""

    def __init__(self, called: frozenset[str], keep: frozenset[str]) -> None:
        self.called = called | keep | {RETRIEVAL}
        super().__init__(f"drop_unused_tools({len(called)} called)")

    def change(self, occasion: Occasion, messages: Sequence[Message], counter: Tokenizer) -> Change:
        """Return the tools that are called; those of the vendor stay."""
        called = self.called.union(calls_in(messages))
        found = definitions(occasion.request.tools)
        stays = [one.name in called or one.schema is None for one in found]
        kept, rows = left(occasion.request.tools or (), stays, "never called", counter)
        if kept and "cache_control" not in kept[-1]:
            kept[-1] = {**kept[-1], **cache_mark(found, stays)}
        return Change(kept, rows)


def calls_of(corpus: Any) -> Counter[str]:
    """Return how often each tool is called in the conversations of a corpus."""
    found: Counter[str] = Counter()
    for one in _each(corpus):
        found += calls_in(request_of(one).conversation.messages)
    return found


def _called(corpus: Any) -> frozenset[str]:
    """Return the names of the tools that are called."""
    if isinstance(corpus, (set, frozenset)) or _are_names(corpus):
        return _names("drop_unused_tools", corpus)
    found = frozenset(calls_of(corpus))
    if not found:
        raise ConfigError(
            "drop_unused_tools: found no call of a tool in the corpus, expected sessions in which "
            "tools are called"
        )
    return found


def _each(corpus: Any) -> list[Any]:
    """Return the conversations of a corpus: a mapping's values, the items of what holds several."""
    items = list(corpus) if hasattr(corpus, "__iter__") and not isinstance(corpus, Mapping) else []
    if items and all(hasattr(item, "messages") for item in items):
        return items
    if is_one(corpus):
        return [corpus]
    return list(corpus.values()) if isinstance(corpus, Mapping) else items


def _are_names(given: Any) -> bool:
    """Tell whether something is a list of names."""
    return isinstance(given, (list, tuple)) and bool(given) and isinstance(given[0], str)


def _names(call: str, given: Any) -> frozenset[str]:
    """Return names; ConfigError for what is none."""
    if isinstance(given, str) or not all(isinstance(name, str) for name in given):
        raise ConfigError(f"{call}: found {given!r}, expected names of tools")
    return frozenset(given)
