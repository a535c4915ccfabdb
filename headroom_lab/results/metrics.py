"""What one request measured, and the rows and totals of many."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from math import fsum
from typing import Any, ClassVar

from headroom_lab.errors import ConfigError
from headroom_lab.results.record import Column, Record
from headroom_lab.results.waste import KINDS, WasteSignals
from headroom_lab.version import __version__

TIME = "datetime64[us, UTC]"
AUDIT = "audit"  # the mode whose savings were not made


@dataclass(frozen=True, slots=True)
class WasteColumn(Column):
    """A column that reads one kind of ``waste``."""

    def value(self, row: Any) -> int:
        """Return the tokens of this kind."""
        tokens: int = row.waste.get(self.name, 0)
        return tokens


# What is stored of a request: DataFrames, tables and database schemas come from these.
STORED: tuple[Column, ...] = (
    Column("request_id", "str", "request"),
    Column("timestamp", TIME, "time (UTC)"),
    Column("model", "str", "model"),
    Column("tokens_input_before", "int64", "input before"),
    Column("tokens_input_after", "int64", "input after"),
    Column("tokens_output", "int64", "output"),
    Column("cost_before", "float64", "cost before (USD)"),
    Column("cost_after", "float64", "cost after (USD)"),
    Column("transforms_applied", "object", "transforms"),
    Column("mode", "str", "mode"),
    Column("provider", "str", "provider"),
    Column("cache_read_tokens", "int64", "cache read"),
    Column("cache_write_tokens", "int64", "cache write"),
    Column("removals", "object", "tokens removed by kind"),
    *(WasteColumn(name, "int64", label) for name, label in KINDS.items()),
    Column("overhead_ms", "float64", "overhead (ms)"),
    Column("error", "str", "error"),
    Column("session", "str", "session"),
    Column("price_date", "str", "price date"),
    Column("version", "str", "version"),
    Column("cost_note", "str", "not in the cost"),
    Column("answered_by", "str", "answered by"),
    Column("service_tier", "str", "service tier"),
    Column("cache_write_1h_tokens", "int64", "cache write 1 h"),
    Column("web_searches", "int64", "web searches"),
    Column("counted_by", "str", "counted by"),
    Column("warning", "str", "warning"),
    Column("trial", "str", "trial"),
    Column("arm", "str", "arm"),
    Column("fetched_again", "int64", "fetched again"),
)
DERIVED: tuple[Column, ...] = (
    Column("tokens_saved", "int64", "saved"),
    Column("cost_saved", "float64", "cost saved (USD)"),
)


@dataclass(frozen=True, repr=False)
class RequestMetrics(Record):
    """What one request measured: a row of the metrics store.

    Tokens are counts, costs USD; a cost is None where the price is unknown.

    Args:
        request_id: its name, by which a row is stored once.
        timestamp: when it was sent; kept in UTC, as which one without a time zone is taken.
        model: the model asked for.
        tokens_input_before, tokens_input_after: the input as it came and as it was (or would be) sent, what the
            vendor's cache read and wrote included.
        tokens_output: the answer, 0 where none came.
        cost_before, cost_after: of the input as it came and as sent, with the output.
        transforms_applied: what the policy did, in order.
        mode: "audit", "optimize" or "off"; None where unknown.
        provider: the vendor's name.
        cache_read_tokens, cache_write_tokens: parts of the input that the vendor's cache read and wrote (0).
        cache_write_1h_tokens: the part of the written that was written for one hour (0).
        removals: tokens removed, by kind.
        waste: tokens by kind of waste, or WasteSignals.
        overhead_ms: the time that this library took, in milliseconds.
        error: what went wrong, or None.
        session: the name of the client's session.
        price_date: of what day the prices are.
        version: of headroom_lab.
        cost_note: what of the cost has no known price.
        answered_by: the model that the vendor says answered.
        service_tier: one with a price of its own, or None.
        web_searches: the vendor's own searches (0).
        counted_by: who counted the input before and after, and how.
        warning: what the simulation warned of, such as a limit that what is protected doesn't fit in.
        trial: the trial that its session took part in, or None.
        arm: the session's arm of it.
        fetched_again: in a trial, the calls of its conversation that repeat an earlier one or get back what
            was cut (0).

    Raises:
        ConfigError: where ``timestamp`` is no datetime.

    Example::

        RequestMetrics("r1", datetime.now(UTC), "gpt-4o", 900, 600, 50, 0.0028, 0.002, []).tokens_saved
    """

    picture: ClassVar[str] = "request_metrics"
    table_columns: ClassVar[tuple[Column, ...]] = (*STORED, *DERIVED)

    request_id: str
    timestamp: datetime
    model: str
    tokens_input_before: int
    tokens_input_after: int
    tokens_output: int
    cost_before: float | None
    cost_after: float | None
    transforms_applied: list[str]
    mode: str | None = None
    provider: str | None = None
    cache_read_tokens: int = 0
    cache_write_tokens: int = 0
    removals: dict[str, int] = field(default_factory=dict)
    waste: dict[str, int] = field(default_factory=dict)
    overhead_ms: float | None = None
    error: str | None = None
    session: str | None = None
    price_date: str | None = None
    version: str | None = __version__
    cost_note: str | None = None
    answered_by: str | None = None
    service_tier: str | None = None
    cache_write_1h_tokens: int = 0
    web_searches: int = 0
    counted_by: str | None = None
    warning: str | None = None
    trial: str | None = None
    arm: str | None = None
    fetched_again: int = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "timestamp", as_utc(self.timestamp))
        if isinstance(self.waste, WasteSignals):
            kinds = {kind.name: kind.tokens for kind in self.waste.kinds}
            object.__setattr__(self, "waste", kinds)

    @property
    def audited(self) -> bool:
        """Whether the request was sent as it came: what it saved is what it would have saved."""
        return self.mode == AUDIT

    @property
    def tokens_saved(self) -> int:
        """Input tokens saved; negative where the request grew."""
        return self.tokens_input_before - self.tokens_input_after

    @property
    def savings_percent(self) -> float:
        """Input tokens saved as a share of those before, in per cent."""
        return _percent(self.tokens_saved, self.tokens_input_before)

    @property
    def cost_saved(self) -> float | None:
        """USD saved; None where a cost is unknown."""
        if self.cost_before is None or self.cost_after is None:
            return None
        return self.cost_before - self.cost_after


@dataclass(frozen=True, slots=True)
class MetricsTotals:
    """Sums over requests; costs are summed over the ``priced`` ones, whose costs are known."""

    requests: int = 0
    errors: int = 0
    tokens_input_before: int = 0
    tokens_input_after: int = 0
    tokens_output: int = 0
    cache_read_tokens: int = 0
    cache_write_tokens: int = 0
    priced: int = 0
    cost_before: float = 0.0
    cost_after: float = 0.0

    @property
    def tokens_saved(self) -> int:
        """Input tokens saved; negative where the requests grew."""
        return self.tokens_input_before - self.tokens_input_after

    @property
    def savings_percent(self) -> float:
        """Input tokens saved as a share of those before, in per cent."""
        return _percent(self.tokens_saved, self.tokens_input_before)

    @property
    def cost_saved(self) -> float:
        """USD saved in the priced requests."""
        return self.cost_before - self.cost_after

    def __sub__(self, part: MetricsTotals) -> MetricsTotals:
        """Return the sums without those of a part."""
        names = [field.name for field in fields(self)]
        return MetricsTotals(**{name: getattr(self, name) - getattr(part, name) for name in names})


@dataclass(frozen=True, repr=False)
class MetricsHistory(Record):
    """The totals of many requests and the last of them, oldest first.

    ``totals`` covers every request, ``audit`` those of them in audit mode, whose savings were
    not made; ``rows`` are perhaps only the last ones; ``source`` says where they come from.
    ``to_frame()`` gives the rows.
    """

    picture: ClassVar[str] = "metrics"
    table_columns: ClassVar[tuple[Column, ...]] = RequestMetrics.table_columns

    rows: tuple[RequestMetrics, ...] = ()
    totals: MetricsTotals = field(default_factory=MetricsTotals)
    source: str = ""
    audit: MetricsTotals = field(default_factory=MetricsTotals)

    @classmethod
    def of(cls, metrics: Iterable[RequestMetrics], source: str = "") -> MetricsHistory:
        """Return the history of the given requests, by time and then by request id."""
        rows = tuple(sorted(metrics, key=lambda row: (row.timestamp, row.request_id)))
        audit = totals_of(row for row in rows if row.audited)
        return cls(rows, totals_of(rows), source, audit)

    @property
    def made(self) -> MetricsTotals:
        """The sums over the requests that aren't in audit mode."""
        return self.totals - self.audit

    @property
    def left_out(self) -> int:
        """How many requests are in the totals but not among the rows."""
        return self.totals.requests - len(self.rows)

    def table_rows(self) -> tuple[RequestMetrics, ...]:
        """One row a request."""
        return self.rows


def totals_of(rows: Iterable[RequestMetrics]) -> MetricsTotals:
    """Return the sums over requests."""
    rows = tuple(rows)
    priced = [row for row in rows if row.cost_saved is not None]
    return MetricsTotals(
        requests=len(rows),
        errors=sum(row.error is not None for row in rows),
        tokens_input_before=sum(row.tokens_input_before for row in rows),
        tokens_input_after=sum(row.tokens_input_after for row in rows),
        tokens_output=sum(row.tokens_output for row in rows),
        cache_read_tokens=sum(row.cache_read_tokens for row in rows),
        cache_write_tokens=sum(row.cache_write_tokens for row in rows),
        priced=len(priced),
        cost_before=fsum(row.cost_before or 0.0 for row in priced),
        cost_after=fsum(row.cost_after or 0.0 for row in priced),
    )


def as_utc(moment: datetime) -> datetime:
    """Return a moment in UTC; one without a time zone is taken as UTC."""
    if not isinstance(moment, datetime):
        raise ConfigError(f"RequestMetrics.timestamp: found {moment!r}, expected a datetime")
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _percent(part: float, whole: float) -> float:
    """Return a part of a whole in per cent; 0 of nothing."""
    return 100.0 * part / whole if whole else 0.0
