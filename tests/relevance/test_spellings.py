"""A query finds what it names, however that is spelled."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom_lab import BM25Scorer, SmartCrusher
from headroom_lab.relevance.folding import folded

APART = unicodedata.normalize("NFD", "café")
PAIRS = [
    ("café", APART), (APART, "café"), ("cafe", "café"), ("café", "CAFE"), ("Zürich", "zurich"),
    ("ISTANBUL", "İstanbul"), ("istanbul", "İSTANBUL"), ("ışık", "IŞIK"), ("isik", "ışık"),
    ("C++", "uses C++ 17"), ("c++ error", "in C++"), ("C#", "a C# app"), ("F#", "in F# code"),
    (".NET", "on .NET core"), ("node.js", "Node.js app"), ("🚀", "the 🚀 launch"), ("R", "in R"),
    ("👩‍💻", "dev 👩‍💻 here"), ("东京", "在东京塔"), ("東京", "東京タワー"), ("서울", "서울시"),
    ("Straße", "STRASSE"), ("ﬁle", "file"), ("Ａ１２３", "a123"), ("ñandú", "NANDU"),
    ("привёт", "ПРИВЕТ"), ("ﾃｽﾄ", "テスト"), ("don’t", "don't"), ("Ærø", "aero"), ("Łódź", "lodz"),
]  # fmt: skip


@pytest.mark.parametrize(("query", "text"), PAIRS)
def test_a_word_is_found_in_another_spelling(query: str, text: str) -> None:
    items = [*(f"nothing of it {i}" for i in range(9)), text]
    scores = BM25Scorer().score_items(items, query)
    assert scores[-1] > 0.3
    assert max(scores[:-1]) == 0
    rows = [{"id": i, "text": f"row number {i} of a list about things"} for i in range(200)]
    rows[111]["text"] = f"{text} is part of this one"
    found = SmartCrusher().crush(rows, query).items[111]
    assert found.kept
    assert found.reason.startswith(("relevant", "holds"))


@pytest.mark.parametrize(
    ("query", "text"), [("C++", "C"), ("C#", "C"), (".NET", "a net"), ("🚀", "🚗")]
)
def test_a_mark_tells_names_apart(query: str, text: str) -> None:
    items = [*(f"nothing of it {i}" for i in range(9)), text]
    assert BM25Scorer().score_items(items, query)[-1] == 0


@given(st.text())
def test_folding_is_done_once(text: str) -> None:
    assert folded(folded(text)) == folded(text)
    assert folded(unicodedata.normalize("NFD", text)) == folded(unicodedata.normalize("NFC", text))
