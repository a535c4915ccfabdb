"""Which kind of text a text is, told from a sample of it: vocabularies differ by kind."""

from __future__ import annotations

import re

SAMPLE = 1200  # characters taken from each of three places

# Kind of text -> letters of its script. What is in another script is "other".
SCRIPTS = {
    "cjk": "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff",
    "hangul": "\u1100-\u11ff\uac00-\ud7af",
    "cyrillic": "\u0400-\u052f",
    "greek": "\u0370-\u03ff\u1f00-\u1fff",
    "hebrew": "\u0590-\u05ff",
    "arabic": "\u0600-\u077f",
    "devanagari": "\u0900-\u097f",
    "bengali": "\u0980-\u09ff",
    "dravidian": "\u0b80-\u0d7f",
    "thai": "\u0e00-\u0e7f",
    "latin": "A-Za-z\u00c0-\u024f\u1e00-\u1eff",
}
KINDS = ("prose", "code", "json", "numbers", *SCRIPTS, "other")

_FOREIGN = re.compile(r"[^\W\d_A-Za-z]")
_LETTER = re.compile(r"[^\W\d_]")
_SCRIPTS = {kind: re.compile(f"[{letters}]") for kind, letters in SCRIPTS.items()}
_DIGIT = re.compile(r"[0-9]")
_QUOTED_KEY = re.compile(r"\"[^\"\n]{1,60}\"\s*:")
_SIGN = re.compile(r"[{}()\[\];=<>_/\\|`$#&*+]")
_WORD = re.compile(r"[^\W\d_]+")
_ENGLISH = re.compile(
    r"\b(?:the|and|of|to|is|in|for|that|with|on|it|a|be|are|or|this|as|not)\b", re.I
)


def text_kind(text: str) -> str:
    """Return the kind of a text, one of ``KINDS``: by its script, its digits, its signs."""
    sample = _sample(text)
    foreign = 0 if sample.isascii() else len(_FOREIGN.findall(sample))
    if foreign and foreign > 0.02 * len(_LETTER.findall(sample)):
        kind = _script(sample)
        if kind != "latin" or not _is_english(sample):
            return kind
    size = len(sample) or 1
    if len(_DIGIT.findall(sample)) > 0.22 * size:
        return "numbers"
    if len(_QUOTED_KEY.findall(sample)) > 0.008 * size:
        return "json"
    if len(_SIGN.findall(sample)) > 0.035 * size:
        return "code"
    return "prose" if _is_english(sample) else "latin"


def _script(sample: str) -> str:
    """Return the script that holds most letters; an ideograph says as much as two letters."""
    found = {kind: len(letters.findall(sample)) for kind, letters in _SCRIPTS.items()}
    found["cjk"] *= 2
    kind = max(found, key=found.__getitem__)
    return kind if 3 * found[kind] >= len(_LETTER.findall(sample)) else "other"


def _is_english(sample: str) -> bool:
    """Tell whether English words hold a text together; of a few words it can't be told."""
    words = len(_WORD.findall(sample))
    return words < 20 or len(_ENGLISH.findall(sample)) > 0.08 * words


def _sample(text: str) -> str:
    """Return the beginning, the middle and the end of a long text."""
    if len(text) <= 3 * SAMPLE:
        return text
    middle = (len(text) - SAMPLE) // 2
    return text[:SAMPLE] + text[middle : middle + SAMPLE] + text[-SAMPLE:]
