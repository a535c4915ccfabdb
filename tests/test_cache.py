"""A cache within its bound."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from hypothesis import given
from hypothesis import strategies as st

from headroom_lab.cache import ContentCache, nothing_known


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 40))))
def test_the_bound_holds_and_values_are_the_last_put(entries: list[tuple[int, int]]) -> None:
    cache: ContentCache[int, int] = ContentCache(100)
    last: dict[int, int] = {}
    for key, weight in entries:
        cache.put(key, weight, weight)
        last[key] = weight
        assert cache.weight <= 100
    assert all(cache.get(key) in (None, value) for key, value in last.items())


def test_the_least_recently_used_goes_first() -> None:
    cache: ContentCache[str, int] = ContentCache(2)
    cache.put("a", 1)
    cache.put("b", 2)
    cache.get("a")
    cache.put("c", 3)
    assert (cache.get("a"), cache.get("b"), cache.get("c")) == (1, None, 3)


def test_what_is_heavier_than_the_bound_is_not_kept() -> None:
    cache: ContentCache[str, int] = ContentCache(2)
    cache.put("a", 1, 3)
    assert cache.get("a") is None


def test_what_goes_to_keep_the_bound_is_told() -> None:
    gone: list[str] = []
    cache: ContentCache[int, str] = ContentCache(2, gone.append)
    for key, value in enumerate("abcd"):
        cache.put(key, value)
    cache.put(3, "e")
    assert gone == ["a", "b"]


@given(st.lists(st.integers(0, 9)), st.lists(st.integers(0, 9)))
def test_many_at_once_are_each_by_itself(put: list[int], wanted: list[int]) -> None:
    once: ContentCache[int, int] = ContentCache(5)
    together: ContentCache[int, int] = ContentCache(5)
    together.put_many([(key, -key, 1) for key in put])
    for key in put:
        once.put(key, -key)
    found = {key: once.get(key) for key in wanted}
    assert together.get_many(wanted) == {k: v for k, v in found.items() if v is not None}


def test_inside_nothing_is_known_but_what_lasts_and_outside_all_is_as_it_was() -> None:
    cache: ContentCache[str, int] = ContentCache(2)
    lasting: ContentCache[str, int] = ContentCache(2, lasts=True)
    for one in (cache, lasting):
        one.put("a", 1)
    with nothing_known(), ThreadPoolExecutor(1) as other:
        assert (cache.get("a"), lasting.get("a")) == (None, 1)
        cache.put("a", 2)
        assert cache.get_many("ab") == {"a": 2}
        assert other.submit(cache.get, "a").result() == 1
    assert (cache.get("a"), cache.get("b"), cache.weight) == (1, None, 1)
