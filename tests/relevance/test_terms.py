"""The terms of a query."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from headroom_lab.relevance.bm25 import _Texts
from headroom_lab.relevance.folding import folded
from headroom_lab.relevance.terms import is_boundary, query_terms, tokens


def test_identifiers_stay_whole_and_give_their_parts() -> None:
    assert tokens("src/app/get_user.py") == [
        "src/app/get_user.py",
        "src",
        "app",
        "get",
        "user",
        "py",
    ]
    assert tokens("HTTPServerError") == ["httpservererror", "http", "server", "error"]
    assert tokens("getUserName2") == ["getusername2", "get", "user", "name", "2"]
    assert tokens("Größe") == ["größe"]
    assert tokens("失败 x") == ["失败", "失", "败", "x"]
    assert tokens("it's 3.14 – ok?") == ["it", "s", "3.14", "3", "14", "ok"]


def test_a_long_query_keeps_its_most_telling_terms() -> None:
    query = " ".join(
        [*(f"word{'x' * (i % 7)}" for i in range(200)), *"ab cd ef".split(), "ORD-617"]
    )
    assert "ord-617" in query_terms(query, 5)
    assert len(query_terms(" ".join(f"w{i}" for i in range(500)), 64)) == 64


def test_terms_come_once_and_in_order() -> None:
    assert query_terms("the Cache, the cache and a shard", 64) == ("cache", "shard")
    assert query_terms("", 64) == ()


@given(st.text(st.sampled_from("aB1_-./ Éß"), max_size=30))
def test_a_part_that_is_a_token_is_found_where_it_stands(text: str) -> None:
    plain = Counter(tokens(folded(text)))
    found = _Texts([text])
    for term in plain:
        assert list(found.places(term)), (text, term)


@given(st.text(max_size=10), st.integers(-1, 11))
def test_ends_and_blanks_are_boundaries(text: str, place: int) -> None:
    if place <= 0 or place >= len(text) or " " in text[place - 1 : place + 1]:
        assert is_boundary(text, place)
