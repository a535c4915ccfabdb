"""Counts equal tiktoken's on whatever text."""

from __future__ import annotations

import random
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom_lab.errors import TokenizerError
from headroom_lab.tokens import count_text, count_texts
from headroom_lab.tokens.counting import reference

ENCODINGS = ("o200k_base", "cl100k_base")
PIECES = (
    "the", " import", "\n", "\n\n", "    ", "\t", "\r\n", '{"id": 17, "ok": true}', "'s", "'LL",
    "https://example.org/a?b=c", "snake_case_name", "CamelCase", "1234567", "3.14e-9", "—", "…",
    "naïve", "Straße", "日本語のテキスト", "한국어", "русский", "العربية", "हिन्दी", "😀", "👩‍👩‍👧", "\u200b",
    "\u202e", "e\u0301", "<|endoftext|>", "<|fim_prefix|>", "```py", "&nbsp;", "\x00", "\x1b[31m",
)  # fmt: skip


def random_texts(count: int, seed: int) -> list[str]:
    """Make texts of words, code, scripts and any code point at all, lone surrogates included."""
    rng = random.Random(seed)

    def piece() -> str:
        kind = rng.random()
        if kind < 0.6:
            return rng.choice(PIECES)
        if kind < 0.8:
            return chr(rng.randrange(32, 0x250)) * rng.randrange(1, 4)
        return chr(rng.randrange(0x110000))

    return ["".join(piece() for _ in range(rng.randrange(0, 24))) for _ in range(count)]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_twenty_thousand_random_texts_count_as_tiktoken_counts(
    encoding: str, real_tiktoken: dict[str, Any]
) -> None:
    texts = random_texts(20_000, seed=len(encoding))
    ours = count_texts(texts, encoding)
    theirs = [len(real_tiktoken[encoding].encode_ordinary(text)) for text in texts]
    wrong = [t for t, a, b in zip(texts, ours, theirs, strict=True) if a.tokens != b]
    assert wrong == []
    assert all(count.exact for count in ours)
    assert sum(any(unicodedata.category(c) == "Cn" for c in t) for t in texts) > 1000


@given(st.text())
def test_any_text_counts_as_tiktoken_counts(real_tiktoken: dict[str, Any], text: str) -> None:
    assert count_text(text).tokens == len(real_tiktoken["o200k_base"].encode_ordinary(text))


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_the_reference_is_tiktoken_with_the_same_vocabulary(
    encoding: str, real_tiktoken: dict[str, Any]
) -> None:
    ours, theirs = reference(encoding), real_tiktoken[encoding]
    assert ours._mergeable_ranks == theirs._mergeable_ranks
    assert ours._pat_str == theirs._pat_str
    assert ours._special_tokens == theirs._special_tokens


def test_special_tokens_count_as_the_text_they_are() -> None:
    assert count_text("<|endoftext|>").tokens == 7


def test_lone_surrogates_are_counted() -> None:
    assert count_text("a\ud800b").tokens > 0


def test_a_million_spaces_count_though_tiktoken_panics() -> None:
    assert count_text(" " * 1_000_000) == (7813, True)


def test_a_text_tiktoken_panics_on_is_labelled_where_only_it_is_exact() -> None:
    count = count_text(" " * 1_000_000 + "\U000e0fff")
    assert count.tokens >= 7813
    assert not count.exact


def test_an_unknown_encoding_names_the_nearest() -> None:
    with pytest.raises(TokenizerError, match="did you mean 'o200k_base'"):
        count_text("x", "o200k_bse")


def test_the_same_content_is_counted_once(monkeypatch: pytest.MonkeyPatch) -> None:
    from headroom_lab.tokens import counting

    seen: list[str] = []
    count = counting._count_unseen

    def watched(texts: list[str], encoding: str) -> list[Any]:
        seen.extend(texts)
        return count(texts, encoding)

    monkeypatch.setattr(counting, "_count_unseen", watched)
    counting.clear_cache()
    count_texts(["one text", "one text", "another"])
    count_texts(["another", "one text"])
    assert sorted(seen) == ["another", "one text"]
