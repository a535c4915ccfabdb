"""Conversations that are none of the three wire formats: told by name, with what to call."""

from headroom_lab.messages.foreign import agents, datasets, libraries, observed, vendors
from headroom_lab.messages.foreign.table import Foreign, Test

TABLE: tuple[tuple[Foreign, Test], ...] = (
    *agents.FORMATS,
    *vendors.FORMATS,
    *libraries.FORMATS,
    *observed.FORMATS,
    *datasets.FORMATS,
)


def recognised(entry: object) -> Foreign | None:
    """Return the format of which an entry of a list, or a whole object, is; None if unknown."""
    return next((foreign for foreign, fits in TABLE if fits(entry)), None)


__all__ = ["Foreign", "recognised"]
