"""What a simulation found: sizes, waste, removals and cost of one request, before and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from headroom_lab.errors import ConfigError
from headroom_lab.redact import masked_repr, redact
from headroom_lab.redact.preview import preview
from headroom_lab.results import doors
from headroom_lab.results.compressing import Compressing
from headroom_lab.results.context_map import ContextMap
from headroom_lab.results.diff import Diff, MessageDiff
from headroom_lab.results.later import LaterField
from headroom_lab.results.protection import Protection
from headroom_lab.results.record import Column, Record, masked_copy
from headroom_lab.results.removal import Removals
from headroom_lab.results.saving import Ledgered, Saving
from headroom_lab.results.transform import StepSummary
from headroom_lab.results.waste import WasteSignals


@masked_repr
@dataclass(frozen=True, slots=True)
class MessageRow(Saving):
    """One message of the simulated list and what became of it (kept, changed or dropped)."""

    message: int
    role: str
    tool: str | None
    change: str
    tokens_before: int
    tokens_after: int
    before: str = field(default="", repr=False)
    after: str | None = field(default=None, repr=False)

    @property
    def preview(self) -> str:
        """The beginning of the message, secrets masked."""
        return preview(self.before)


@masked_repr
@dataclass(frozen=True, slots=True)
class Provenance:
    """With what the figures were made, so that they can be made again."""

    version: str
    tokenizer: str
    exact: bool
    price_source: str | None
    price_date: str | None
    config_hash: str


@masked_repr
@dataclass(frozen=True, slots=True)
class RoleSize(Saving):
    """Tokens of one role before and after."""

    role: str
    messages: int
    tokens_before: int
    tokens_after: int


class Options(dict[str, Any]):
    """The counter and provider that were given: they stay in this process, and aren't copied."""

    def __deepcopy__(self, memo: dict[int, Any]) -> Options:
        return Options(self)


