"""The policy that we recommend: nearly no loss while the cache is warm, facts once it is cold."""

from __future__ import annotations

from typing import Any

from headroom_lab import decode, simulate
from headroom_lab.policies.policy import policy_of
from headroom_lab.policies.presets import preset_summary
from tests.chat import call, result, user
from tests.policies.moments.streams import MODEL, check_sticky, sent_of
from tests.policies.moments.test_moments import texts

OUTLINED = {"log_outline", "listing_outline", "hits_outline", "diff_outline"}


def code(seed: int) -> str:
    """Return source code that an outline makes much shorter."""
    lines = (f"    total_{seed}_{n} = amount[{n}] * price + {n}" for n in range(80))
    return "\n".join([f"def sum_up_{seed}(amount, price):", *lines])


def coding(outputs: int = 8) -> list[Any]:
    """Return a session of one file read after another."""
    made: list[Any] = [user("look")]
    for number in range(outputs):
        made += [call(f"c{number}"), result(f"c{number}", code(number))]
    return made


def test_it_loses_lines_of_lists_alone_while_the_cache_is_warm(
    real_conversations: list[dict[str, Any]],
) -> None:
    saved = 0
    for trace in real_conversations[:10]:
        found = simulate(trace["messages"], MODEL, policy="thrifty")
        gone = {row.message for row in found.removals if row.transform in OUTLINED}
        pairs = list(zip(decode(found.messages), trace["messages"], strict=True))
        assert all(at in gone for at, (left, given) in enumerate(pairs) if left != given)
        saved += found.tokens_saved
    assert saved > 0


def test_it_outlines_once_the_cache_is_cold() -> None:
    sent = sent_of("thrifty", coding(), cold={7})
    check_sticky(sent)
    assert decode(sent[6].messages) == coding()[:13]
    assert len(texts(sent[7].messages)[0]) < len(code(0)) / 2
    assert texts(sent[8].messages)[:6] == texts(sent[7].messages)[:6]


def test_it_is_made_of_moments() -> None:
    names = [step.name.partition("(")[0] for step in policy_of("thrifty").pipeline]
    assert names == ["clear_thinking", "on_cold_cache", "at_entry"]
    assert preset_summary("thrifty").startswith("Encode outputs as they come in")
