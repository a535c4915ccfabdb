"""One request on its way, and the row that it leaves."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from threading import Lock
from typing import Any, TypeVar
from uuid import uuid4

from headroom_lab.client.charge import Charge, Sizes, charge, priced_model, sizes_of
from headroom_lab.client.endpoints import Endpoint
from headroom_lab.client.left_over import called_in, left_over, told
from headroom_lab.client.outbox import Outbox, describe, warn
from headroom_lab.client.recorded import dumped, record_of
from headroom_lab.client.streams import Streams
from headroom_lab.policies.definitions.deferring import DeferTools
from headroom_lab.policies.policy import Policy
from headroom_lab.policies.trials import Trial
from headroom_lab.providers.base import PricedProvider
from headroom_lab.providers.own import vendor_of
from headroom_lab.providers.prices import Prices, origin
from headroom_lab.providers.usage import Usage, value_of
from headroom_lab.results import RequestMetrics, SimulationResult
from headroom_lab.tokens import Tokenizer
from headroom_lab.traces.recording import Recorder

T = TypeVar("T")

CLOSED = "closed before its end"


@dataclass(frozen=True)
class Terms:
    """What all requests of a client share."""

    mode: str
    provider: PricedProvider
    policy: Policy
    outbox: Outbox
    session: str | None = None
    retrieval: bool = False
    recorder: Recorder | None = None
    prices: Prices | None = None
    trial: Trial | None = None
    arm: str | None = None
    arms: Mapping[str, Terms] = field(default_factory=dict, compare=False, repr=False)

    @property
    def price_date(self) -> str:
        """The date of the prices that hold."""
        return origin(self.prices)[1]

    @property
    def answers(self) -> bool:
        """Whether calls of our own tools are answered here: in any arm, where there are arms."""
        steps = (step for policy in self.policies for step in policy.pipeline)
        return self.retrieval or any(isinstance(step, DeferTools) for step in steps)

    @property
    def policies(self) -> tuple[Policy, ...]:
        """The policies by which requests may be sent: those of a trial's arms, else the one."""
        return tuple(arm.policy for arm in self.arms.values()) or (self.policy,)

    streams: Streams = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "streams", Streams(self.policy))
        if self.trial is not None and self.arm is None:
            object.__setattr__(self, "arms", {arm: self._of(arm) for arm in self.trial.arms})

    def _of(self, arm: str) -> Terms:
        """Return the terms of the sessions in an arm."""
        assert self.trial is not None
        return replace(self, mode="optimize", policy=self.trial.policy_of(arm), arm=arm)


