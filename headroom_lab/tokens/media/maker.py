"""Whose rules a model's images, documents and recordings are counted by."""

from __future__ import annotations

from typing import NamedTuple

from headroom_lab.messages import Format
from headroom_lab.providers.model_names import model_name

PUBLISHING = frozenset({"openai", "anthropic", "google"})


class Maker(NamedTuple):
    """A model's maker and the model's name as the maker writes it."""

    id: str
    name: str

    @property
    def publishes(self) -> bool:
        """Whether the maker says what its models charge for what is no text."""
        return self.id in PUBLISHING


def maker_of_model(model: str, wire: Format) -> Maker:
    """Return the maker of a model; of a model nobody knows whose format the messages have."""
    known = model_name(model)
    if known.maker:
        return Maker(known.maker, known.name)
    return Maker("anthropic" if wire == "anthropic" else "", known.name)
