"""MessageScorer: weights, breakdowns, what each message is marked with, embeddings."""

from __future__ import annotations

import copy
import json
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom_lab.config import ScoringWeights
from headroom_lab.errors import ConfigError
from headroom_lab.messages import read
from headroom_lab.relevance.embedding import EmbeddingScorer
from headroom_lab.results.scores import MessageScore, MessageScores
from headroom_lab.telemetry import TOIN
from headroom_lab.tokens import Tokenizer
from headroom_lab.transforms.windows.message_scorer import MessageScorer, references
from headroom_lab.transforms.windows.scoring import score_messages
from tests.strategies import FORMATS, conversations

WEIGHTS = st.builds(
    ScoringWeights,
    **{name: st.floats(0.01, 10) for name in ScoringWeights().to_dict()},
)
FACTORS = (
    "recency_score",
    "semantic_score",
    "toin_score",
    "error_score",
    "reference_score",
    "density_score",
)


class Lengths:
    """An embedding provider that counts its calls."""

    def __init__(self) -> None:
        self.calls: list[list[str]] = []

    def embed_batch(self, texts: list[str]) -> list[list[float]]:
        self.calls.append(list(texts))
        return [[float(len(text)), 1.0] for text in texts]


def loop(*outputs: str, answer: str = "done") -> list[dict[str, Any]]:
    """Return an agent's loop with those tool outputs."""
    out: list[dict[str, Any]] = [{"role": "user", "content": "please go on"}]
    for number, text in enumerate(outputs):
        function = {"name": "orders", "arguments": "{}"}
        calls = [{"id": f"c{number}", "type": "function", "function": function}]
        out.append({"role": "assistant", "content": None, "tool_calls": calls})
        out.append({"role": "tool", "tool_call_id": f"c{number}", "content": text})
    return [*out, {"role": "assistant", "content": answer}]


@pytest.mark.parametrize("format", FORMATS)
@given(data=st.data())
def test_any_conversation(format: str, data: Any) -> None:
    messages = data.draw(conversations(format))
    weights = data.draw(WEIGHTS)
    protected = data.draw(st.sets(st.integers(0, len(messages) - 1)))
    before = copy.deepcopy(messages)
    scorer = MessageScorer(weights, embedding_provider=Lengths(), recency_decay_rate=0.3)
    scores = scorer.score_messages(messages, protected)
    assert messages == before
    assert scores == MessageScorer(
        weights, embedding_provider=Lengths(), recency_decay_rate=0.3
    ).score_messages(messages, protected)
    assert [score.message_index for score in scores] == list(range(len(messages)))
    assert {s.message_index for s in scores if s.is_protected} == protected
    assert [s.tokens for s in scores] == Tokenizer().count_each(read(messages))
    for score in scores:
        assert all(0 <= getattr(score, name) <= 1 for name in FACTORS)
        assert 0 <= score.total_score <= 1
        assert math.fsum(score.score_breakdown.values()) == pytest.approx(score.total_score)
        assert list(score.score_breakdown) == list(weights.to_dict())
        for name, weight in weights.normalized().to_dict().items():
            factor = getattr(score, FACTORS[list(weights.to_dict()).index(name)])
            assert score.score_breakdown[name] == weight * factor


def test_the_call_of_the_reference() -> None:
    messages = [{"role": "system", "content": "Be kind."}, *loop("[]")]
    scorer = MessageScorer(
        weights=ScoringWeights(), toin=None, embedding_provider=None, recency_decay_rate=0.1
    )
    scores = scorer.score_messages(
        messages=messages, protected_indices={0}, tool_unit_indices={2, 3}
    )
    assert isinstance(scores, MessageScores)
    assert all(isinstance(score, MessageScore) for score in scores)
    assert [score.is_protected for score in scores] == [True, False, False, False, False]
    assert [score.in_tool_unit for score in scores] == [False, False, True, True, False]
    assert scores[-1].recency_score == 1
    assert scores[0].recency_score == math.exp(-0.4)


def test_without_data_factors_are_neutral() -> None:
    for score in MessageScorer().score_messages([{"role": "user", "content": "..."}]):
        assert score.semantic_score == score.toin_score == score.density_score == 0.5
        assert score.error_score == score.reference_score == 0


def test_tool_units_are_found_where_they_are_not_given() -> None:
    scores = MessageScorer().score_messages(loop("1", "2"))
    assert [score.in_tool_unit for score in scores] == [False, True, True, True, True, False]


def test_a_call_and_the_value_that_is_used_later_are_referred_to() -> None:
    messages = loop('{"order": "ORD-1042"}', "nothing", answer="It is ORD-1042.")
    assert references(read(messages)) == {1: 1, 2: 1, 3: 1}
    scores = MessageScorer().score_messages(messages)
    assert [score.reference_score for score in scores] == [0, 0.5, 0.5, 0.5, 0, 0]


def test_errors_stand_out() -> None:
    [_, _, good, _, bad, _] = MessageScorer().score_messages(loop("fine", "error: no such file"))
    assert (good.error_score, bad.error_score) == (0, 1)


