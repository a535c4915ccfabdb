"""The policy that we recommend: without loss while the cache is warm, outlines once it is cold."""

from __future__ import annotations

from typing import Any

from headroom_lab import decode, simulate
from headroom_lab.policies.policy import policy_of
from headroom_lab.policies.presets import preset_summary
from tests.policies.moments.streams import MODEL, check_sticky, sent_of
from tests.policies.moments.test_moments import log, session, texts


def test_it_loses_nothing_while_the_cache_is_warm(
    real_conversations: list[dict[str, Any]],
) -> None:
    saved = 0
    for trace in real_conversations[:10]:
        found = simulate(trace["messages"], MODEL, policy="thrifty")
        assert decode(found.messages) == trace["messages"]
        saved += found.tokens_saved
    assert saved > 0


def test_it_outlines_once_the_cache_is_cold() -> None:
    sent = sent_of("thrifty", session(), cold={7})
    check_sticky(sent)
    assert decode(sent[6].messages) == session()[:13]
    assert len(texts(sent[7].messages)[0]) < len(log(0)) / 2
    assert texts(sent[8].messages)[:6] == texts(sent[7].messages)[:6]


def test_it_is_made_of_moments() -> None:
    names = [step.name for step in policy_of("thrifty").pipeline]
    assert [name.partition("(")[0] for name in names] == ["on_cold_cache", "at_entry"]
    assert preset_summary("thrifty").startswith("Encode outputs without loss")
