"""Which result answers which call, and which other messages a vendor wants together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from headroom_lab.messages.conversation import Conversation, Message
from headroom_lab.messages.openai_responses import type_of


@dataclass(frozen=True, slots=True)
class Link:
    """A call and the result that answers it, by message index; None where one is missing."""

    call_id: str | None
    call: int | None
    result: int | None

    @property
    def broken(self) -> bool:
        """Whether a half is missing."""
        return self.call is None or self.result is None


_linked: WeakKeyDictionary[Conversation, list[Link]] = WeakKeyDictionary()


def links(conversation: Conversation) -> list[Link]:
    """Return the links of a conversation, worked out once.

    Every result goes with the nearest earlier unanswered call of its id.
    """
    found = _linked.get(conversation)
    if found is None:
        found = _linked[conversation] = _links_of(conversation)
    return found


def _links_of(conversation: Conversation) -> list[Link]:
    """Match every result to the nearest earlier unanswered call of its id."""
    found: list[Link] = []
    unanswered: dict[str | None, list[int]] = defaultdict(list)
    items = conversation.format == "openai_responses"
    aliases = call_aliases(conversation)
    for message in conversation.messages:
        results = dict.fromkeys(b.call_id for b in message.blocks if b.role == "tool")
        calls = [b.call_id for b in message.blocks if b.kind == "tool_call"]
        for call_id in results:
            if call_id in calls:  # a tool that the vendor runs: call and result in one message
                continue
            waiting = unanswered[call_id] or unanswered[aliases.get(call_id, call_id)]
            call = waiting.pop() if waiting else None
            found.append(Link(call_id, call, message.index))
            if conversation.format == "anthropic":  # one message answers all its twins
                unanswered[call_id] = [c for c in waiting if c != call]
        for call_id in calls:
            if call_id not in results:
                unanswered[call_id].append(message.index)
    for call_id, waiting in unanswered.items():
        found.extend(Link(call_id, call, None) for call in waiting)
    return _by_reference(conversation, found) if items else found


def call_aliases(conversation: Conversation) -> dict[str | None, str | None]:
    """Return the call id of each item id: a local shell's output may name its call by either."""
    if conversation.format != "openai_responses":
        return {}
    return {
        message.raw["id"]: message.raw["call_id"]
        for message in conversation.messages
        if message.role == "assistant" and "id" in message.raw and "call_id" in message.raw
    }


def _by_reference(conversation: Conversation, found: list[Link]) -> list[Link]:
    """Give a result without a call the nearest earlier reference to an item that may be it."""
    free = [m.index for m in conversation.messages if type_of(m.raw) == "item_reference"]
    if not free:
        return found
    linked = []
    for link in found:
        earlier = [i for i in free if link.call is None and i < (link.result or 0)]
        if earlier:
            free.remove(earlier[-1])
        linked.append(Link(link.call_id, earlier[-1], link.result) if earlier else link)
    return linked


def neighbours(conversation: Conversation) -> Iterator[tuple[int, int]]:
    """Yield pairs of messages that can only stay or go together beside calls and results.

    Those are the halves of a broken pair (a result that stands before its call); calls made
    by a program that runs at the vendor's, with that program; in Responses items parallel
    calls, reasoning with the item it led to, and the approval of an MCP call with the call.
    """
    yield from _halves(links(conversation))
    if conversation.format == "openai_responses":
        yield from _one_answer(conversation)
    if conversation.format != "openai_chat":
        yield from _callers(conversation)


def _halves(found: list[Link]) -> Iterator[tuple[int, int]]:
    """Yield results without a call with calls without a result of the same id."""
    calls = {link.call_id: link.call for link in found if link.result is None}
    for link in found:
        call = calls.get(link.call_id) if link.call is None else None
        if call is not None and link.result is not None and link.call_id is not None:
            yield call, link.result


def _one_answer(conversation: Conversation) -> Iterator[tuple[int, int]]:
    """Yield neighbours of one answer: parallel calls, and reasoning with the item it led to."""
    for before, after in zip(conversation.messages, conversation.messages[1:], strict=False):
        if after.role != "assistant" or before.role != "assistant":
            continue
        if _reasons(before) or (_only_calls(before) and _only_calls(after)):
            yield before.index, after.index


def _reasons(message: Message) -> bool:
    """Tell whether a Responses item is reasoning."""
    return message.raw.get("type") == "reasoning"


def _only_calls(message: Message) -> bool:
    """Tell whether an item is a call that waits for its result."""
    return bool(message.blocks) and all(block.kind == "tool_call" for block in message.blocks)


def _callers(conversation: Conversation) -> Iterator[tuple[int, int]]:
    """Yield calls with what they were made or approved by."""
    made: dict[str, int] = {}
    for message in conversation.messages:
        for block in message.blocks:
            if block.kind == "tool_call" and block.call_id is not None:
                made[block.call_id] = message.index
        for caller in _caller_ids(message.raw):
            if caller in made and made[caller] != message.index:
                yield made[caller], message.index


def _caller_ids(raw: Mapping[str, Any]) -> Iterator[str]:
    """Yield the ids of the calls that the calls in a message were made or approved by."""
    content = raw.get("content")
    for part in (raw, *(content if isinstance(content, list) else ())):
        if type(part) is not dict and not isinstance(part, Mapping):
            continue
        caller = part.get("caller")
        if caller is not None and isinstance(caller, Mapping):
            yield str(caller.get("caller_id") or caller.get("tool_id"))
        if part.get("type") == "mcp_call" and part.get("approval_request_id"):
            yield str(part["approval_request_id"])
