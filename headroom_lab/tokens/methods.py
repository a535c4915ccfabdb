"""How a model's tokens are counted: exactly where its vocabulary is here, else by an estimate."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path

from headroom_lab.providers.model_names import ModelName, model_name
from headroom_lab.tokens.calibration import calibration_of
from headroom_lab.tokens.counting import ENCODINGS, count_texts
from headroom_lab.tokens.framing import COOKBOOK, Framing, framing_of
from headroom_lab.tokens.vocabularies import (
    FACTORS,
    TITLES,
    Factors,
    Vocabulary,
    load_tokenizer_file,
    packaged_vocabulary,
    reads_with,
    text_kind,
)

CountTexts = Callable[[Sequence[str]], list[int]]


def _encoding(encoding: str, texts: Sequence[str]) -> list[int]:
    """Return the tokens of texts under one of OpenAI's encodings."""
    return [count.tokens for count in count_texts(texts, encoding)]


def _times(count: CountTexts, times: float, texts: Sequence[str]) -> list[int]:
    """Return counts times a factor, rounded up."""
    return [math.ceil(round(tokens * times, 6)) for tokens in count(texts)]


@dataclass(frozen=True)
class Method:
    """What counts texts in bulk, what to call that, and whether it is the model's own.

    ``framing`` says what messages cost beside their texts.
    """

    count: CountTexts
    label: str
    exact: bool = False
    framing: Framing = COOKBOOK

    def fitted(self, times: float) -> Method:
        """Return a method whose counts are ``times`` these."""
        count, label = partial(_times, self.count, times), f"{self.label}, fitted to it"
        per_result = round(self.framing.per_result * times)
        return Method(count, label, framing=self.framing._replace(per_result=per_result))


def estimate(times: float, label: str, per_result: int = 0) -> Method:
    """Return an estimate: one factor on o200k_base for all kinds of text."""
    count = partial(_times, partial(_encoding, "o200k_base"), times)
    return Method(count, f"estimate: {label}", framing=COOKBOOK._replace(per_result=per_result))


# Encodings that differ from another in special tokens only, which no text holds. Source: tiktoken.
_SAME_TEXTS = {"o200k_harmony": "o200k_base"}
UNKNOWN = estimate(1.0, "o200k_base for an unknown model, ±30 %")


@lru_cache(maxsize=256)
def method_for(model: str) -> Method:
    """Return how the tokens of ``model`` are counted, however clouds and routers write it.

    OpenAI's models exactly; open models exactly where the extra ``open-models`` is installed;
    others, Claude's and unknown ones by an estimate with its band.
    """
    name = model_name(model)
    if name.maker == "anthropic" or "claude" in name.name:
        found = calibration_of(name.name)
        return estimate(found.scale, found.label, found.per_result)
    reads = reads_with(model)
    if reads is not None:
        vocabulary = packaged_vocabulary(reads.vocabulary) if reads.known else None
        if vocabulary is not None:
            label = f"{TITLES[reads.vocabulary]} vocabulary, exact"
            return Method(vocabulary.count, label, True, framing_of(name))
        return _by_kind(reads.vocabulary, known=reads.known)
    return _openai(name)


def method_of_file(path: str | Path) -> Method:
    """Return a count by a ``tokenizer.json`` of the caller's."""
    vocabulary = Vocabulary(load_tokenizer_file(path))
    return Method(vocabulary.count, f"{Path(path).name}, exact", True)


def _openai(name: ModelName) -> Method:
    """Return the count of one of OpenAI's models, an estimate for a name nobody knows."""
    from tiktoken.model import encoding_name_for_model

    try:
        found = encoding_name_for_model(name.name)
    except KeyError:
        return UNKNOWN
    encoding = _SAME_TEXTS.get(found, found)
    if encoding not in ENCODINGS:
        return estimate(1.0, f"o200k_base for {encoding}, ±15 %")
    count = partial(_encoding, encoding)
    return Method(count, f"{encoding}, exact", True, framing_of(name))


def _by_kind(vocabulary: str, *, known: bool) -> Method:
    """Return an estimate by the kind of each text, its band that of the widest usual kind."""
    factors = FACTORS[vocabulary]
    usual = [factors[kind] for kind in ("prose", "code", "json")]
    low, high = min(f for f, _ in usual), max(f for f, _ in usual)
    more = 0.0 if known else 0.1
    band = max(band for _, band in usual) + more
    widest = max(band for _, band in factors.values()) + more
    times = f"{low:.2f}" if f"{low:.2f}" == f"{high:.2f}" else f"{low:.2f} to {high:.2f}"
    like = "for" if known else "as for"
    label = f"estimate: o200k_base × {times} by kind of text {like} {TITLES[vocabulary]}"
    bands = f"±{math.ceil(100 * band)} %, in other scripts up to ±{math.ceil(100 * widest)} %"
    return Method(partial(_kinds, factors), f"{label}, {bands}")


def _kinds(factors: Factors, texts: Sequence[str]) -> list[int]:
    """Return the counts of o200k_base times the factor of each text's kind."""
    tokens = _encoding("o200k_base", texts)
    return [
        math.ceil(round(n * factors[text_kind(text)][0], 6))
        for n, text in zip(tokens, texts, strict=True)
    ]
