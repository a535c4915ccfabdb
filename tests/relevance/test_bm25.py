"""Relevance by keywords."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom_lab import BM25Scorer
from headroom_lab.relevance.base import RelevanceScorer

SCORER = BM25Scorer()
words = st.sampled_from(["alpha", "beta", "Gamma", "delta_1", "x/y.py", "İx", "\0", ""])
texts = st.lists(words, max_size=6).map(" ".join) | st.text(max_size=12)


def test_it_is_a_scorer() -> None:
    assert isinstance(SCORER, RelevanceScorer)


@given(st.lists(texts, max_size=25), texts)
def test_scores_lie_between_0_and_1_one_an_item(items: list[str], query: str) -> None:
    scores = SCORER.score_items(items, query)
    assert len(scores) == len(items)
    assert all(type(s) is float and 0 <= s <= 1 and math.isfinite(s) for s in scores)


@given(st.lists(texts, min_size=1, max_size=25), texts)
def test_scores_go_with_their_items(items: list[str], query: str) -> None:
    scores = SCORER.score_items(items, query)
    back = SCORER.score_items(items[::-1], query)[::-1]
    assert scores == pytest.approx(back)


@pytest.mark.parametrize(
    ("items", "query"), [([], "a"), (["a"], ""), ([], ""), (["a"], " \n"), (["", ""], "a")]
)
def test_nothing_to_score_is_zeros(items: list[str], query: str) -> None:
    assert SCORER.score_items(items, query) == [0.0] * len(items)


def test_no_score_is_negative_where_most_items_hold_a_term() -> None:
    scores = SCORER.score_items(["apple pie", "apple tart", "plum"], "apple")
    assert min(scores[:2]) > 0.5
    assert scores[2] == 0
    assert SCORER.score_items(["apple"], "apple") == [1.0]
    assert SCORER.score_items(["an apple a day"] * 30, "apple") == [1.0] * 30


def test_an_item_with_all_rare_terms_is_near_1() -> None:
    items = [f'{{"id": {i}, "status": "paid", "order": "ORD-{i}"}}' for i in range(1000)]
    items[617] = items[617].replace("paid", "refunded")
    scores = SCORER.score_items(
        items, "Why was the order ORD-617 refunded? Please show its status."
    )
    assert scores[617] > 0.9
    assert sum(score > 0.3 for score in scores) == 1


def test_a_rare_term_weighs_more() -> None:
    items = ["common"] * 20 + ["common rare", "other"]
    scores = SCORER.score_items(items, "common rare")
    assert scores[20] > 3 * scores[0] > 0 == scores[21]


@pytest.mark.parametrize(
    ("query", "held", "missed"),
    [
        ("user_name", "the user_name is", "the username is"),
        ("user", "get_user_name()", "superuser"),
        ("src/app/main.py", "in /x/src/app/main.py:3", "in src/main.rs"),
        ("main.py", "src/main.py", "src/domain.pyc"),
        ("getUserName", "call getUserName()", "call getUsername2()".lower()),
        ("error", "a ValueError was", "terrors"),
        ("v2", "api-v2", "v21"),
        ("größe", "die Größe 4", "groß"),
        ("ORD-617", "(ord-617)", "nothing"),
    ],
)
def test_identifiers_are_held_whole_and_in_parts(query: str, held: str, missed: str) -> None:
    scores = SCORER.score_items([held, missed, "something else"], query)
    assert scores[0] > 0.3
    assert scores[0] > scores[1]
    assert scores[2] == 0


def test_function_words_are_no_terms_unless_alone() -> None:
    items = ["what is it", "an invoice", "nothing"]
    assert SCORER.score_items(items, "what is the invoice")[0] == 0
    assert SCORER.score_items(items, "what is")[0] > 0.5


def test_ten_thousand_items_are_scored_without_reading_each() -> None:
    items = [f"record {i} of the list" for i in range(10_000)]
    items[5000] = "the stolen bicycle"
    scores = SCORER.score_items(items, "was there a stolen bicycle?")
    assert [i for i, score in enumerate(scores) if score] == [5000]
