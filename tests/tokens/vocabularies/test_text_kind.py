"""The kind of a text is told from a sample of it, and estimates follow the kind."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom_lab.tokens.methods import _by_kind
from headroom_lab.tokens.vocabularies import text_kind
from headroom_lab.tokens.vocabularies.packaged import PACKAGED, packaged_vocabulary
from headroom_lab.tokens.vocabularies.text_kind import KINDS
from tests.timing import noisy, seconds

TEXTS = {
    "prose": "It was the best of times, it was the worst of times, and nobody knew which of "
    "them it would be in the end. " * 5,
    "code": "def area(width: int, height: int) -> int:\n    return width * height  # px\n" * 20,
    "json": json.dumps([{"name": f"host{i}", "state": "up", "zone": "eu"} for i in range(40)]),
    "numbers": "\n".join(f"{i * 7919 % 10007},{i * 104729 % 9973},{i}" for i in range(200)),
    "latin": "Der schnelle braune Fuchs springt über den faulen Hund, während er schläft. " * 8,
    "cyrillic": "Быстрая коричневая лиса прыгает через ленивую собаку и бежит дальше. " * 8,
    "greek": "Η γρήγορη καφέ αλεπού πηδάει πάνω από το τεμπέλικο σκυλί και φεύγει. " * 8,
    "hebrew": "השועל החום המהיר קופץ מעל הכלב העצלן וממשיך לרוץ הלאה אל היער הגדול. " * 8,
    "arabic": "الثعلب البني السريع يقفز فوق الكلب الكسول ثم يواصل الجري نحو الغابة. " * 8,
    "devanagari": "तेज़ भूरी लोमड़ी आलसी कुत्ते के ऊपर से कूदती है और जंगल की ओर भागती है। " * 8,
    "bengali": "দ্রুত বাদামী শিয়াল অলস কুকুরের উপর দিয়ে লাফ দেয় এবং বনের দিকে ছুটে যায়। " * 8,
    "dravidian": "விரைவான பழுப்பு நரி சோம்பேறி நாயின் மேல் குதித்து காட்டை நோக்கி ஓடுகிறது. " * 8,
    "thai": "สุนัขจิ้งจอกสีน้ำตาลกระโดดข้ามสุนัขขี้เกียจแล้ววิ่งต่อไปยังป่าใหญ่ " * 8,
    "cjk": "敏捷的棕色狐狸跳过了懒狗，然后继续向森林跑去。日本語の文章もあります。" * 8,
    "hangul": "빠른 갈색 여우가 게으른 개를 뛰어넘고 숲을 향해 계속 달려간다. " * 8,
    "other": "ចចកលឿនលោតពីលើឆ្កែខ្ជិលហើយរត់ទៅព្រៃ " * 8,
}


@pytest.mark.parametrize("kind", TEXTS)
def test_each_kind_is_told(kind: str) -> None:
    assert text_kind(TEXTS[kind]) == kind


def test_dutch_without_an_accent_is_no_english() -> None:
    assert text_kind("De snelle bruine vos springt over de luie hond heen en rent weg. " * 5) == (
        "latin"
    )


def test_a_word_of_another_script_changes_nothing() -> None:
    assert text_kind(TEXTS["prose"] + " Привет") == "prose"
    assert text_kind("naïve café") in KINDS


@given(st.text(max_size=400))
def test_any_text_has_a_kind(text: str) -> None:
    assert text_kind(text) in KINDS


@noisy
def test_a_long_text_costs_no_more_than_a_short_one() -> None:
    short, long = TEXTS["cyrillic"] * 200, TEXTS["cyrillic"] * 20_000
    assert text_kind(long) == "cyrillic"
    assert seconds(lambda: text_kind(long)) < 10 * seconds(lambda: text_kind(short))


@pytest.mark.parametrize("vocabulary", PACKAGED)
def test_the_factors_meet_the_vocabulary_on_the_kinds_that_are_usual(vocabulary: str) -> None:
    exact = packaged_vocabulary(vocabulary)
    if exact is None:
        pytest.skip(f"the package that carries {vocabulary} isn't installed")
    root = Path(__file__).parents[3]
    texts = [
        (root / "README.md").read_text(encoding="utf-8"),
        (root / "headroom_lab" / "cache.py").read_text(encoding="utf-8"),
        TEXTS["json"],
        TEXTS["latin"],
    ]
    estimates = _by_kind(vocabulary, known=True).count(texts)
    for text, estimated, counted in zip(texts, estimates, exact.count(texts), strict=True):
        assert estimated == pytest.approx(counted, rel=0.3), text[:40]
