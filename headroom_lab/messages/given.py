"""Whatever a person gives for a conversation, read in one place.

Everything that takes a conversation starts here: a message list, the body of a request, an
object of a vendor's SDK, a result, or whatever has ``messages``, such as a trace.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Protocol, TypeAlias

from headroom_lab.errors import ConfigError
from headroom_lab.messages.conversation import Conversation, read
from headroom_lab.messages.not_messages import is_list, not_a_list
from headroom_lab.messages.parts import plain
from headroom_lab.messages.tool_lists import listed_tools
from headroom_lab.redact import redact_head


class HasMessages(Protocol):
    """What holds a conversation: a trace, a result, a request."""

    @property
    def messages(self) -> Any:
        """The message list."""


# What is taken as a conversation: messages (the SDK's objects too), a request body, what has them.
ConversationLike: TypeAlias = Iterable[Any] | Mapping[str, Any] | HasMessages


@dataclass(frozen=True)
class Request:
    """What is sent: the messages, and what stands beside them; None where nothing does.

    ``system`` is a system prompt beside the messages, as Anthropic and Responses take it. In
    ``conversation`` it is the first message, and ``shift`` is how many places that moves the
    others: an index less ``shift`` is that of the list as given. ``beside_tokens`` were sent too,
    but no file holds their text: a recorded session's system prompt and tool definitions.
    ``ahead`` is how many of the messages stood beside the list before it became ``messages``.
    """

    messages: Any
    model: str | None = None
    system: Any = None
    tools: Sequence[Any] | None = None
    beside_tokens: int = 0
    ahead: int = 0

    @cached_property
    def conversation(self) -> Conversation:
        """The messages read, the system prompt first. Raises InvalidMessagesError."""
        given = read(self.messages)
        if self.system is None:
            return given
        first = {"role": "system", "content": plain(self.system)}
        return read([first, *given.to_list()], format=given.format)

    @property
    def shift(self) -> int:
        """1 where a system prompt stands before the messages, else 0."""
        return 0 if self.system is None else 1

    @property
    def begins(self) -> int:
        """Where in ``conversation`` the list begins whose places a person names."""
        return self.shift + self.ahead

    def whole(self) -> Request:
        """Return the request with its system prompt among its messages."""
        messages = self.conversation.to_list()
        return replace(self, messages=messages, system=None, ahead=self.begins)

    def asked(self, call: str) -> str:
        """Return the model; ConfigError says how to give ``call`` one where there is none."""
        if isinstance(self.model, str) and self.model:
            return self.model
        found = "none" if self.model is None else repr(self.model)
        raise ConfigError(
            f"model: found {found}, expected a name, as in {call}(conversation, model='gpt-4o')"
        )

    def __getstate__(self) -> dict[str, Any]:
        """What is read anew where it is asked for doesn't travel."""
        return {k: v for k, v in self.__dict__.items() if k != "conversation"}


def request_of(
    given: Any, *, model: str | None = None, system: Any = None, tools: Any = None
) -> Request:
    """Return the request that ``given`` is or holds.

    A body's or a trace's own model, system prompt and tools hold where the caller gives none.
    Raises InvalidMessagesError for what holds no messages.
    """
    if model is not None and not isinstance(model, str):
        raise ConfigError(f"model: found {found(model)}, expected a name such as 'gpt-4o'")
    request = _request(given)
    return replace(
        request,
        model=request.model if model is None else model,
        system=request.system if system is None else system,
        tools=listed_tools(request.tools if tools is None else tools),
    )


def holds_messages(value: Any) -> bool:
    """Tell whether a variable looks like one that holds messages, without reading all of it."""
    if isinstance(value, Mapping):
        return isinstance(value.get("messages"), list) or isinstance(value.get("input"), list)
    if isinstance(value, (list, tuple)):
        first = value[0] if value else None
        if isinstance(first, Mapping):
            return "role" in first or "type" in first
        return hasattr(first, "role")
    if isinstance(value, type) or not hasattr(type(value), "__dataclass_fields__"):
        return isinstance(value, Conversation)
    return isinstance(getattr(value, "messages", None), (list, tuple))


def is_one(given: Any) -> bool:
    """Tell whether something is one conversation, rather than several of them."""
    if isinstance(given, Mapping):
        return any(name in given for name in ("messages", "input", "role"))
    if isinstance(given, (list, tuple)):
        first = given[0] if given else None
        if isinstance(first, Mapping):
            return "role" in first or not ("messages" in first or "input" in first)
        return hasattr(first, "role") or isinstance(first, str)
    return isinstance(given, (Request, Conversation, str)) or hasattr(given, "messages")


def _request(given: Any) -> Request:
    """Return the request in a message list, a body, or whatever has ``.messages``."""
    if isinstance(given, Request):
        return given
    if isinstance(given, Conversation):
        return Request(given)
    if isinstance(given, Mapping):
        return _of_body(given)
    stands_for = None if isinstance(given, type) else getattr(given, "request", None)
    if callable(stands_for) and isinstance(found_request := stands_for(), Request):
        return found_request
    messages = None if isinstance(given, type) else getattr(given, "messages", None)
    if is_list(messages):
        parts: dict[str, Any] = {
            name: getattr(given, name, None) for name in ("model", "system", "tools")
        }
        return Request(messages, **parts)
    if isinstance(given, Iterator):
        return Request(list(given))
    if is_list(given):
        return Request(given)
    raise not_a_list(given)


def _of_body(body: Mapping[Any, Any]) -> Request:
    """Return the request in a request body of any of the three APIs."""
    model, tools = body.get("model"), body.get("tools")
    if "messages" in body:
        return Request(body["messages"], model, body.get("system"), tools)
    if "input" in body:
        given = body["input"]
        items = [{"role": "user", "content": given}] if isinstance(given, str) else given
        return Request(items, model, body.get("instructions"), tools)
    if "role" in body:
        return Request([body])
    raise not_a_list(body)


def found(value: Any) -> str:
    """Return what was found, in a few words, secrets masked."""
    if isinstance(value, (str, int, float, bool)):
        return f"{type(value).__name__} {redact_head(str(value), 40)[:40]!r}"
    return "None" if value is None else type(value).__name__
