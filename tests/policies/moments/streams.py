"""A conversation as the requests of a stream, and what a policy sends of each."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import Any

from headroom_lab.messages import read
from headroom_lab.messages.given import Request
from headroom_lab.policies.moments.moment import request_stops
from headroom_lab.policies.moments.occasion import Occasion, Sent
from headroom_lab.policies.moments.senders import sender

MODEL = "claude-sonnet-4-5"


def contexts(messages: Sequence[Any]) -> list[list[Any]]:
    """Return the context of each request that a conversation tells of, the last with all."""
    stops = [*request_stops(read(messages)), len(messages)]
    return [list(messages[:stop]) for stop in dict.fromkeys(stops)]


def sent_of(policy: Any, messages: Sequence[Any], cold: Collection[int] = ()) -> list[Sent]:
    """Return what a policy sends of each request; ``cold`` are numbers of requests."""
    sends, found, fresh = sender(policy, model=MODEL), [], 0
    for number, context in enumerate(contexts(messages)):
        request = Request(context, MODEL)
        found.append(sends.send(Occasion(request, number, fresh, cold=number in cold)))
        fresh = len(context)
    return found


def check_sticky(sent: Sequence[Sent]) -> None:
    """Check that each request begins as the one before did, up to where it says that it changes."""
    for last, this in pairwise(sent):
        same = len(last.messages) if this.changed_from is None else this.changed_from
        assert this.messages[:same] == last.messages[:same]
        assert all(a is b for a, b in zip(last.messages[:same], this.messages, strict=False))
