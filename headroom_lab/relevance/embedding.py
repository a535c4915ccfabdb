"""Relevance by meaning: the cosine of sentence embeddings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING, Any

from headroom_lab.cache import ContentCache
from headroom_lab.errors import EmbeddingModelError
from headroom_lab.forks import hold_while_forking
from headroom_lab.optional import available, require
from headroom_lab.progress import ProgressBar
from headroom_lab.relevance.model_files import hub_answers, is_local

if TYPE_CHECKING:
    from numpy import float32
    from numpy.typing import NDArray

DEFAULT_MODEL = "all-MiniLM-L6-v2"
CACHED_BYTES = 256_000_000
_BATCH = 64
_CHUNK = 1024  # texts after which what is done is kept
_DIGITS = 6  # the last bits of a cosine depend on what else was in the batch


class EmbeddingScorer:
    """Scores items by the cosine of their embedding and the query's.

    A score is the cosine, with negative ones as 0: 1 for the same meaning, 0 for none in
    common. ``model`` is a name that sentence-transformers knows or a folder; it is loaded on
    first use. Texts are embedded in batches, each content once, as far as ``CACHED_BYTES``
    reach. A model reads the beginning of a text only (256 word pieces for the default one).

    Example::

        if embedding_available():
            scorer = EmbeddingScorer("all-MiniLM-L6-v2")  # loaded with the first score
    """

    fork_rank = 2

    def __init__(self, model: str = DEFAULT_MODEL) -> None:
        self.model = model
        self._cache: ContentCache[str, NDArray[float32]] = ContentCache(CACHED_BYTES)
        self._loaded: Any = None
        self._lock = Lock()
        hold_while_forking(self)

    def __reduce__(self) -> tuple[Any, ...]:
        """In another process the model is loaded anew."""
        return type(self), (self.model,)

    def after_fork(self) -> None:
        """Get a lock of its own in a forked child."""
        self._lock = Lock()

    def score_items(self, items: Sequence[str], query: str) -> list[float]:
        """Return a score in [0, 1] for each item; zeros for an empty query.

        Args:
            items: texts.
            query: what they are measured against.

        Raises:
            MissingPackageError: without sentence-transformers.
            EmbeddingModelError: where the model can't be loaded.
        """
        if not items or not query.strip():
            return [0.0] * len(items)
        vectors = self.embed_batch([*items, query])
        cosines = vectors[:-1] @ vectors[-1]
        return [
            round(min(1.0, max(0.0, float(cosine))), _DIGITS) if item.strip() else 0.0
            for item, cosine in zip(items, cosines, strict=True)
        ]

    def embed(self, text: str) -> NDArray[float32]:
        """Return the embedding of a text, a vector of length 1."""
        vector: NDArray[float32] = self.embed_batch([text])[0]
        return vector

    def embed_batch(self, texts: Sequence[str]) -> NDArray[float32]:
        """Return the embeddings of texts, shape (texts, dimensions), each row of length 1.

        What was embedded before an interrupt needn't be embedded again.
        """
        import numpy as np

        found = {text: self._cache.get(text) for text in texts}
        missing = [text for text, vector in found.items() if vector is None]
        with ProgressBar(len(missing), "embedding") as bar:
            for start in range(0, len(missing), _CHUNK):
                chunk = missing[start : start + _CHUNK]
                for text, vector in zip(chunk, self._encode(chunk), strict=True):
                    found[text] = vector
                    self._cache.put(text, vector, vector.nbytes + len(text) + 64)
                bar.show(start + len(chunk))
        if not texts:
            return np.zeros((0, 0), dtype=np.float32)
        return np.stack([vector for text in texts if (vector := found[text]) is not None])

    def _encode(self, texts: list[str]) -> Any:
        """Embed texts that are not in the cache."""
        if not texts:
            return []
        with self._lock:
            if self._loaded is None:
                self._loaded = load_model(self.model)
            return self._loaded.encode(
                [text.encode("utf-8", "replace").decode("utf-8") for text in texts],
                batch_size=_BATCH,
                convert_to_numpy=True,
                normalize_embeddings=True,
                show_progress_bar=False,
            )


def embedding_available() -> bool:
    """Tell whether sentence-transformers is installed, without importing it.

    Example::

        create_scorer("hybrid" if embedding_available() else "bm25")
    """
    return available("sentence_transformers")


def load_model(name: str) -> Any:
    """Return the sentence-transformers model ``name``, on the CPU; files on this machine first.

    Where it isn't on this machine and the hub doesn't answer that is said within two seconds, and
    the hub isn't asked again for five minutes. Raises MissingPackageError or EmbeddingModelError;
    both say how to install what is missing.
    """
    if not embedding_available():
        require("sentence_transformers", "scoring by embeddings")
    local = is_local(name)
    if not local and not hub_answers():
        raise _not_loaded(name, "it is not on this machine, and its hub doesn't answer")
    package = require("sentence_transformers", "scoring by embeddings")
    try:
        with _no_progress_bar():
            return package.SentenceTransformer(name, device="cpu", local_files_only=local)
    except (OSError, ValueError, RuntimeError, ImportError) as error:
        first = (str(error).splitlines() or [type(error).__name__])[0]
        raise _not_loaded(name, first) from error


def _not_loaded(name: str, reason: str) -> EmbeddingModelError:
    """Return the error that says how to get a model."""
    return EmbeddingModelError(
        f"the embedding model {name!r} can't be loaded ({reason}): fetch it once where there "
        f'is a network with python -c "from sentence_transformers import '
        f"SentenceTransformer; SentenceTransformer('{name}')\", or give the path of a folder "
        "that holds it"
    )


@contextmanager
def _no_progress_bar() -> Iterator[None]:
    """Keep transformers from drawing a bar for a load that takes a moment."""
    logging = require("transformers.utils.logging", "scoring by embeddings")
    was_on = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        if was_on:
            logging.enable_progress_bar()
