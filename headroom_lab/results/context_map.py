"""A context from its first token to its last: what stands where, and what of it goes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from headroom_lab.errors import ConfigError
from headroom_lab.redact import masked_repr
from headroom_lab.results import doors
from headroom_lab.results.record import Column, Record
from headroom_lab.results.saving import Saving

TOOLS, NOT_IN_FILE, OUTSIDE = "tools", "not in file", "outside messages"


@masked_repr
@dataclass(frozen=True, slots=True)
class MapBlock(Saving):
    """What stands in one place: a tool's definition, a message, or what no file holds.

    ``role`` is the message's, "tools" for a definition, "not in file" for what was recorded without
    its text, "outside messages" for what the format adds. ``message`` is its index, None for what
    is none. ``change`` is "kept", "changed" or "dropped".
    """

    role: str
    name: str | None
    message: int | None
    tokens_before: int
    tokens_after: int
    change: str = "kept"
    is_protected: bool = False


@dataclass(frozen=True, repr=False)
class ContextMap(Record):
    """One request's context as a map, in the order in which the model reads it.

    Args:
        blocks: what stands there: tool definitions, system prompt, messages.
        model: whose context it is.
        context_limit: the model's, in tokens; None where unknown.
        cached_tokens: the prefix that the vendor holds, in tokens; None where unknown.
        is_recorded: whether ``cached_tokens`` was recorded; otherwise it is all before the last message.
        is_exact: whether the counts are exact.
        source: the simulation that it is of, for ``explore()``; not in a pickle.

    Example::

        found = simulate(messages, "gpt-4o", policy="balanced").map()
        found.tokens_before, found.to_frame()
    """

    picture: ClassVar[str] = "context_map"
    table_columns: ClassVar[tuple[Column, ...]] = (
        Column("role", "str", "role"),
        Column("name", "str", "tool"),
        Column("message", "Int64", "message"),
        Column("tokens_before", "int64", "before"),
        Column("tokens_after", "int64", "after"),
        Column("change", "str", "change"),
        Column("is_protected", "bool", "protected"),
    )

    blocks: tuple[MapBlock, ...]
    model: str
    context_limit: int | None = None
    cached_tokens: int | None = None
    is_recorded: bool = False
    is_exact: bool = True
    source: Any = field(default=None, repr=False, compare=False)

    def __getstate__(self) -> Any:
        return Record.__getstate__(replace(self, source=None))

    def explore(self) -> Any:
        """Return the map as a widget to zoom and to choose from.

        A message is chosen by mouse or keyboard; what changed in it and its rows of the loss
        ledger stand beside each other below.

        Raises:
            ConfigError: for a map that was read from a pickle, whose texts aren't there.

        Example::

            result.map().explore()
        """
        if self.source is None:
            raise ConfigError("map: found no texts, expected the map of a simulation or a trace")
        return doors.map_explorer_of(self)

    def table_rows(self) -> tuple[MapBlock, ...]:
        """One row a block.

        Example::

            result.map().table_rows()
        """
        return self.blocks

    @property
    def tokens_before(self) -> int:
        """All blocks as they came."""
        return sum(block.tokens_before for block in self.blocks)

    @property
    def tokens_after(self) -> int:
        """All blocks as they would be sent."""
        return sum(block.tokens_after for block in self.blocks)

    @property
    def cached_after(self) -> int | None:
        """What of the cached prefix still stands as it was after the cut, in tokens."""
        if self.cached_tokens is None:
            return None
        found = 0
        for block in self.blocks:
            if block.change != "kept":
                break
            found += block.tokens_before
        return min(found, self.cached_tokens)
