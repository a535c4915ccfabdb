"""A request about to be sent, and what is sent in its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from headroom_lab.messages import Conversation
from headroom_lab.messages.given import Request
from headroom_lab.results import Removal


@dataclass(frozen=True, slots=True)
class CachePrices:
    """What a token costs that is read from the cache or written to it, of the input price."""

    read: float = 0.1
    write: float = 1.25


@dataclass(frozen=True, slots=True)
class Occasion:
    """A request of a stream about to be sent.

    Args:
        request: the whole context as the agent has it, with model, system prompt and tools.
        number: of the request within its stream, from 0.
        fresh: index of the first message that the request before in this stream did not hold.
        opens: why the request opens a segment ("start", "compaction", "branch", "model switch",
            "microcompaction"); None where it goes on.
        cold: whether nothing of what was sent before stands in the vendor's cache any more.
        prices: of cached tokens, relative to the input price.
        held_tokens: the tokens of the whole request as the agent has it, system prompt and tools
            included, where they are recorded; None where they have to be counted.
        as_held: the occasion as the agent has it, where another policy has gone before; None where
            this is it.
    """

    request: Request
    number: int = 0
    fresh: int = 0
    opens: str | None = None
    cold: bool = False
    prices: CachePrices = CachePrices()
    held_tokens: int | None = None
    as_held: Occasion | None = None


@dataclass(frozen=True, slots=True)
class ExtraRequest:
    """One more request that a policy makes, such as the one that writes a summary.

    It reads the context as it was sent last and ``fresh_tokens`` more; ``read_tokens`` is None where
    that is all that the request before came to. ``cost`` is what it cost in USD where that was
    measured, None where it is worked out.
    """

    kind: str
    read_tokens: int | None
    output_tokens: int
    fresh_tokens: int = 0
    model: str | None = None
    cost: float | None = None


@dataclass(frozen=True)
class Sent:
    """What goes to the vendor.

    Args:
        messages: those that did not change are the same objects as in the request or the last Sent.
        changed_from: index of the first message that stands otherwise than in the last Sent of the
            stream; None where messages were only added.
        system: the system prompt beside the messages, as it is sent.
        extra_requests: what the policy asked besides.
        removals: what was taken out with this request, by the messages of the request; of tool
            definitions all that is out.
        origins: for each message the index it had in the request; None where all stand in place.
        markers: message of the request -> the tokens of markers put into it with this request.
        told_from: from which message of the request on these removals and markers are all there are;
            those of the messages before it are added to what was told with the requests before.
        notes: what to know before believing it.
        tools: the tool definitions as they are sent; None where they stay as they are.
        loaded_tokens: those of definitions that stand among the messages, as a search found them.
        head_changed: whether the tools are others than in the last Sent of the stream.
        failed: why the policy failed and the request goes as it came, "" where it did not.
        read: the messages as they are read, None where the sender hasn't read them.
    """

    messages: list[Any]
    changed_from: int | None = None
    system: Any = None
    extra_requests: tuple[ExtraRequest, ...] = ()
    removals: tuple[Removal, ...] = ()
    origins: tuple[int, ...] | None = None
    markers: Mapping[int, int] = field(default_factory=dict)
    told_from: int = 0
    notes: tuple[str, ...] = ()
    tools: Sequence[Any] | None = None
    loaded_tokens: int = 0
    head_changed: bool = False
    failed: str = ""
    read: Conversation | None = None


class Sender(Protocol):
    """What one policy sends of one stream, request by request."""

    def send(self, occasion: Occasion) -> Sent:
        """Return what is sent of a request."""
