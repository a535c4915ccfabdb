"""What stood in each message before, and what stands there after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from headroom_lab.results.record import Column, Table


@dataclass(frozen=True, slots=True)
class MessageDiff:
    """One message before and after; ``after`` is None where it was dropped."""

    message: int
    role: str
    tool: str | None
    tokens_before: int
    tokens_after: int
    before: str
    after: str | None

    @property
    def change(self) -> str:
        """What happened to the message: kept, changed or dropped."""
        if self.after is None:
            return "dropped"
        return "kept" if self.before == self.after else "changed"


class Diff(Table[MessageDiff]):
    """The differences of a simulation, one row a message, secrets masked."""

    picture: ClassVar[str] = "diff"
    masks: ClassVar[bool] = False
    table_columns: ClassVar[tuple[Column, ...]] = (
        Column("message", "int64", "message"),
        Column("role", "str", "role"),
        Column("tool", "str", "tool"),
        Column("change", "str", "change"),
        Column("tokens_before", "int64", "before"),
        Column("tokens_after", "int64", "after"),
        Column("before", "str", "text before"),
        Column("after", "str", "text after"),
    )
