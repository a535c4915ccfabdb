"""What IntelligentContextManager compresses, and what it drops first."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from headroom_lab.config import IntelligentContextConfig, ScoringWeights
from headroom_lab.results import TransformResult
from headroom_lab.telemetry import TOIN
from headroom_lab.tokens import Tokenizer
from headroom_lab.transforms.windows.intelligent_context import IntelligentContextManager
from tests.chat import call, result, said, user

TOKENIZER = Tokenizer(model="gpt-4o")


def manage(messages: list[Any], limit: int, **settings: Any) -> TransformResult:
    """Bring messages within ``limit`` tokens, without a buffer unless one is given."""
    config = IntelligentContextConfig(**{"output_buffer_tokens": 0, **settings})
    return IntelligentContextManager(config).apply(messages, TOKENIZER, model_limit=limit)


def test_what_is_used_later_stays() -> None:
    older = [user("which orders?"), call("a"), result("a", "ORD-1042 " + "word " * 80)]
    other = [call("b"), result("b", "ORD-2077 " + "word " * 80), said("I look into ORD-1042.")]
    messages = [*older, *other, user("and now?")]
    limit = TOKENIZER.count_messages(messages) - 10
    after = manage(messages, limit, keep_last_turns=1)
    assert after.messages == [*older, said("I look into ORD-1042."), user("and now?")]


def test_weights_decide() -> None:
    failed = [call("a"), result("a", "error: " + "no such file " * 30)]
    fine = [call("b"), result("b", "found it here " * 30)]
    messages = [user("go"), *failed, *fine, said(), user("next")]
    limit = TOKENIZER.count_messages(messages) - 20
    nothing = dict.fromkeys(ScoringWeights().to_dict(), 0.0)
    by_error = ScoringWeights(**{**nothing, "error_indicator": 1.0, "recency": 0.01})
    by_time = ScoringWeights(**{**nothing, "recency": 1.0})
    kept = manage(messages, limit, keep_last_turns=1, scoring_weights=by_error)
    assert failed[1] in kept.messages
    assert fine[1] not in kept.messages
    kept = manage(
        messages, limit, keep_last_turns=1, scoring_weights=by_time, recency_decay_rate=1.0
    )
    assert failed[1] not in kept.messages


def test_without_importance_the_oldest_goes_first() -> None:
    older = [m for i in range(9) for m in (user(f"question {i}"), said("word " * (90 - 9 * i)))]
    messages = [*older, user("now")]
    limit = TOKENIZER.count_messages(messages) - 200
    after = manage(messages, limit, use_importance_scoring=False, keep_last_turns=1)
    assert after.messages == messages[-len(after.messages) :]
    assert {row.reason for row in after.removals} == {"oldest first"}


ROWS = [{"id": i, "host": f"node-{i % 4}", "state": "running", "load": 0.5} for i in range(300)]


def test_compressing_comes_first_where_it_is_enough() -> None:
    messages = [
        user("which hosts?"),
        call("a"),
        result("a", json.dumps(ROWS)),
        said(),
        user("and?"),
    ]
    size = TOKENIZER.count_messages(messages)
    limit = int(size / 1.05)
    after = manage(messages, limit)
    assert after.tokens_after <= limit
    assert after.transforms_applied == ["intelligent_compress:1"]
    assert after.origins == tuple(range(len(messages)))
    assert (
        after.tokens_saved == after.removals.tokens - after.tokens_markers + after.tokens_reencoded
    )
    off = manage(messages, limit, compress_threshold=0.0, keep_last_turns=1)
    assert off.transforms_applied == ["intelligent_cap:2"]
    far = manage(messages, size // 2, keep_last_turns=1)
    assert far.transforms_applied == ["intelligent_cap:2"]


def test_compressing_that_is_not_enough_is_followed_by_dropping() -> None:
    little = result("a", json.dumps(ROWS[:60]))
    older = [m for i in range(9) for m in (user(f"question {i}"), said("word " * 900))]
    messages = [*older, user("hosts?"), call("a"), little, said(), user("and?")]
    limit = int(TOKENIZER.count_messages(messages) / 1.3)
    after = manage(messages, limit, compress_threshold=0.5)
    names = [name.split(":")[0] for name in after.transforms_applied]
    assert names == ["intelligent_compress", "intelligent_cap"]
    assert after.tokens_after <= limit


def test_toin_is_used_only_where_it_is_wanted() -> None:
    toin = TOIN()
    for text, again in (("wanted", True), ("dull", False)):
        toin.record_crush("f", json.dumps([{text: 1}]))
        if again:
            toin.record_retrieval("f", json.dumps([{text: 1}]))
    dull = [call("a"), result("a", json.dumps([{"dull": i} for i in range(50)]))]
    wanted = [call("b"), result("b", json.dumps([{"wanted": i} for i in range(50)]))]
    messages = [user("go"), *wanted, *dull, said(), user("next")]
    limit = TOKENIZER.count_messages(messages) - 50
    weights = ScoringWeights(recency=0.01, toin_importance=1.0)
    config = IntelligentContextConfig(
        output_buffer_tokens=0, keep_last_turns=1, scoring_weights=weights, compress_threshold=0.0
    )
    before = list(toin.table())
    kept = IntelligentContextManager(config, toin=toin).apply(
        messages, TOKENIZER, model_limit=limit
    )
    assert wanted[1] in kept.messages
    assert dull[1] not in kept.messages
    assert list(toin.table()) == before
    other = IntelligentContextManager(replace(config, toin_integration=False), toin=toin)
    assert other.scorer.toin is None
