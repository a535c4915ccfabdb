"""What SmartCrusher kept and removed of one structured text."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar

from headroom_lab.redact import masked_repr
from headroom_lab.redact.preview import preview
from headroom_lab.results.record import Column, Record
from headroom_lab.results.removal import Removals
from headroom_lab.results.saving import Ledgered


@masked_repr
@dataclass(frozen=True, slots=True)
class CrushedItem:
    """One input item: where it stands, whether it was kept, why, and how relevant it is."""

    path: str
    index: int
    kept: bool
    reason: str
    relevance: float
    tokens: int
    text: str = field(default="", repr=False)

    @property
    def preview(self) -> str:
        """The beginning of the item, secrets masked."""
        return preview(self.text)


@dataclass(frozen=True, repr=False)
class CrushResult(Ledgered, Record):
    """A crushed JSON value, with a row per input item.

    Args:
        data: the value as it was kept.
        text: its JSON, what is sent.
        tokens_before, tokens_after: sizes in tokens.
        items: each item of the input: whether it was kept, why, how relevant it is (0 to 1).
        removals: the loss ledger.
        strategy: which way it was shortened, "unchanged" where it wasn't.
        was_modified: whether ``text`` is another one than the input.
        tokens_markers: what the markers add, in tokens.
        original: the content hash under which ``headroom_lab.retrieve`` returns the input.

    Example::

        found = SmartCrusher().crush([{"id": n, "state": "up"} for n in range(200)], "which are down?")
        found.data, found.removals.to_frame()
    """

    picture: ClassVar[str] = "crush"
    table_columns: ClassVar[tuple[Column, ...]] = (
        Column("path", "str", "array"),
        Column("index", "int64", "item"),
        Column("kept", "bool", "kept"),
        Column("reason", "str", "reason"),
        Column("relevance", "float64", "relevance"),
        Column("tokens", "int64", "tokens"),
        Column("preview", "str", "begins with"),
    )

    data: Any
    text: str
    tokens_before: int
    tokens_after: int
    items: tuple[CrushedItem, ...] = ()
    removals: Removals = field(default_factory=Removals)
    strategy: str = "unchanged"
    was_modified: bool = False
    tokens_markers: int = 0
    original: str = ""

    def table_rows(self) -> tuple[CrushedItem, ...]:
        """One row an input item.

        Example::

            SmartCrusher().crush([1, 2, 3]).table_rows()
        """
        return self.items
