"""What is named goes byte-equal through every step of every policy."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headroom_lab import IntelligentContextManager, at_entry, protect, simulate, truncate
from headroom_lab.errors import ConfigError
from headroom_lab.messages import Block, problems, read
from headroom_lab.policies.moments.clearing import keep_last
from headroom_lab.policies.moments.summaries import compaction
from headroom_lab.policies.policy import policy_of
from headroom_lab.policies.presets import preset_names
from tests.chat import result, said, user
from tests.policies.moments.streams import MODEL, contexts, sent_of
from tests.strategies import FORMATS, conversations

POLICIES: dict[str, Any] = {
    **{name: name for name in preset_names()},
    "intelligent": IntelligentContextManager(),
    "truncate": truncate(20),
    "keep_last": keep_last(1),
    "compaction": compaction(50, summary_tokens=5),
    "entry": at_entry("aggressive"),
    "foreign": type("Drops", (), {"apply": lambda self, m, t=None: _Result(m[:1])})(),
}


class _Result:
    """What a transform of someone's returns."""

    def __init__(self, messages: Any) -> None:
        self.messages, self.removals, self.warnings = messages, (), ()
        self.transforms_applied, self.tokens_markers = (), 0


def is_named(block: Block, count: int, named: Mapping[str, Any]) -> bool:
    """Tell, without asking the library, whether a block is named."""
    places = [place % count for place in named.get("messages", ()) if -count <= place < count]
    pattern = named.get("matching")
    return (
        block.message in places
        or (block.kind in ("tool_call", "tool_result") and block.tool in named.get("tools", ()))
        or block.role in named.get("roles", ())
        or (pattern is not None and re.search(pattern, block.text) is not None)
    )


def check(before: Any, after: Any, named: Mapping[str, Any]) -> None:
    """Check that what is named of a message list stands in another as it stood."""
    whole = read(before)
    found = [(b.kind, b.role, b.call_id, b.text, b.part) for b in read(after).blocks]
    for b in whole.blocks:
        if is_named(b, len(whole.messages), named):
            assert (b.kind, b.role, b.call_id, b.text, b.part) in found


names = st.one_of(
    st.builds(lambda t: {"tools": [t]}, st.sampled_from(["find", "run"])),
    st.builds(lambda p: {"messages": p}, st.lists(st.integers(-6, 9), min_size=1, max_size=3)),
    st.builds(lambda r: {"roles": [r]}, st.sampled_from(["system", "user", "assistant", "tool"])),
    st.builds(lambda m: {"matching": m}, st.sampled_from(["cache", "shard|retry", "42", "größe"])),
)


@pytest.mark.parametrize("policy", POLICIES)
@settings(max_examples=3)
@given(data=st.data())
def test_what_is_named_stays_byte_equal(policy: str, data: Any) -> None:
    messages = data.draw(conversations(data.draw(st.sampled_from(FORMATS))))
    named = data.draw(names)
    kept = protect(POLICIES[policy], **named)
    limit = data.draw(st.sampled_from([None, 20, 200]))
    found = simulate(messages, MODEL, policy=kept, max_tokens=limit)
    check(messages, found.messages, named)
    for context, sent in zip(contexts(messages), sent_of(kept, messages, {1, 2}), strict=True):
        check(context, sent.messages, named)


def test_real_conversations_keep_what_is_named(real_conversations: list[dict[str, Any]]) -> None:
    for number, trace in enumerate(real_conversations[::30]):
        messages = trace["messages"]
        tools = sorted({b.tool for b in read(messages).blocks if b.tool})
        named = {"tools": tools[number % len(tools) :][:1]} if tools else {"roles": ["user"]}
        for policy in ("default", "balanced", "aggressive", "thrifty"):
            found = simulate(messages, MODEL, policy=protect(policy, **named), max_tokens=4_000)
            check(messages, found.messages, named)
            whole, left = read(messages), read(found.messages)
            assert len(problems(left)) <= len(problems(whole))


