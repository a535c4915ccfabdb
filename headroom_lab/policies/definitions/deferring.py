"""Definitions of rarely used tools, kept back until the model searches for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any, Literal

from headroom_lab.config.checks import whole
from headroom_lab.errors import ConfigError, nearest
from headroom_lab.messages import Message
from headroom_lab.messages.calls import calls_in
from headroom_lab.messages.definitions import Definition, definitions
from headroom_lab.policies.definitions.changing import Change, ToolChanging, cache_mark, left
from headroom_lab.policies.definitions.dropping import calls_of
from headroom_lab.policies.definitions.searching import (
    best,
    form_of,
    search_tool,
    searches_itself,
)
from headroom_lab.policies.moments.occasion import Occasion
from headroom_lab.tokens import Tokenizer
from headroom_lab.tokens.definitions import tools_tokens
from headroom_lab.transforms.markers import TOOL as RETRIEVAL
from headroom_lab.transforms.questions import request_in

By = Literal["use", "query"]
ORDERS: tuple[By, ...] = ("use", "query")
KEEP = 5


def defer_tools(
    keep: int | Collection[str] = KEEP, by: By = "use", *, corpus: Any = None
) -> DeferTools:
    """Return the policy that keeps back the definitions of rarely used tools.

    One search tool takes their place and gives a definition when it is asked for: one more request
    in front of the first call of each. Where the vendor has such a search (Anthropic from Claude
    4.5 on, OpenAI's Responses from GPT-5.4 on) its own form is written, and what is found stands
    among the messages; elsewhere the client answers ours, and what is found joins the tools, which
    has the prefix written anew. In a stream, a raw response and an answer that calls other tools too
    it can't: a warning says so, and ``answer_search(call, tools)`` makes the answer. Decided at a stream's first request and on a cold cache. Where the
    search has as many tokens as what it stands for, nothing is kept back.

    Args:
        keep: how many tools stay, or which by name (5).
        by: which stay where it is a number: "use", those called most so far and in the corpus, or
            "query", those that fit the user's first message best ("use").
        corpus: conversations that tell which tools are called (None).

    Raises:
        ConfigError: for a number out of its range, another order, names that are none.

    Example::

        tools = [retrieval_tool("anthropic")]
        replay(messages, {"few": defer_tools(["Read"])}, model="claude-sonnet-4-5", tools=tools)
    """
    return DeferTools(keep, by, corpus)


class DeferTools(ToolChanging):
    """See ``defer_tools``."""

    def __init__(self, keep: int | Collection[str], by: By, corpus: Any) -> None:
        if by not in ORDERS:
            raise ConfigError(nearest("defer_tools: by", str(by), ORDERS))
        if isinstance(keep, str) or not isinstance(keep, (int, Collection)):
            raise ConfigError(f"defer_tools: keep: found {keep!r}, expected a number or names")
        self.names = frozenset() if isinstance(keep, int) else frozenset(map(str, keep))
        self.count = whole("defer_tools: keep", keep) if isinstance(keep, int) else 0
        self.by = by
        self.calls = Counter() if corpus is None else calls_of(corpus)
        said = f"{keep}" if isinstance(keep, int) else f"{sorted(self.names)}"
        super().__init__(f"defer_tools({said}{'' if by == 'use' else f', by={by!r}'})")

    def change(self, occasion: Occasion, messages: Sequence[Message], counter: Tokenizer) -> Change:
        """Return the tools that stay, the search, and what is kept back."""
        tools = occasion.request.tools or ()
        found = definitions(tools)
        stays = self._staying(found, messages)
        back = {
            one.name: one
            for one in found
            if one.name not in stays and one.schema is not None and not one.deferred
        }
        if not back:
            return Change(tools)
        form = form_of(found)
        own = searches_itself(form, occasion.request.model)
        here = [one.name not in back for one in found]
        kept, rows = left(tools, here, "kept back", counter)
        search = search_tool(form, back, own=own)
        search |= cache_mark(found, here)
        hidden = [_deferred(one) for one in back.values()] if own else []
        fewer = [*kept, search, *hidden]
        if tools_tokens(fewer, counter) >= tools_tokens(tools, counter):
            return Change(tools)
        return Change(fewer, rows, back, inline=own)

    def _staying(self, tools: Sequence[Definition], messages: Sequence[Message]) -> set[str]:
        """Return the names of the tools that stay."""
        known = [one for one in tools if one.schema is not None]
        stays = {one.name for one in known if one.name in self.names or one.name == RETRIEVAL}
        if self.by == "query":
            asked = next((text for m in messages if (text := request_in(m))), "")
            return stays | {one.name for one in best(known, asked, self.count)}
        calls = self.calls + calls_in(messages)
        called = sorted((o.name for o in known if o.name in calls), key=lambda n: -calls[n])
        return stays | set(called[: self.count])


def _deferred(one: Definition) -> dict[str, Any]:
    """Return a definition that the vendor keeps back; it takes no mark of the cache."""
    return {k: v for k, v in one.raw.items() if k != "cache_control"} | {"defer_loading": True}
