"""A client with moments: what was cut of a conversation stays cut, session by session."""

from __future__ import annotations

import copy
import threading
from typing import Any

import pytest

from headroom_lab import at_entry, decode, keep_last, on_cold_cache, simulate
from headroom_lab.client import streams as streams_module
from headroom_lab.client.streams import Streams, lifetime_asked
from headroom_lab.policies.policy import policy_of
from tests.chat import call, result, user
from tests.client.faces import Face, Side, got, run
from tests.client.server import Vendor
from tests.policies.moments.streams import contexts, sent_of

MODEL = "claude-sonnet-4-5"
LINES = "\n".join(f"{n}: def name_{n}(value): return value * {n}" for n in range(60))
LOG = "\n".join(f"2026-01-01 00:00:{n % 60:02d} INFO step {n} took {n} ms" for n in range(120))


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def session(outputs: int, text: str = LINES, first: str = "look") -> list[Any]:
    made: list[Any] = [user(first)]
    for number in range(outputs):
        name = f"{first} {number}"
        made += [call(name), result(name, f"{text}\nread {number}")]
    return made


def sent(streams: Streams, messages: list[Any], name: str | None = "one") -> list[Any]:
    """Return what a request of a session sends, its messages copied as from JSON."""
    given = copy.deepcopy(messages)
    with streams.turn((name, "optimize"), given, 300) as stream:
        return simulate(given, MODEL, policy=stream.policy).messages


def test_what_was_sent_is_sent_alike_whatever_objects_come() -> None:
    streams = Streams(policy_of(at_entry("lossless")))
    last: list[Any] = []
    for outputs in range(1, 6):
        found = sent(streams, session(outputs))
        assert found[: len(last)] == last
        assert decode(found) == session(outputs)
        last = found
    assert last == simulate(session(5), MODEL, policy=at_entry("lossless")).messages


def test_a_pause_makes_the_cache_cold() -> None:
    clock = Clock()
    streams = Streams(policy_of(on_cold_cache("aggressive", keep=1)), clock)
    assert sent(streams, session(3, LOG)) == session(3, LOG)
    clock.now = 299
    assert sent(streams, session(4, LOG)) == session(4, LOG)
    clock.now = 600
    cold = sent(streams, session(5, LOG))
    assert cold != session(5, LOG)
    clock.now = 601
    assert sent(streams, session(6, LOG))[: len(cold)] == cold


@pytest.mark.parametrize(
    "policy",
    ["thrifty", [keep_last(4, step=3), on_cold_cache("aggressive", keep=1)]],
    ids=["thrifty", "two moments"],
)
def test_it_sends_what_a_replay_sends(policy: Any) -> None:
    clock = Clock()
    streams = Streams(policy_of(policy), clock)
    messages = session(12, LOG)
    replayed = sent_of(policy, messages, cold={4, 9})
    for number, (given, found) in enumerate(zip(contexts(messages), replayed, strict=True)):
        clock.now += 600 if number in (4, 9) else 1
        assert sent(streams, given) == found.messages


def test_sessions_are_apart_and_so_are_conversations_of_one() -> None:
    streams = Streams(policy_of(keep_last(1)))
    main, other = session(4), session(3, first="a task of its own")
    for name in ("one", "two", None):
        for outputs in (2, 3):
            sent(streams, main[: 1 + 2 * outputs], name)
            sent(streams, other[: 1 + 2 * outputs], name)
    assert len(streams._streams) == 6


def test_a_compaction_is_told_by_what_is_kept() -> None:
    streams = Streams(policy_of(at_entry("lossless")))
    sent(streams, session(5))
    kept = [user("what was done so far"), *session(5)[7:]]
    given = copy.deepcopy(kept)
    with streams.turn(("one", "optimize"), given, 300) as stream:
        assert stream.opens == "compaction"
        assert decode(simulate(given, MODEL, policy=stream.policy).messages) == kept
    with streams.turn(("one", "optimize"), [*given[:2], user("no")], 300) as stream:
        assert stream.opens == "branch"


def test_what_was_changed_in_place_is_sent_as_it_is() -> None:
    streams = Streams(policy_of(at_entry("lossless")))
    messages = session(3)
    with streams.turn(("one", "optimize"), messages, 300) as stream:
        simulate(messages, MODEL, policy=stream.policy)
    messages[4]["content"] = f"other\n{LINES}"
    with streams.turn(("one", "optimize"), messages, 300) as stream:
        assert decode(simulate(messages, MODEL, policy=stream.policy).messages) == messages


def test_a_failure_ends_the_stream() -> None:
    streams = Streams(policy_of(at_entry("lossless")))
    with pytest.raises(ZeroDivisionError), streams.turn(("one", "optimize"), session(1), 300):
        raise ZeroDivisionError
    assert not streams._streams


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams_module, "MOST_STREAMS", 3)
    streams = Streams(policy_of(at_entry("lossless")))
    for number in range(6):
        sent(streams, session(1, first=f"task {number}"))
    assert len(streams._streams) == 3
    monkeypatch.setattr(streams_module, "MOST_TOKENS", 10)
    with streams.turn(("one", "optimize"), session(1), 300) as stream:
        stream.tokens = 11
    assert not streams._streams


def test_threads_have_streams_of_their_own() -> None:
    streams = Streams(policy_of(at_entry("lossless")))
    found: dict[int, list[Any]] = {}

    def agent(number: int) -> None:
        for outputs in range(1, 5):
            found[number] = sent(streams, session(outputs, first=f"task {number}"), "one")

    threads = [threading.Thread(target=agent, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for number in range(4):
        assert decode(found[number]) == session(4, first=f"task {number}")


def test_a_forked_child_begins_anew() -> None:
    streams = Streams(policy_of(at_entry("lossless")))
    sent(streams, session(2))
    streams.after_fork()
    assert sent(streams, session(2)) == sent(streams, session(2))


@pytest.mark.parametrize(
    "request_",
    [
        {"system": [{"type": "text", "text": "x", "cache_control": {"ttl": "1h"}}]},
        {"tools": [{"name": "x", "cache_control": {"type": "ephemeral", "ttl": "1h"}}]},
        {"messages": [{"role": "user", "content": [{"cache_control": {"ttl": "1h"}}]}]},
    ],
)
def test_an_hour_is_told_by_its_mark(request_: dict[str, Any]) -> None:
    assert lifetime_asked(request_) == "1h"
    assert lifetime_asked({"messages": session(1)}) is None
    assert lifetime_asked({"prompt_cache_retention": "24h"}) == "24h"


def test_the_name_of_the_session_stays_here(side: Side, face: Face, vendor: Vendor) -> None:
    client = side.wrapped(face, vendor.url, default_mode="optimize", policy=at_entry("aggressive"))
    bodies = []
    for _ in range(2):
        run(lambda: got(face.resource(client).create(**face.request, headroom_session="night")))
        bodies.append(vendor.bodies[-1])
    assert bodies[0] == bodies[1]
    assert "headroom_session" not in bodies[0]
    assert bodies[0][face.messages] != face.request[face.messages]
    assert len(client._terms.streams._streams) == 1
