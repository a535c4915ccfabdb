"""Embeddings of messages, whoever makes them: batched, each content once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from headroom_lab.cache import ContentCache
from headroom_lab.errors import ConfigError

if TYPE_CHECKING:
    from numpy import float64
    from numpy.typing import NDArray

RECENT = 4  # messages at the end that are the recent context
_READ = 2000  # characters of a text that are embedded; sentence models read no more
_CACHED_BYTES = 128_000_000


class Embedder:
    """Embeds texts with anything that has ``embed_batch(texts)`` or ``embed(text)``."""

    def __init__(self, provider: Any) -> None:
        if not callable(getattr(provider, "embed_batch", None)) and not callable(
            getattr(provider, "embed", None)
        ):
            raise ConfigError(
                f"embedding_provider: found {provider!r}, expected an object with "
                "embed_batch(texts) or embed(text)"
            )
        self._provider = provider
        self._cache: ContentCache[str, NDArray[float64]] = ContentCache(_CACHED_BYTES)

    def with_context(
        self, texts: Sequence[str]
    ) -> tuple[list[NDArray[float64] | None], NDArray[float64] | None]:
        """Return a vector for each text (None for a blank one) and that of the recent ones.

        That is the mean of the last few that aren't blank.
        """
        heads = [text[:_READ].strip() for text in texts]
        known = self._vectors(list(dict.fromkeys(filter(None, heads))))
        vectors = [known.get(head) for head in heads]
        recent = [vector for vector in vectors if vector is not None][-RECENT:]
        return vectors, sum(recent[1:], recent[0]) / len(recent) if recent else None

    def _vectors(self, texts: list[str]) -> dict[str, NDArray[float64]]:
        """Return text -> vector, with one call for all that are not known yet."""
        import numpy as np

        found = {text: self._cache.get(text) for text in texts}
        missing = [text for text, vector in found.items() if vector is None]
        for text, vector in zip(missing, self._embed(missing), strict=True):
            found[text] = fresh = np.asarray(vector, dtype=np.float64)
            self._cache.put(text, fresh, fresh.nbytes + len(text))
        return {text: vector for text, vector in found.items() if vector is not None}

    def _embed(self, texts: list[str]) -> Sequence[Any]:
        """Return the vectors of texts in order."""
        if not texts:
            return []
        if callable(getattr(self._provider, "embed_batch", None)):
            vectors: Sequence[Any] = self._provider.embed_batch(texts)
            if len(vectors) != len(texts):
                raise ConfigError(
                    f"embedding_provider: found {len(vectors)} vectors for {len(texts)} texts"
                )
            return vectors
        return [self._provider.embed(text) for text in texts]
