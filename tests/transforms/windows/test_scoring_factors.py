"""The six factors: pure functions with values in [0, 1]."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom_lab.messages import read
from headroom_lab.transforms.windows import scoring_factors as factors

COUNTS = st.integers(0, 10**9)
VECTORS = st.lists(st.floats(-1e6, 1e6), min_size=3, max_size=3).map(np.array)


@given(COUNTS, st.floats(0, 100))
def test_recency_decays_from_the_end(distance: int, rate: float) -> None:
    score = factors.recency(distance, rate)
    assert score == math.exp(-rate * distance)
    assert 0 <= factors.recency(distance + 1, rate) <= score <= 1


@given(VECTORS, VECTORS)
def test_similarity_is_a_cosine(one: Any, two: Any) -> None:
    score = factors.semantic_similarity(one, two)
    assert 0 <= score <= 1
    assert score == pytest.approx(factors.semantic_similarity(two, one))
    norm = np.linalg.norm(one) * np.linalg.norm(two)
    if norm > 1e-3:
        assert score == pytest.approx(max(0.0, float(one @ two / norm)), abs=1e-6)


@pytest.mark.parametrize("nothing", [None, np.zeros(3), np.array([np.nan, 0, 0])])
def test_without_an_embedding_similarity_is_neutral(nothing: Any) -> None:
    assert factors.semantic_similarity(nothing, np.ones(3)) == 0.5
    assert factors.semantic_similarity(np.ones(3), nothing) == 0.5


def test_toin_is_the_retrieval_rate() -> None:
    assert factors.toin_importance(None) == 0.5
    assert [factors.toin_importance(rate) for rate in (0.0, 0.25, 1.0)] == [0, 0.25, 1]


def test_an_error_by_its_own_flag_or_by_its_fields() -> None:
    assert factors.error_indicator(False) == 0
    assert factors.error_indicator(False, 0.6) == 0.6
    assert factors.error_indicator(True) == factors.error_indicator(True, 0.6) == 1


@given(COUNTS)
def test_more_references_more_importance(count: int) -> None:
    score = factors.forward_reference(count)
    assert 0 <= score <= factors.forward_reference(count + 1) <= 1
    assert (score == 0) == (count == 0)


@given(st.lists(st.text()))
def test_density_is_unique_by_total(words: list[str]) -> None:
    score = factors.token_density(words)
    assert score == (len(set(words)) / len(words) if words else 0.5)


def output(text: str, **extra: Any) -> Any:
    """Return a tool output as the only message after its call, Messages API."""
    result = {"type": "tool_result", "tool_use_id": "a", "content": text, **extra}
    return read([{"role": "user", "content": [result]}]).messages[0]


@pytest.mark.parametrize(
    "text",
    [
        "Traceback (most recent call last):\n  File 'x'\nValueError: no",
        "log\n" * 5000 + "Traceback (most recent call last):\n  File 'x'",
        "error: pathspec did not match",
        "[ERROR] disk full",
        "ValueError: bad row",
        "12 failed\n[exit code 1]",
        "Command exited with code 127",
        '{"error": {"code": 404}}',
        '{"errors": ["no such order"], "data": null}',
    ],
)
def test_errors(text: str) -> None:
    assert factors.is_error(output(text))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0 errors, 12 passed",
        '{"error": null, "timeout": 30}',
        '{"errors": [], "error": "", "error_rate": 0.1}',
        '[{"error": "one row of many"}]',
        "The error handling is in errors.py",
        "class ValueErrorHandler:",
        "done\n[exit code 0]",
        '{broken json with an "error": 1',
    ],
)
def test_no_errors(text: str) -> None:
    assert not factors.is_error(output(text))
    assert factors.is_error(output(text, is_error=True))


def test_what_people_say_of_errors_is_none() -> None:
    said = read([{"role": "user", "content": "Traceback (most recent call last): what is this?"}])
    assert not factors.is_error(said.messages[0])


@pytest.mark.parametrize("unit", ["a", " ", "\n", "at a.", "Error", "\t at "])
def test_a_megabyte_of_one_thing(unit: str) -> None:
    assert not factors.is_error(output(unit * (1_000_000 // len(unit))))
