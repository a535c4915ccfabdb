"""One conversation of a corpus, and the values in it that are used again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from headroom_lab.errors import InvalidMessagesError
from headroom_lab.messages import read
from headroom_lab.messages.given import Request, is_one, request_of
from headroom_lab.messages.needles import FAR, needles
from headroom_lab.redact import masked_repr
from headroom_lab.results.sessions import SessionRow
from headroom_lab.results.trace import Trace

GIVEN = "given"  # the source of what a person gives


@masked_repr
@dataclass(frozen=True, slots=True)
class CorpusNeedle:
    """A value of the tool output in message ``tool`` that message ``use`` uses first.

    ``strict`` ones are hard to guess from anything else.
    """

    tool: int
    use: int
    value: str
    kind: str
    strict: bool = True

    @property
    def far(self) -> bool:
        """Whether it is used four or more messages later."""
        return self.use - self.tool >= FAR


@masked_repr
@dataclass(frozen=True)
class CorpusItem:
    """One conversation of a corpus; it can be given wherever a conversation is taken.

    Args:
        name: by which it is found.
        source: where it comes from: an agent, a collection.
        conversation: a trace, or whatever else ``simulate`` takes.
        known_needles: which of its values are used again; None finds them.
        columns: further facts by name, each a column of the corpus's frame.

    Raises:
        InvalidMessagesError: on first use, for a conversation that can't be read.

    Example::

        CorpusItem("first", "support", messages, columns={"solved": True}).needles
    """

    name: str
    source: str
    conversation: Any = field(repr=False)
    known_needles: tuple[CorpusNeedle, ...] | None = field(default=None, repr=False)
    columns: Mapping[str, Any] = field(default_factory=dict)

    @property
    def trace(self) -> Trace | None:
        """The recorded session, None where it is a conversation alone."""
        return self.conversation if isinstance(self.conversation, Trace) else None

    def request(self) -> Request:
        """Return what the item stands for where one conversation is needed.

        A system prompt is the first of its messages.

        Example::

            simulate(corpus[0].request(), "gpt-4o")
        """
        return self._request

    @property
    def messages(self) -> list[Any]:
        """The messages in context, a system prompt first."""
        found: list[Any] = self._request.messages
        return found

    @property
    def model(self) -> str | None:
        """The model that it names, or None."""
        return self._request.model

    @property
    def tools(self) -> Sequence[Any] | None:
        """Its tool definitions, None where it brings none."""
        return self._request.tools

    @cached_property
    def _request(self) -> Request:
        """The request, read once."""
        return request_of(self.conversation).whole()

    @cached_property
    def needles(self) -> tuple[CorpusNeedle, ...]:
        """The values of tool outputs that are used later.

        A needle counts as strict where it holds a digit, a mark inside, several words, or capitals
        inside a word; such values can't be guessed from the words around them.
        """
        if self.known_needles is not None:
            return self.known_needles
        found = needles(read(self.messages))
        return tuple(CorpusNeedle(n.tool, n.use, n.value, n.kind, n.strict) for n in found)


def items_of(given: Any, system: Any, tools: Any) -> list[CorpusItem]:
    """Return what is given as items, each read."""
    if isinstance(given, CorpusItem):
        return [given]
    if is_one(given):
        return [item_of("conversation", given, system, tools)]
    if not isinstance(given, Iterable) or isinstance(given, (str, bytes)):
        raise InvalidMessagesError(type(given).__name__, "messages, or several conversations")
    named = given.items() if isinstance(given, Mapping) else enumerate(given, start=1)
    items = [item_of(name, value, system, tools) for name, value in named]
    if not items:
        raise InvalidMessagesError("an empty list", "at least one conversation")
    return items


def item_of(name: Any, given: Any, system: Any = None, tools: Any = None) -> CorpusItem:
    """Return one of several conversations as an item; an error names it.

    A row of ``sessions()`` is read. A number makes "conversation 1" of it, but for a trace, which
    has a name. ``system`` and ``tools`` are for what has none of its own.
    """
    if isinstance(given, CorpusItem):
        return given
    if isinstance(given, SessionRow):
        given = given.read()
    title = f"conversation {name}" if isinstance(name, int) else str(name)
    try:
        return _item(title, given, system, tools, is_numbered=isinstance(name, int))
    except InvalidMessagesError as error:
        raise InvalidMessagesError(
            f"{error.found} (conversation {name})",
            error.expected,
            message=error.message,
            field=error.field,
        ) from error


def _item(name: str, given: Any, system: Any, tools: Any, *, is_numbered: bool) -> CorpusItem:
    """Return a conversation, or what holds one, as an item once it has been read."""
    if isinstance(given, Trace) and system is None and tools is None:
        return CorpusItem(given.id if is_numbered else name, given.source, given)
    own = request_of(given)
    request = replace(
        own,
        system=system if own.system is None else own.system,
        tools=tools if own.tools is None else own.tools,
    )
    return CorpusItem(name, GIVEN, request.whole())


def named_apart(items: Iterable[CorpusItem]) -> Iterator[CorpusItem]:
    """Yield items, those whose name is taken under another one."""
    taken: set[str] = set()
    for item in items:
        name, number = item.name, 1
        while name in taken:
            number += 1
            name = f"{item.name} ({number})"
        taken.add(name)
        yield item if name == item.name else replace(item, name=name)
