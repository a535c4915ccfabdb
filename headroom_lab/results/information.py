"""How much of what was used later is still there, beside the tokens saved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from headroom_lab.redact import masked_repr
from headroom_lab.results.editable import Editable, share
from headroom_lab.results.record import Column, Record


@masked_repr
@dataclass(frozen=True, slots=True)
class InformationRow(Editable):
    """One group of conversations or of needles: sizes in tokens, what was needed and is still there.

    ``by`` is what the group was made by ("all", "source", "content"). ``far`` needles are used
    four or more messages after the output that holds them, ``strict`` ones are hard to guess.
    Tokens before and after are those of the complete conversations; where the group is a kind
    of content they are the tokens of those tool outputs alone. ``edits`` are those of a text that
    stood in the context, kept where every line of it still stands; the far ones are among them.
    """

    by: str
    group: str
    tokens_before: int
    tokens_after: int
    strict_far: int
    strict_far_kept: int
    far: int
    far_kept: int
    strict: int
    strict_kept: int
    needles: int
    kept: int
    edits: int = 0
    edits_kept: int = 0
    edits_far: int = 0
    edits_far_kept: int = 0

    @property
    def saved(self) -> float:
        """Tokens saved as a share of those before."""
        return 1 - self.tokens_after / self.tokens_before if self.tokens_before else 0.0

    @property
    def retention(self) -> float | None:
        """The share of strict far needles still there, None without any."""
        return share(self.strict_far_kept, self.strict_far)

    @property
    def far_retention(self) -> float | None:
        """The share of far needles still there, None without any."""
        return share(self.far_kept, self.far)

    @property
    def all_retention(self) -> float | None:
        """The share of all needles still there, None without any."""
        return share(self.kept, self.needles)


@masked_repr
@dataclass(frozen=True, slots=True)
class LostNeedle:
    """A needle that was not there any more when it was used."""

    conversation: str
    tool: int
    use: int
    value: str
    kind: str
    strict: bool


@dataclass(frozen=True, repr=False)
class Information(Record):
    """Retention against tokens saved of one pipeline over a corpus.

    Strict needles used four or more messages later come first; the other groups follow.
    ``saved_before_use`` is the mean of the tokens saved over the contexts just before a use,
    each a share of that context.
    """

    picture: ClassVar[str] = "information"
    table_columns: ClassVar[tuple[Column, ...]] = (
        Column("by", "str", "by"),
        Column("group", "str", "group"),
        Column("retention", "float64", "strict, far"),
        Column("saved", "float64", "saved"),
        Column("strict_far", "int64", "needles"),
        Column("far_retention", "float64", "far"),
        Column("far", "int64", "needles"),
        Column("all_retention", "float64", "all"),
        Column("needles", "int64", "needles"),
        Column("editable_far", "float64", "far edits"),
        Column("edits_far", "int64", "edits"),
        Column("editable", "float64", "all edits"),
        Column("edits", "int64", "edits"),
        Column("tokens_before", "int64", "before"),
        Column("tokens_after", "int64", "after"),
    )

    name: str
    rows: tuple[InformationRow, ...]
    lost: tuple[LostNeedle, ...] = ()
    saved_before_use: float = 0.0

    @property
    def total(self) -> InformationRow:
        """The row of the whole corpus."""
        return self.rows[0]

    @property
    def retention(self) -> float:
        """The share of strict far needles still there; 1.0 without any."""
        found = self.total.retention
        return 1.0 if found is None else found

    @property
    def saved(self) -> float:
        """Tokens of the complete conversations saved, as a share of those before."""
        return self.total.saved

    def table_rows(self) -> tuple[InformationRow, ...]:
        """One row a group."""
        return self.rows
