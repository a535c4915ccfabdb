"""The loss ledger: what was taken out, from where, and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from headroom_lab.redact import masked_repr
from headroom_lab.redact.preview import preview
from headroom_lab.results.record import Column, Table

TOOLS = -2  # the message of what stands beside all, as the system prompt is -1: tool definitions


@masked_repr
@dataclass(frozen=True, slots=True)
class Removal:
    """One thing that was taken out: a row of the loss ledger.

    ``message`` is the index in the list as given, -1 for a system prompt beside it, -2 for the
    tool definitions; ``path`` where in it (``results[3:17]``,
    ``lines 10-60``, ``""`` for a whole message); ``count`` how many of ``kind`` went;
    ``tokens`` what the removed text counts by itself (white space: what its text shrank by);
    ``original`` the content hash under which
    ``headroom_lab.retrieve`` returns the whole original text.
    """

    message: int
    tool: str | None
    path: str
    kind: str
    reason: str
    count: int
    tokens: int
    original: str
    transform: str = ""
    text: str = field(default="", repr=False)

    @property
    def preview(self) -> str:
        """The beginning of what was removed, secrets masked."""
        return preview(self.text)


class Removals(Table[Removal]):
    """The loss ledger of a transform or a simulation, one row a removal."""

    picture: ClassVar[str] = "removals"
    table_columns: ClassVar[tuple[Column, ...]] = (
        Column("message", "int64", "message"),
        Column("tool", "str", "tool"),
        Column("path", "str", "where"),
        Column("kind", "str", "kind"),
        Column("count", "int64", "how many"),
        Column("tokens", "int64", "tokens"),
        Column("reason", "str", "reason"),
        Column("transform", "str", "transform"),
        Column("preview", "str", "begins with"),
        Column("original", "str", "retrieve by"),
    )

    @property
    def tokens(self) -> int:
        """Tokens of all that was removed, each text counted by itself."""
        return sum(removal.tokens for removal in self)