def test_toin_tells_what_was_looked_into_again() -> None:
    wanted = json.dumps([{"order_id": "ORD-1", "error": None}])
    toin = TOIN()
    for _ in range(3):
        toin.record_crush("orders", wanted)
    toin.record_retrieval("orders", wanted)
    failed = json.dumps([{"order_id": "ORD-1", "error": "refused"}])
    scores = MessageScorer(toin=toin).score_messages(loop(wanted, failed))
    assert [s.toin_score for s in scores] == [0.5, 0.5, 1 / 3, 0.5, 1 / 3, 0.5]
    assert scores[2].error_score == 0
    assert 0 < scores[4].error_score < 1


def test_one_embedding_call_and_each_content_once() -> None:
    provider = Lengths()
    scorer = MessageScorer(embedding_provider=provider)
    messages = loop("same output", "same output", "other")
    scorer.score_messages(messages)
    assert len(provider.calls) == 1
    assert len(provider.calls[0]) == len(set(provider.calls[0]))
    scorer.score_messages([*messages, {"role": "user", "content": "new"}])
    assert provider.calls[1:] == [["new"]]


def test_a_provider_that_embeds_one_text_at_a_time() -> None:
    class Single:
        def embed(self, text: str) -> Any:
            return np.array([len(text), 1.0])

    one = MessageScorer(embedding_provider=Single()).score_messages(loop("abc", "d"))
    many = MessageScorer(embedding_provider=Lengths()).score_messages(loop("abc", "d"))
    assert one == many


def test_the_real_model_knows_what_is_being_talked_of(embedding_model: str) -> None:
    talk = [
        "How do I bake bread?",
        "Our revenue grew.",
        "Knead the dough.",
        "Which oven for loaves?",
    ]
    messages = [{"role": "user", "content": text} for text in talk]
    scorer = MessageScorer(embedding_provider=EmbeddingScorer(embedding_model))
    bread, money, *_ = [score.semantic_score for score in scorer.score_messages(messages)]
    assert bread > money + 0.1


@pytest.mark.parametrize("provider", ["all-MiniLM-L6-v2", object()])
def test_a_provider_that_is_none_is_refused(provider: Any) -> None:
    with pytest.raises(ConfigError, match="embed_batch"):
        MessageScorer(embedding_provider=provider)


def test_a_provider_that_loses_a_text_is_refused() -> None:
    class Short:
        def embed_batch(self, texts: list[str]) -> list[list[float]]:
            return [[1.0]]

    with pytest.raises(ConfigError, match="1 vectors for 2 texts"):
        MessageScorer(embedding_provider=Short()).score_messages(loop("x")[:1] + loop("x")[3:])


def test_a_rate_below_0_is_refused() -> None:
    with pytest.raises(ConfigError, match="recency_decay_rate"):
        MessageScorer(recency_decay_rate=-1)


def test_no_messages_have_no_scores() -> None:
    assert MessageScorer().score_messages([]) == score_messages([], "gpt-4o") == []
    assert isinstance(score_messages([]), list)


def test_scoring_in_one_call_protects_the_system_prompt_and_the_last_turns() -> None:
    messages = loop("1")
    body = {"model": "gpt-4o", "messages": messages, "system": "Be kind"}
    scores = score_messages(body, keep_last_turns=1)
    assert [score.message_index for score in scores] == list(range(-1, len(messages)))
    assert scores[0].is_protected
    assert scores[-1].is_protected


def test_scores_as_a_table() -> None:
    scores = MessageScorer().score_messages(loop("1"))
    frame = scores.to_frame()
    assert list(frame["total_score"]) == [score.total_score for score in scores]
    assert list(frame["role"]) == ["user", "assistant", "tool", "assistant"]
    assert frame["preview"][0] == "please go on"
    assert scores[0].to_dict()["score_breakdown"] == scores[0].score_breakdown
    assert len(scores[1:]) == 3


def test_secrets_are_masked_in_previews() -> None:
    [score] = MessageScorer().score_messages([{"role": "user", "content": "sk-" + "a1" * 20}])
    assert "a1a1" not in score.preview


def test_real_conversations(real_conversations: list[dict[str, Any]]) -> None:
    for conversation in real_conversations:
        scores = MessageScorer().score_messages(conversation["messages"])
        assert all(0 <= score.total_score <= 1 for score in scores)
        assert len({score.total_score for score in scores}) > min(2, len(scores) - 1)


@pytest.mark.parametrize("count", [1000, 4000])
def test_each_text_is_counted_a_few_times_however_long_the_list(count: int) -> None:
    class Counts:
        texts = 0

        def count_text(self, text: str) -> int:
            self.texts += 1
            return len(text)

        def count_messages(self, messages: Any) -> int:
            raise AssertionError("asked for the whole list")

    counter = Counts()
    messages = [{"role": "user", "content": f"message {i} of ORD-{i}"} for i in range(count)]
    MessageScorer(tokenizer=counter).score_messages(messages)
    assert counter.texts <= count + 1