def records(count: int = 40) -> str:
    """Return a tool's result: a list of records."""
    rows = [{"id": f"u-{n}", "level": "info", "text": "nothing to see"} for n in range(count)]
    return json.dumps({"results": rows})


def session(units: int = 6) -> list[Any]:
    """Return a session whose tools take turns."""
    made: list[Any] = [user("look")]
    for n in range(units):
        name = ("Read", "Edit", "mcp__db__get")[n % 3]
        calls = [{"id": f"c{n}", "type": "function", "function": {"name": name, "arguments": "{}"}}]
        made += [{"role": "assistant", "content": None, "tool_calls": calls}]
        made += [result(f"c{n}", records()), said("so"), user("more")]
    return made


def ids_in(text: str) -> bool:
    """Tell whether every record's id stands in a text, in order."""
    places = [text.find(f"u-{n}") for n in range(40)]
    return -1 not in places


@pytest.mark.parametrize("policy", preset_names())
def test_what_stands_at_a_path_goes_along(policy: Any) -> None:
    named: dict[str, Any] = {"paths": ["$.results[*].id"]}
    kept = protect([policy, truncate(40)], **named)
    found = simulate(session(), MODEL, policy=kept)
    outputs = [b for b in read(found.messages).blocks if b.kind == "tool_result"]
    assert len(outputs) == 6
    assert all(ids_in(b.text) for b in outputs)
    assert found.tokens_saved > 0


def test_a_window_names_the_limit_the_size_and_what_protects() -> None:
    kept = protect("default", tools=["Edit"])
    found = simulate(session(), "gpt-4o", policy=kept, max_tokens=300)
    told = next(w for w in found.warnings if "over the limit of 300" in w)
    assert told.startswith(f"{found.tokens_after} tokens are left")
    assert "what is protected: Edit (4 messages, " in told


def test_the_result_says_what_protecting_costs() -> None:
    found = simulate(session(), "gpt-4o", policy=protect("aggressive", tools="Edit"))
    free = simulate(session(), "gpt-4o", policy="aggressive")
    assert found.protection is not None
    assert free.protection is None
    assert found.protection.cost_tokens == found.tokens_after - free.tokens_after > 0
    assert found.protection.cost == pytest.approx(found.cost_after - free.cost_after)  # type: ignore[operator]
    assert found.protection.named == "Edit"
    assert found.protection.messages == 4
    assert f"It costs {found.protection.cost_tokens:,} tokens" in found.to_text()


def test_places_are_those_of_the_list_where_a_system_prompt_stands_beside() -> None:
    messages = session()
    kept = protect("window", messages=[0, 1])
    found = simulate(messages, MODEL, policy=kept, system="You help.", max_tokens=400)
    assert found.messages[:2] == messages[:2]
    assert found.system == "You help."


def test_it_holds_for_all_steps_of_a_list_and_for_globs() -> None:
    steps = [protect("lossless", tools="mcp__*"), "window"]
    found = simulate(session(), MODEL, policy=steps, max_tokens=300)
    check(session(), found.messages, {"tools": ["mcp__db__get"]})
    assert policy_of(steps).name == "protect(lossless, mcp__*)+window"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (lambda: protect("lossless"), "nothing named"),
        (lambda: protect("lossless", paths="results.id"), "wrong from character 0"),
        (lambda: protect("lossless", paths="$.a[?(@.b)]"), "wrong from character 3"),
        (lambda: protect("lossless", matching="("), "matching"),
        (lambda: protect("lossless", messages=["a"]), "places, as [0, -3]"),  # type: ignore[list-item]
        (lambda: protect("lossless", roles="usr"), "did you mean 'user'"),
        (lambda: at_entry(protect("lossless", tools="Edit")), "protect(at_entry(…), …)"),
    ],
)
def test_what_is_wrong_is_said(wrong: Callable[[], Any], told: str) -> None:
    with pytest.raises((ConfigError, LookupError, ValueError)) as error:
        wrong()
    assert told in str(error.value)
