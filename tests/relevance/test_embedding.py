"""EmbeddingScorer with the real model, and what it says where there is none."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import numpy as np
import pytest

from headroom_lab.errors import EmbeddingModelError, MissingPackageError
from headroom_lab.relevance import embedding
from headroom_lab.relevance.base import RelevanceScorer
from headroom_lab.relevance.embedding import EmbeddingScorer, embedding_available

ITEMS = ["a kitten lies on the rug", "quarterly revenue grew by 5 %", "", "the cat sat on the mat"]


class Counting:
    """A model that embeds a text as its length, and remembers what it was asked."""

    def __init__(self) -> None:
        self.calls: list[list[str]] = []

    def encode(self, texts: list[str], **_: Any) -> Any:
        self.calls.append(list(texts))
        rows = np.array([[len(text), 1.0] for text in texts], dtype=np.float32)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@pytest.fixture
def counting(monkeypatch: pytest.MonkeyPatch) -> Counting:
    """A model that counts its calls in place of the real one."""
    model = Counting()
    monkeypatch.setattr(embedding, "load_model", lambda name: model)
    return model


def test_meaning_counts_not_words(embedding_model: str) -> None:
    scorer = EmbeddingScorer(model=embedding_model)
    scores = scorer.score_items(ITEMS, "a cat on a carpet")
    assert isinstance(scorer, RelevanceScorer)
    assert all(0 <= score <= 1 for score in scores)
    assert min(scores[0], scores[3]) > 0.5 > 0.2 > scores[1]
    assert scores[2] == 0
    assert scorer.score_items(["same text"], "same text") == [pytest.approx(1, abs=1e-5)]


def test_embeddings_are_unit_vectors_in_order(embedding_model: str) -> None:
    scorer = EmbeddingScorer(model=embedding_model)
    rows = scorer.embed_batch(["one", "two", "one"])
    assert rows.shape == (3, 384)
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    assert np.array_equal(rows[0], rows[2])
    assert np.array_equal(scorer.embed("two"), rows[1])


def test_scores_do_not_depend_on_the_batch(embedding_model: str) -> None:
    alone = EmbeddingScorer(model=embedding_model).score_items(ITEMS[:1], "cats")
    other = EmbeddingScorer(model=embedding_model)
    other.embed_batch(["word " * count for count in range(1, 90)])
    among = other.score_items([*ITEMS, "x" * 500], "cats")
    assert among[0] == pytest.approx(alone[0], abs=2e-6)


def test_a_lone_surrogate_and_a_special_token_are_text(embedding_model: str) -> None:
    scores = EmbeddingScorer(model=embedding_model).score_items(
        ["\ud800", "[CLS]", "a" * 9000], "a"
    )
    assert len(scores) == 3


def test_one_batch_and_each_content_once(counting: Counting) -> None:
    scorer = EmbeddingScorer()
    scorer.score_items(["one", "three", "one"], "one")
    assert counting.calls == [["one", "three"]]
    scorer.score_items(["three", "new"], "one")
    assert counting.calls[1:] == [["new"]]


def test_the_cache_is_bounded(counting: Counting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding, "CACHED_BYTES", 1000)
    scorer = EmbeddingScorer()
    scorer.embed_batch([f"text {number}" for number in range(100)])
    assert len(scorer._cache) < 20
    assert scorer._cache.weight <= 1000


@pytest.mark.parametrize(("items", "query"), [([], "query"), (["item"], ""), (["item"], " \n")])
def test_nothing_to_score_loads_nothing(items: list[str], query: str, counting: Counting) -> None:
    assert EmbeddingScorer().score_items(items, query) == [0.0] * len(items)
    assert counting.calls == []


def test_opposite_meanings_score_0(monkeypatch: pytest.MonkeyPatch) -> None:
    class Opposite:
        def encode(self, texts: list[str], **_: Any) -> Any:
            return np.array([[1.0] if text == "query" else [-1.0] for text in texts])

    monkeypatch.setattr(embedding, "load_model", lambda name: Opposite())
    assert EmbeddingScorer().score_items(["item", "query"], "query") == [0.0, 1.0]


def test_a_missing_package_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    monkeypatch.setattr("headroom_lab.optional.available", lambda package: False)
    with pytest.raises(MissingPackageError, match=r'pip install "headroom-lab\[embeddings\]"'):
        EmbeddingScorer().embed("text")


def test_a_missing_model_says_how_to_get_it(embedding_model: str) -> None:
    with pytest.raises(EmbeddingModelError, match="SentenceTransformer\\('no-such-model'\\)"):
        EmbeddingScorer("no-such-model").embed("text")


def test_asking_whether_it_is_there_imports_nothing() -> None:
    code = (
        "import sys; from headroom_lab.relevance.embedding import embedding_available as there;"
        "print(there(), 'torch' in sys.modules, 'sentence_transformers' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split()[1:] == ["False", "False"]
    assert run.stdout.split()[0] == str(embedding_available())


def test_an_interrupt_keeps_what_is_embedded(
    counting: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedding, "_CHUNK", 3)
    texts, encode = [f"text {'x' * n}" for n in range(8)], counting.encode

    def interrupted(chunk: list[str], **options: Any) -> Any:
        if texts[4] in chunk:
            raise KeyboardInterrupt
        return encode(chunk, **options)

    scorer = EmbeddingScorer()
    monkeypatch.setattr(counting, "encode", interrupted)
    with pytest.raises(KeyboardInterrupt):
        scorer.embed_batch(texts)
    monkeypatch.setattr(counting, "encode", encode)
    assert scorer.embed_batch(texts).shape == (8, 2)
    assert counting.calls == [texts[:3], texts[3:6], texts[6:]]