@dataclass(frozen=True, repr=False)
class SimulationResult(Ledgered, Record):
    """A dry run: what would be sent, what would go, and what that saves.

    Sizes are tokens. Costs are USD for the input alone, None where the price is unknown; rewriting
    an old message costs what the vendor's cache held behind it, so a smaller list can be the dearer
    one.

    Args:
        tokens_before, tokens_after: of the request as it came and as it would be sent.
        tokens_saved, savings_percent: their difference, and its share of the first in per cent; worked out
            where None.
        transforms_applied: what the steps did, in order.
        waste_signals: what is spent for nothing.
        model: whose tokens, prices and limits hold.
        messages: what the policy made of the messages.
        given: the messages as they came, a system prompt beside them first.
        system: what became of a system prompt given beside the messages.
        tools_after: the tool definitions as they would be sent; None where they stay as they are.
        rows: one a message.
        removals: the loss ledger.
        steps: what each step of the policy saved.
        warnings: what to know before believing it.
        tokens_markers: what the markers add.
        tokens_unlisted: tokens of the tool definitions, and ``tokens_beside``.
        tokens_beside: tokens of a recorded system prompt and tools that stand in no file.
        context_limit: the model's, None where unknown.
        cost_before, cost_after: with an empty prompt cache.
        cached_cost_before, cached_cost_after: where the vendor still holds all before the last message.
        compressing: the work of compressors of one's own in the policy, or why one failed; None without.
        origins: for each of ``messages`` the place that it had among those given.
        protection: what ``protect`` named, and what it costs; None under a policy without.
        provenance: versions, prices, settings and how tokens were counted.
        redacted: whether secrets are masked where it is shown (True).
        request, policy, query, options: what was asked, so that it can be asked again.

    Example::

        result = simulate(messages, "gpt-4o", policy="balanced")
        result.tokens_saved, result.removals.to_frame()
    """

    picture: ClassVar[str] = "simulation"
    table_columns: ClassVar[tuple[Column, ...]] = (
        Column("message", "int64", "message"),
        Column("role", "str", "role"),
        Column("tool", "str", "tool"),
        Column("change", "str", "change"),
        Column("tokens_before", "int64", "before"),
        Column("tokens_after", "int64", "after"),
        Column("tokens_saved", "int64", "saved"),
        Column("preview", "str", "begins with"),
    )

    tokens_before: int
    tokens_after: int
    tokens_saved: int = None  # type: ignore[assignment]  # None: their difference
    savings_percent: float = None  # type: ignore[assignment]
    transforms_applied: list[str] = field(default_factory=list)
    waste_signals: LaterField[WasteSignals] = LaterField(WasteSignals())  # noqa: RUF009 (a descriptor)
    model: str = "gpt-4o"
    messages: list[Any] = field(default_factory=list, repr=False)
    given: list[Any] = field(default_factory=list, repr=False)
    system: Any = field(default=None, repr=False)
    tools_after: Sequence[Any] | None = field(default=None, repr=False)
    rows: LaterField[tuple[MessageRow, ...]] = LaterField(())  # noqa: RUF009
    removals: Removals = field(default_factory=Removals)
    steps: tuple[StepSummary, ...] = ()
    warnings: list[str] = field(default_factory=list)
    tokens_markers: int = 0
    tokens_unlisted: int = 0
    tokens_beside: int = 0
    context_limit: int | None = None
    cost_before: float | None = None
    cost_after: float | None = None
    cached_cost_before: float | None = None
    cached_cost_after: float | None = None
    compressing: Compressing | None = None
    origins: tuple[int, ...] = field(default=(), repr=False)
    protection: LaterField[Protection | None] = LaterField(None)  # noqa: RUF009
    provenance: Provenance | None = None
    redacted: bool = True
    request: Any = field(default=None, repr=False, compare=False)
    policy: Any = field(default=None, repr=False, compare=False)
    query: str | None = field(default=None, repr=False, compare=False)
    options: Options = field(default_factory=Options, repr=False, compare=False)

    def __post_init__(self) -> None:
        saved = self.tokens_before - self.tokens_after
        share = 100.0 * saved / self.tokens_before if self.tokens_before else 0.0
        if self.tokens_saved is None:
            object.__setattr__(self, "tokens_saved", saved)
        if self.savings_percent is None:
            object.__setattr__(self, "savings_percent", share)

    def __getstate__(self) -> Any:
        state = {**super().__getstate__()}
        later = {name: getattr(self, name) for name in ("waste_signals", "rows", "protection")}
        later = masked_copy(later) if self._masks_pickles else later
        return {**state, **later, "options": Options()}

    @property
    def tools(self) -> Sequence[Any] | None:
        """The tool definitions that were sent with the messages."""
        return getattr(self.request, "tools", None)

    @property
    def _masks_pickles(self) -> bool:
        """Whether secrets are masked in a pickle."""
        return self.redacted

    @property
    def roles(self) -> tuple[RoleSize, ...]:
        """Tokens by role, in order of first appearance; what no message holds is left out."""
        groups: dict[str, list[MessageRow]] = {}
        for row in self.rows:
            groups.setdefault(row.role, []).append(row)
        return tuple(
            RoleSize(
                role,
                len(rows),
                sum(row.tokens_before for row in rows),
                sum(row.tokens_after for row in rows),
            )
            for role, rows in groups.items()
        )

    def resized(self, **sizes: int) -> SimulationResult:
        """Return the result with other sizes; what they come to is worked out anew.

        Args:
            sizes: ``tokens_before`` and the other fields that hold tokens.

        Example::

            result.resized(tokens_after=result.tokens_before).tokens_saved
        """
        anew: dict[str, Any] = {"tokens_saved": None, "savings_percent": None, **sizes}
        return replace(self, **anew)

    def tables(self) -> dict[str, Record]:
        """Return the messages and the loss ledger.

        Example::

            result.tables()["removals"].to_frame()
        """
        return {"messages": self, "removals": self.removals}

    def table_rows(self) -> tuple[MessageRow, ...]:
        """One row a message.

        Example::

            [row.role for row in result.table_rows()]
        """
        return self.rows

    def diff(self, message: int | None = None) -> Diff:
        """Return each message's text before and after, secrets masked.

        Args:
            message: the index of one message; None for all.

        Raises:
            ConfigError: for a message that there isn't.

        Example::

            result.diff(message=3)
        """
        if message is not None and all(row.message != message for row in self.rows):
            places = f"from {self.rows[0].message} to {self.rows[-1].message}" if self.rows else ""
            raise ConfigError(f"diff: found message {message!r}, expected one {places}".rstrip())
        mask = redact if self.redacted else str
        return Diff(
            MessageDiff(
                row.message,
                mask(row.role),
                None if row.tool is None else mask(row.tool),
                row.tokens_before,
                row.tokens_after,
                row.before,
                row.after,
                mask,
            )
            for row in self.rows
            if message is None or row.message == message
        )

    def map(self) -> ContextMap:
        """Return the context as a map from its first token to its last.

        A block a message by its tokens, in the order in which the model reads them: what goes, the
        limit, the cached prefix, what is protected and what no file holds.

        Example::

            result.map()
        """
        found: ContextMap = doors.context_map(self)
        return found

    def explore(self) -> Any:
        """Return a widget in which the settings can be changed, with what they lead to.

        Example::

            explorer = result.explore()
            explorer.code
        """
        return doors.explorer_of(self)
