"""What stood in each message before, and what stands there after."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar

from headroom_lab.results.record import Column, Table


@dataclass(frozen=True, slots=True)
class MessageDiff:
    """One message before and after; ``after`` is None where it was dropped.

    Both are masked when they are asked for: what isn't shown costs nothing. The texts as they
    are never leave the process with the row.
    """

    message: int
    role: str
    tool: str | None
    tokens_before: int
    tokens_after: int
    whole_before: str = field(repr=False)
    whole_after: str | None = field(repr=False)
    mask: Callable[[str], str] = field(default=str, repr=False, compare=False)

    @property
    def before(self) -> str:
        """The text before, secrets masked."""
        return self.mask(self.whole_before)

    @property
    def after(self) -> str | None:
        """The text after, secrets masked."""
        return None if self.whole_after is None else self.mask(self.whole_after)

    @property
    def change(self) -> str:
        """What happened to the message: kept, changed or dropped."""
        if self.whole_after is None:
            return "dropped"
        return "kept" if self.whole_before == self.whole_after else "changed"

    @property
    def length(self) -> int:
        """Characters of both texts."""
        return len(self.whole_before) + len(self.whole_after or "")

    def __reduce__(self) -> tuple[Any, ...]:
        sizes = (self.tokens_before, self.tokens_after)
        texts = (self.before, self.after)
        return MessageDiff, (self.message, self.role, self.tool, *sizes, *texts)


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
