"""Other tool definitions in a stream: decided at its first request and on a cold cache.

Definitions stand at the head of what is sent, so that a change has the whole prefix written anew:
what was decided stays until the cache is cold, or until the request itself has other tools.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from headroom_lab.messages import Message
from headroom_lab.messages.calls import calls_in
from headroom_lab.messages.definitions import Definition, definitions
from headroom_lab.messages.parts import as_json, plain
from headroom_lab.policies.definitions.searching import TOOL, names_in
from headroom_lab.policies.moments.moment import Moment
from headroom_lab.policies.moments.occasion import ExtraRequest, Occasion, Sender, Sent
from headroom_lab.policies.moments.reading import StreamReading
from headroom_lab.policies.moments.waiting import is_cold
from headroom_lab.results import Removal
from headroom_lab.results.removal import TOOLS
from headroom_lab.tokens import Tokenizer
from headroom_lab.tokens.definitions import definition_sizes
from headroom_lab.transforms.base import Context
from headroom_lab.transforms.originals import remember

# Output of a request that searches for a tool: about that of any short call (the median of recorded
# calls is 100). The call stays in the context, as what it found does.
SEARCH_TOKENS = 100


@dataclass(frozen=True)
class Change:
    """Tools as they are sent, what went, and what is kept back until it is asked for.

    ``inline`` says that the vendor puts what is asked for among the messages; else it joins the
    tools, and the whole prefix is written anew.
    """

    tools: Sequence[Any]
    removals: tuple[Removal, ...] = ()
    held_back: Mapping[str, Definition] = field(default_factory=dict)
    inline: bool = True


class ToolChanging(Moment):
    """A step that sends other tool definitions."""

    waits: ClassVar[bool] = True

    @abstractmethod
    def change(self, occasion: Occasion, messages: Sequence[Message], counter: Tokenizer) -> Change:
        """Return the tools to send from this request on; ``messages`` are those so far."""

    def begin(self, context: Context) -> Sender:
        """Return what sends the requests of one stream."""
        return _Changing(self, context)


class _Changing:
    """Sends the messages as they come, with other tools."""

    def __init__(self, moment: ToolChanging, context: Context) -> None:
        self._moment, self._counter = moment, context.tokenizer
        self._reading = StreamReading()
        self._given: Sequence[Any] | None = None
        self._stays = True  # whether what was decided is what was given
        self._change = Change(())
        self._asked: dict[str, None] = {}  # tools that were kept back and asked for since, in order
        self._loaded = 0
        self._joined: list[Any] = []  # tools behind those that were decided, as last sent

    def send(self, occasion: Occasion) -> Sent:
        """Return a request with the tools as they were decided."""
        before = len(self._reading.messages)
        start = self._reading.take(occasion.request.messages, occasion.fresh)
        messages, tools = self._reading.messages, occasion.request.tools
        sent = Sent(
            [message.original for message in messages],
            start if start < before else None,
            occasion.request.system,
        )
        if not tools:
            return sent
        anew = self._given is None or self._given != tools or is_cold(occasion)
        if anew:
            self._given, self._asked, self._loaded, self._joined = tools, {}, 0, []
            self._change = self._moment.change(occasion, messages, self._counter)
            self._stays = list(map(plain, self._change.tools)) == list(map(plain, tools))
        if occasion.opens == "compaction":  # what had been found is gone with it
            self._asked, self._loaded = {}, 0
        return self._with_tools(sent, [] if anew else self._newly_asked(messages[start:]))

    def _with_tools(self, sent: Sent, new: Sequence[str]) -> Sent:
        """Return what is sent with its tools; each answer that needed more made one more request."""
        change, joined = self._change, self._joined
        if change.inline:
            asked = [change.held_back[name].raw for name in new]
            more = sum(definition_sizes(asked, self._counter)) + SEARCH_TOKENS
            self._loaded += more if new else 0
        self._joined = [] if change.inline else [change.held_back[n].raw for n in self._asked]
        tools = [*change.tools, *self._joined]
        extra = (ExtraRequest("tool search", None, SEARCH_TOKENS),) if new else ()
        return Sent(
            sent.messages,
            sent.changed_from,
            sent.system,
            extra,
            change.removals,
            tools=None if self._stays and not self._joined else tools,
            loaded_tokens=self._loaded,
            head_changed=self._joined != joined,
        )

    def _newly_asked(self, messages: Sequence[Message]) -> list[str]:
        """Return the tools kept back that messages call or have found, for the first time."""
        names = [name for m in messages for name in (*calls_in([m]), *_found_in(m))]
        new = [n for n in dict.fromkeys(names) if n in self._change.held_back]
        new = [name for name in new if name not in self._asked]
        self._asked |= dict.fromkeys(new)
        return new


def _found_in(message: Message) -> list[str]:
    """Return the tools whose definitions a search of ours gave in a message."""
    answers = [b for b in message.blocks if b.kind == "tool_result" and b.tool == TOOL]
    return [name for block in answers for name in names_in(block.text)]


def gone(
    one: Definition, place: int, reason: str, tokens: int, text: str, path: str = ""
) -> Removal:
    """Return the ledger's row of what went of a definition."""
    where = f"tools[{place}]{f'.{path}' if path else ''}"
    return Removal(
        message=TOOLS, tool=one.name, path=where, kind="definition", reason=reason, count=1,
        tokens=tokens, original=remember(text), text=text,
    )  # fmt: skip


def left(
    tools: Sequence[Any], stays: Sequence[bool], reason: str, counter: Tokenizer
) -> tuple[list[Any], tuple[Removal, ...]]:
    """Return the tools that stay, and the rows of those that go."""
    found, sizes = definitions(tools), definition_sizes(tools, counter)
    rows = [
        gone(one, at, reason, size, _text(one))
        for at, (one, size, stay) in enumerate(zip(found, sizes, stays, strict=True))
        if not stay
    ]
    return [one.raw for one, stay in zip(found, stays, strict=True) if stay], tuple(rows)


def cache_mark(found: Sequence[Definition], stays: Sequence[bool]) -> dict[str, Any]:
    """Return the last mark of the cache on tools that go, for one that stays; {} without any."""
    gone_from = [one.raw for one, stay in zip(found, stays, strict=True) if not stay]
    marks = [raw["cache_control"] for raw in gone_from if "cache_control" in raw]
    return {"cache_control": marks[-1]} if marks else {}


def _text(one: Definition) -> str:
    """Return a definition as text."""
    return as_json(one.raw)
