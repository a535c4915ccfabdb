"""What a transform or a pipeline did to a message list."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar

from headroom_lab.redact import masked_repr
from headroom_lab.results.record import Column, Record
from headroom_lab.results.removal import Removals
from headroom_lab.results.saving import Ledgered, Saving


@masked_repr
@dataclass(frozen=True, slots=True)
class StepSummary(Saving):
    """One step of a pipeline: its name, what it saved and in how many places."""

    name: str
    tokens_before: int
    tokens_after: int
    removals: int
    applied: tuple[str, ...] = ()


@masked_repr
@dataclass(frozen=True, slots=True)
class Volatile:
    """A volatile text in the system prompt: its kind, the text, its message and offset there."""

    kind: str
    text: str
    message: int
    offset: int


@dataclass(frozen=True, repr=False)
class TransformResult(Ledgered, Record):
    """The message list a transform gave back, in the format it came in, and what it cost.

    ``tokens_before - tokens_after = tokens_removed + tokens_reencoded - tokens_markers``:
    what was removed (each text counted by itself), what another encoding and the joins saved
    (negative where they cost), and what the markers add.

    Args:
        messages: the new list.
        tokens_before, tokens_after: sizes in tokens.
        transforms_applied: what was done, in order.
        removals: the loss ledger.
        warnings: what to know before believing it.
        tokens_markers: what the markers add.
        origins: for each message of ``messages`` the index it had before.
        steps: what each step saved.
        volatile: what changes in the system prompt from request to request (CacheAligner).
        stable_prefix_hash, stable_prefix_tokens: a hash and the size of the prompt up to its first volatile
            text, None without CacheAligner.
        stable_prefix_freed: by how many tokens that grew.

    Example::

        found = RollingWindow().apply(messages, max_tokens=300)
        found.messages, found.tokens_saved
    """

    picture: ClassVar[str] = "transform"
    table_columns: ClassVar[tuple[Column, ...]] = (
        Column("name", "str", "step"),
        Column("tokens_before", "int64", "before"),
        Column("tokens_after", "int64", "after"),
        Column("tokens_saved", "int64", "saved"),
        Column("removals", "int64", "removals"),
    )

    messages: list[Any]
    tokens_before: int
    tokens_after: int
    transforms_applied: list[str] = field(default_factory=list)
    removals: Removals = field(default_factory=Removals)
    warnings: list[str] = field(default_factory=list)
    tokens_markers: int = 0
    origins: tuple[int, ...] = ()
    steps: tuple[StepSummary, ...] = ()
    volatile: tuple[Volatile, ...] = ()
    stable_prefix_hash: str | None = None
    stable_prefix_tokens: int | None = None
    stable_prefix_freed: int | None = None

    def table_rows(self) -> tuple[StepSummary, ...]:
        """One row a step.

        Example::

            TransformPipeline().apply(messages).table_rows()
        """
        return self.steps
