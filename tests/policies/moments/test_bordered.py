"""What passes a border bit by bit comes out as the steps make it of each request as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headroom_lab import load_example
from headroom_lab.config import OlderConfig
from headroom_lab.messages import Conversation, read
from headroom_lab.messages.given import Request
from headroom_lab.policies.information import outlines
from headroom_lab.policies.moments.bordered import BorderSender, has_borders
from headroom_lab.policies.moments.moment import request_stops
from headroom_lab.policies.moments.occasion import Occasion, Sent
from headroom_lab.policies.moments.rolling import RollingSender
from headroom_lab.policies.presets import preset_steps
from headroom_lab.tokens import Tokenizer
from headroom_lab.transforms.base import Context
from tests.chat import call, result, user

CONTEXT = Context(Tokenizer(model="gpt-4o"))


def each(steps: Any, requests: list[tuple[Any, int]]) -> Iterator[tuple[Sent, Sent]]:
    """Yield what the steps as a whole and bit by bit send of each request."""
    whole, bits = RollingSender(steps, CONTEXT), BorderSender(steps, CONTEXT)
    for number, (messages, fresh) in enumerate(requests):
        occasion = Occasion(Request(messages), number, fresh)
        yield whole.send(occasion), bits.send(occasion)


def requests_of(messages: list[Any]) -> list[tuple[Any, int]]:
    """Return the requests of a session, each with its first new message."""
    session = read(messages)
    stops = request_stops(session)
    prefixes = [Conversation(session.format, session.messages[:stop]) for stop in stops]
    return list(zip(prefixes, [0, *stops], strict=False))


@pytest.mark.parametrize("example", ["git_history", "long_session", "failing_test"])
@pytest.mark.parametrize("preset", ["balanced", "aggressive"])
def test_requests_come_out_alike(preset: str, example: str) -> None:
    steps = preset_steps(preset)
    for whole, bits in each(steps, requests_of(load_example(example))):
        assert bits.messages == whole.messages
        assert bits.changed_from == whole.changed_from


LINES = [f"line {number} of a file with words in it, value_{number}" for number in range(40)]
OUTPUTS = st.builds(
    lambda start, size, log: "\n".join(
        (f"2026-01-02 10:{n:02} INFO " if log else "") + LINES[n % 40]
        for n in range(start, start + size)
    ),
    st.integers(0, 39), st.integers(1, 60), st.booleans(),
)  # fmt: skip


@settings(max_examples=15, deadline=None)
@given(st.lists(OUTPUTS, min_size=2, max_size=12), st.integers(0, 5), st.integers(1, 5), st.data())
def test_any_outputs_and_any_border(
    texts: list[str], keep: int, stride: int, data: st.DataObject
) -> None:
    steps = [*outlines(OlderConfig(keep_recent=keep, stride=stride)), *preset_steps("lossless")]
    messages: list[Any] = [user()]
    for number, text in enumerate(texts):
        messages += [call(f"c{number}"), result(f"c{number}", text)]
    requests = requests_of(messages)
    back = data.draw(st.integers(0, len(requests) - 1))  # a branch: an earlier state again
    prefix, _ = requests[back]
    requests += [(prefix, 0), ([*prefix.to_list(), user("another way")], len(prefix.messages))]
    for whole, bits in each(steps, requests):
        assert bits.messages == whole.messages
        assert bits.changed_from == whole.changed_from


def test_steps_with_two_borders_come_out_alike() -> None:
    near, far = OlderConfig(keep_recent=2, stride=3), OlderConfig(keep_recent=8, stride=2)
    steps = [outlines(near)[0], *outlines(far)[1:], *preset_steps("lossless")]
    assert has_borders(steps)
    assert not has_borders(preset_steps("lossless"))
    for whole, bits in each(steps, requests_of(load_example("long_session"))):
        assert bits.messages == whole.messages
        assert bits.changed_from == whole.changed_from
