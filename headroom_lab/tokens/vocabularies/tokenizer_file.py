"""A vocabulary of the caller's own: a ``tokenizer.json`` as the tokenizers library reads it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from headroom_lab.errors import TokenizerError
from headroom_lab.optional import require
from headroom_lab.tokens.vocabularies.vocabulary import Encode


def load_tokenizer_file(path: str | Path) -> Encode:
    """Load a ``tokenizer.json`` or a folder that holds one.

    Raises TokenizerError where there is none or it can't be read, MissingPackageError without
    the tokenizers library.
    """
    file = Path(path)
    file = file / "tokenizer.json" if file.is_dir() else file
    if not file.is_file():
        raise TokenizerError(f"file: found no {file.name!r} there, expected a tokenizer.json")
    library: Any = require("tokenizers", "a tokenizer.json")
    try:
        tokenizer = library.Tokenizer.from_file(str(file))
    except Exception as error:  # the library raises nothing narrower
        raise TokenizerError(
            f"file: found {file.name!r}, which is no tokenizer.json ({str(error)[:80]})"
        ) from error
    tokenizer.no_truncation()
    tokenizer.no_padding()
    tokenizer.encode_special_tokens = True  # a special token in a text is text

    def encode(texts: list[str]) -> list[int]:
        found = tokenizer.encode_batch_fast(texts, add_special_tokens=False)
        return [len(each.ids) for each in found]

    return encode