@dataclass(eq=False)
class Flight:
    """One request on its way; ``finish`` stores its row once, whatever happened first.

    ``overhead`` is in seconds; ``seen`` counts a stream's events, ``landed`` says that an answer began, ``whole`` that it ended.
    ``answer`` is what came so far, held where requests are recorded. ``unanswered`` are tools of ours
    whose calls are left to the caller, as all are of an answer that goes out ``unparsed``.
    No failure of ours reaches the caller: it is noted for the row.
    """

    terms: Terms
    endpoint: Endpoint
    mode: str
    model: str
    request: dict[str, Any]
    simulation: SimulationResult | None = None
    session: str | None = None
    begun: datetime = field(default_factory=lambda: datetime.now(UTC))
    overhead: float = 0.0
    answer: Any = None
    usage: Usage | None = None
    answered_by: str | None = None
    fetched_again: int = 0
    texts: list[str] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    unanswered: list[str] = field(default_factory=list)
    unparsed: bool = False
    seen: int = 0
    landed: bool = False
    whole: bool = False
    done: bool = False
    _lock: Lock = field(default_factory=Lock, repr=False)

    def note(self, trouble: str | None) -> None:
        """Note what went wrong, once."""
        if trouble and trouble not in self.troubles:
            self.troubles.append(trouble)

    def see(self, chunk: Any) -> None:
        """Take note of one event of a stream."""
        started = time.perf_counter()
        self.seen += 1
        self._safely(lambda: self._read_chunk(chunk), None)
        self.overhead += time.perf_counter() - started

    def answered(self, response: Any) -> None:
        """Take note of a whole response and store the row."""
        self.whole = True
        self.answer = response
        self._named(response)
        self.usage = self._safely(lambda: self.endpoint.usage(response), None)
        if self.terms.answers:
            self._safely(lambda: self._left(response), None)
        self.finish(self._safely(lambda: self.endpoint.failure(response), None))

    def closed(self) -> None:
        """Store the row of a stream that its reader closed."""
        self.finish(None if self.whole else CLOSED)

    def finish(self, trouble: str | None = None) -> None:
        """Store the row; the first call counts."""
        with self._lock:
            if self.done:
                return
            self.done = True
        self.note(trouble)
        try:
            self.terms.outbox.put(self._row(time.perf_counter()))
        except Exception as error:  # noqa: BLE001 - the caller's answer matters more
            warn(f"a request left no metrics row: {describe(error)}")
        if self.mode == "optimize" and self.simulation is not None:
            self.terms.outbox.keep(self.simulation)
        self._record()
        self.request, self.simulation, self.texts, self.answer = {}, None, [], None

    def _record(self) -> None:
        """Write the request and its answer down where that is wanted."""
        if self.terms.recorder is None:
            return
        try:
            self.terms.recorder.write(record_of(self, self.request, self.answer))
        except Exception as error:  # noqa: BLE001 - the caller's answer matters more
            warn(f"a request was not recorded: {describe(error)}")

    def _read_chunk(self, chunk: Any) -> None:
        """Read usage, text and end from one event."""
        self._named(chunk)
        self.usage = self.endpoint.chunk_usage(chunk, self.usage)
        self.texts.append(self.endpoint.chunk_text(chunk))
        self.whole = self.whole or self.endpoint.ends(chunk)
        self.note(self.endpoint.failure(chunk))
        if self.terms.answers:
            self.unanswered += called_in(chunk)
        if self.terms.recorder is not None:
            self.answer = self.endpoint.folded(self.answer, dumped(chunk))

    def _left(self, response: Any) -> None:
        """Take note of the calls in a response that the caller has to answer."""
        self.unanswered += left_over(self.endpoint, response, whole=not self.unparsed)

    def _named(self, answer: Any) -> None:
        """Take note of which model answered, from an answer or an event that holds one."""
        for holder in ((), ("message",), ("response",)):
            name = value_of(answer, *holder, "model")
            if isinstance(name, str) and name:
                self.answered_by = name

    def _row(self, started: float) -> RequestMetrics:
        """Return the row."""
        usage, plan = self._usage(), self.simulation
        sizes = sizes_of(plan, self.mode, self.request, self.usage)
        charged = self._safely(lambda: self._charge(sizes, usage), Charge())
        return RequestMetrics(
            request_id=uuid4().hex,
            timestamp=datetime.now(UTC),
            model=self.model,
            tokens_input_before=sizes.before,
            tokens_input_after=sizes.after,
            tokens_output=usage.output_tokens or 0,
            cost_before=charged.before,
            cost_after=charged.after,
            transforms_applied=list(plan.transforms_applied) if plan else [],
            mode=self.mode,
            provider=self.terms.provider.name,
            cache_read_tokens=usage.cache_read_tokens,
            cache_write_tokens=usage.cache_write_tokens,
            removals=removal_summary(plan),
            waste=waste_summary(plan),
            overhead_ms=1000 * (self.overhead + time.perf_counter() - started),
            error="; ".join(self.troubles) or None,
            session=self.session,
            price_date=None if charged.before is None else self.terms.price_date,
            cost_note=charged.note,
            answered_by=self.answered_by,
            service_tier=usage.tier,
            cache_write_1h_tokens=usage.cache_write_1h_tokens,
            web_searches=usage.web_searches,
            counted_by=counted_by(plan, self.usage),
            warning="; ".join(self._warnings()) or None,
            trial=self.terms.trial.name if self.terms.trial else None,
            arm=self.terms.arm,
            fetched_again=self.fetched_again,
        )

    def _warnings(self) -> list[str]:
        """Return what the simulation warned of, and what is left to the caller."""
        left = [told(self.unanswered)] if self.unanswered else []
        for text in left:
            warn(text)
        return [*(self.simulation.warnings if self.simulation else ()), *left]

    def _usage(self) -> Usage:
        """Return the usage that the vendor told; output that it didn't tell is counted."""
        usage = self.usage or Usage(0, None)
        if usage.output_tokens is not None or not self.texts:
            return usage
        counted = self._safely(
            lambda: Tokenizer(model=self.model).count_text("".join(self.texts)), None
        )
        return replace(usage, output_tokens=counted)

    def _charge(self, sizes: Sizes, usage: Usage) -> Charge:
        """Return what the request cost; nothing where nothing tells what was billed."""
        if not (self.landed and (self.simulation or self.usage)):
            return Charge()
        model = priced_model(self.model, self.answered_by)
        return charge(vendor_of(self.terms.provider, model, self.terms.prices), model, sizes, usage)

    def _safely(self, compute: Callable[[], T], otherwise: T) -> T:
        """Return what is computed; where that fails, note it and return ``otherwise``."""
        try:
            return compute()
        except Exception as error:  # noqa: BLE001 - stands on the row
            self.note(describe(error))
            return otherwise


def counted_by(plan: SimulationResult | None, usage: Usage | None) -> str | None:
    """Return who counted the input, and how; None where nobody did."""
    if plan is not None and plan.provenance is not None:
        return plan.provenance.tokenizer
    return None if usage is None else "the vendor's usage"


def removal_summary(plan: SimulationResult | None) -> dict[str, int]:
    """Return tokens removed by reason."""
    summary: dict[str, int] = {}
    for removal in plan.removals if plan else ():
        summary[removal.reason] = summary.get(removal.reason, 0) + removal.tokens
    return summary


def waste_summary(plan: SimulationResult | None) -> dict[str, int]:
    """Return tokens of waste by kind."""
    return {kind.name: kind.tokens for kind in plan.waste_signals.kinds} if plan else {}
