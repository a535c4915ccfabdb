"""The real embedding model for the tests of this folder."""

from tests.embedding_model import embedding_model

__all__ = ["embedding_model"]
