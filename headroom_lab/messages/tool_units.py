"""A call with all its results, kept or dropped whole; and what is invalid in a message list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from headroom_lab.messages.conversation import Conversation, Message


@dataclass(frozen=True, slots=True)
class ToolUnit:
    """The messages of one or several parallel calls with all their results, ascending."""

    messages: tuple[int, ...]
    complete: bool


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a vendor would refuse a message list: the message and what is wrong with it."""

    message: int
    kind: str
    text: str


def tool_units(conversation: Conversation) -> tuple[ToolUnit, ...]:
    """Return the tool units in order of their first message.

    Calls are matched to results by id, the nearest earlier unanswered call first, so that
    duplicate ids pair up. Parallel calls, and thinking that stands directly before a call
    in Responses items, belong to one unit.
    """
    tooled = {b.message for b in conversation.blocks if b.kind == "tool_call" or b.role == "tool"}
    links = _links(conversation)
    broken = {link.call if link.result is None else link.result for link in links if link.broken}
    return tuple(
        ToolUnit(members, not broken.intersection(members))
        for members in _together(conversation, links)
        if tooled.intersection(members)
    )


def pieces(conversation: Conversation) -> tuple[tuple[int, ...], ...]:
    """Return the messages in groups that can only go together, in order of their first one.

    A tool unit is one, so is thinking in Responses items with the item it led to; any other
    message stands alone.
    """
    return tuple(_together(conversation, _links(conversation)))


def problems(conversation: Conversation) -> tuple[Problem, ...]:
    """Return all that a vendor would refuse, in order; empty for a valid list."""
    found = [*_unpaired(conversation)]
    if conversation.format == "anthropic":
        found.extend(_anthropic_order(conversation))
    return tuple(sorted(found, key=lambda p: (p.message, p.kind)))


@dataclass(frozen=True, slots=True)
class _Link:
    """A call and the result that answers it, by message index; None where one is missing."""

    call_id: str | None
    call: int | None
    result: int | None

    @property
    def broken(self) -> bool:
        return self.call is None or self.result is None


_linked: WeakKeyDictionary[Conversation, list[_Link]] = WeakKeyDictionary()


def _links(conversation: Conversation) -> list[_Link]:
    """Return the links of a conversation, worked out once."""
    links = _linked.get(conversation)
    if links is None:
        links = _linked[conversation] = _links_of(conversation)
    return links


def _links_of(conversation: Conversation) -> list[_Link]:
    """Match every result to the nearest earlier unanswered call of its id."""
    links: list[_Link] = []
    unanswered: dict[str | None, list[int]] = defaultdict(list)
    for message in conversation.messages:
        results = dict.fromkeys(b.call_id for b in message.blocks if b.role == "tool")
        calls = [b.call_id for b in message.blocks if b.kind == "tool_call"]
        for call_id in results:
            if call_id in calls:  # a tool that the vendor runs: call and result in one message
                continue
            waiting = unanswered[call_id]
            call = waiting.pop() if waiting else None
            links.append(_Link(call_id, call, message.index))
            if conversation.format == "anthropic":  # one message answers all its twins
                unanswered[call_id] = [c for c in waiting if c != call]
        for call_id in calls:
            if call_id not in results:
                unanswered[call_id].append(message.index)
    for call_id, waiting in unanswered.items():
        links.extend(_Link(call_id, call, None) for call in waiting)
    return links


class _Groups:
    """Message indices joined into groups (union by smallest member)."""

    def __init__(self, count: int) -> None:
        self._parent = list(range(count))

    def find(self, index: int) -> int:
        while self._parent[index] != index:
            self._parent[index] = self._parent[self._parent[index]]
            index = self._parent[index]
        return index

    def join(self, a: int, b: int) -> None:
        a, b = sorted((self.find(a), self.find(b)))
        self._parent[b] = a

    def members(self) -> list[tuple[int, ...]]:
        groups: dict[int, list[int]] = defaultdict(list)
        for index in range(len(self._parent)):
            groups[self.find(index)].append(index)
        return [tuple(group) for group in groups.values()]


def _inseparable(conversation: Conversation) -> Iterator[tuple[int, int]]:
    """Yield neighbours that the Responses API wants together: parallel calls, and reasoning
    with the item it led to."""
    if conversation.format != "openai_responses":
        return
    for before, after in zip(conversation.messages, conversation.messages[1:], strict=False):
        if after.role != "assistant" or before.role != "assistant":
            continue
        kinds = {b.kind for b in before.blocks}, {b.kind for b in after.blocks}
        if kinds[0] == {"thinking"} or kinds == ({"tool_call"}, {"tool_call"}):
            yield before.index, after.index


def _together(conversation: Conversation, links: list[_Link]) -> list[tuple[int, ...]]:
    """Return the messages in groups that links and neighbourhood hold together."""
    groups = _Groups(len(conversation.messages))
    for first, second in _inseparable(conversation):
        groups.join(first, second)
    for link in links:
        if link.call is not None and link.result is not None:
            groups.join(link.call, link.result)
    return groups.members()


def _unpaired(conversation: Conversation) -> Iterator[Problem]:
    """Yield calls without a result and results without a call."""
    for link in _links(conversation):
        if link.call is None and link.result is not None:
            text = f"tool result {link.call_id!r} answers no earlier call"
            yield Problem(link.result, "result_without_call", text)
        elif link.result is None and link.call is not None:
            text = f"tool call {link.call_id!r} has no result"
            yield Problem(link.call, "call_without_result", text)


def _anthropic_order(conversation: Conversation) -> Iterator[Problem]:
    """Yield what the Messages API refuses: a list that opens with an answer, roles that don't
    alternate, results that don't directly follow their calls."""
    before: Message | None = None
    for message in conversation.messages:
        if message.role == "system":
            continue
        if before is None and message.role != "user":
            yield Problem(message.index, "opens_with_answer", "the first message is no user's")
        if before is not None and before.role == message.role:
            text = f"two {message.role} messages follow each other"
            yield Problem(message.index, "roles_repeat", text)
        wanted = {b.call_id for b in before.blocks if b.kind == "tool_call"} if before else set()
        given = {b.call_id for b in message.blocks if b.role == "tool"}
        own = {b.call_id for b in message.blocks if b.kind == "tool_call"}
        late = sorted(str(call_id) for call_id in given - wanted - own)
        if late:
            text = f"tool result {late[0]!r} does not directly follow its call"
            yield Problem(message.index, "result_not_adjacent", text)
        before = message
