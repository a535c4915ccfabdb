"""A call with all its results, kept or dropped whole; and what is invalid in a message list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from headroom_lab.messages.call_links import links, neighbours
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
    duplicate ids pair up. Parallel calls, reasoning with what it led to in Responses items, and
    calls that a program or an approval made belong to one unit.
    """
    tooled = {b.message for b in conversation.blocks if b.kind == "tool_call" or b.role == "tool"}
    found = links(conversation)
    broken = {link.call if link.result is None else link.result for link in found if link.broken}
    return tuple(
        ToolUnit(members, not broken.intersection(members))
        for members in pieces(conversation)
        if tooled.intersection(members)
    )


def pieces(conversation: Conversation) -> tuple[tuple[int, ...], ...]:
    """Return the messages in groups that can only go together, in order of their first one.

    A tool unit is one, so is reasoning in Responses items with the item it led to; any other
    message stands alone.
    """
    return conversation.once(_together)


def problems(conversation: Conversation) -> tuple[Problem, ...]:
    """Return all that a vendor would refuse, in order; empty for a valid list."""
    found = [*_unpaired(conversation)]
    if conversation.format == "anthropic":
        found.extend(_anthropic_order(conversation))
    return tuple(sorted(found, key=lambda p: (p.message, p.kind)))


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


def _together(conversation: Conversation) -> tuple[tuple[int, ...], ...]:
    """Return the messages in groups that links and neighbourhood hold together."""
    groups = _Groups(len(conversation.messages))
    for first, second in neighbours(conversation):
        groups.join(first, second)
    for link in links(conversation):
        if link.call is not None and link.result is not None:
            groups.join(link.call, link.result)
    return tuple(groups.members())


def _unpaired(conversation: Conversation) -> Iterator[Problem]:
    """Yield calls without a result and results without a call."""
    for link in links(conversation):
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
        by_user = message.role == "user"  # the vendor's own results may come an answer later
        given = {b.call_id for b in message.blocks if b.role == "tool" and by_user}
        own = {b.call_id for b in message.blocks if b.kind == "tool_call"}
        late = sorted(str(call_id) for call_id in given - wanted - own)
        if late:
            text = f"tool result {late[0]!r} does not directly follow its call"
            yield Problem(message.index, "result_not_adjacent", text)
        before = message
