"""One request: simulated before it goes, measured when it comes back."""

from __future__ import annotations

import time
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Lock
from typing import Any
from uuid import uuid4

from headroom_lab.client.endpoints import Endpoint, Usage
from headroom_lab.config import MODES
from headroom_lab.errors import ConfigError, HeadroomWarning, nearest
from headroom_lab.providers.base import PricedProvider
from headroom_lab.redact import redact
from headroom_lab.results import RequestMetrics, SimulationResult
from headroom_lab.simulation import simulate
from headroom_lab.store import Store
from headroom_lab.tokens import Tokenizer


@dataclass(frozen=True)
class Settings:
    """What all requests of a client share."""

    mode: str
    provider: PricedProvider
    pipeline: Any
    store: Store
    session: str | None = None


@dataclass
class Flight:
    """One request on its way; ``finish`` stores its row once, whatever happened first."""

    settings: Settings
    endpoint: Endpoint
    mode: str
    model: str
    request: dict[str, Any]
    simulation: SimulationResult | None = None
    error: str | None = None
    overhead: float = 0.0
    usage: Usage | None = None
    texts: list[str] = field(default_factory=list)
    done: bool = False
    _lock: Lock = field(default_factory=Lock, repr=False)

    def see(self, chunk: Any) -> None:
        """Take note of one event of a stream; a failure of ours never reaches the caller."""
        try:
            self.usage = self.endpoint.chunk_usage(chunk, self.usage)
            self.texts.append(self.endpoint.chunk_text(chunk))
        except Exception as error:  # noqa: BLE001 - recorded on the row
            self.error = self.error or describe(error)

    def answered(self, response: Any) -> None:
        """Take note of a whole response and store the row."""
        try:
            self.usage = self.endpoint.usage(response)
        except Exception as error:  # noqa: BLE001 - recorded on the row
            self.error = self.error or describe(error)
        self.finish()

    def finish(self, error: str | None = None) -> None:
        """Store the row; the first call counts."""
        with self._lock:
            if self.done:
                return
            self.done = True
        started = time.perf_counter()
        self.error = self.error or error
        try:
            self.settings.store.record(self._metrics(started))
        except Exception as failure:  # noqa: BLE001 - the caller's answer matters more
            warn(f"a metrics row was not stored: {describe(failure)}")

    def _metrics(self, started: float) -> RequestMetrics:
        """Return the row."""
        usage = self.usage or Usage(0, self._counted_output())
        plan = self.simulation
        before = plan.tokens_before if plan else usage.input_tokens
        after = plan.tokens_after if plan else usage.input_tokens
        overhead = self.overhead + time.perf_counter() - started
        return RequestMetrics(
            request_id=uuid4().hex,
            timestamp=datetime.now(UTC),
            model=self.model,
            tokens_input_before=before,
            tokens_input_after=after,
            tokens_output=usage.output_tokens,
            cost_before=self._cost(before, usage),
            cost_after=self._cost(after, usage),
            transforms_applied=list(plan.transforms_applied) if plan else [],
            mode=self.mode,
            provider=self.settings.provider.name,
            cache_read_tokens=usage.cache_read_tokens,
            cache_write_tokens=usage.cache_write_tokens,
            removals=removal_summary(plan),
            waste=waste_summary(plan),
            overhead_ms=1000 * overhead,
            error=self.error,
            session=self.settings.session,
        )

    def _counted_output(self) -> int:
        """Return the tokens of an answer whose usage the vendor didn't tell."""
        return Tokenizer(model=self.model).count_text("".join(self.texts)) if self.texts else 0

    def _cost(self, tokens: int, usage: Usage) -> float | None:
        """Return the cost of an input of that size with the cache reads and writes that were."""
        read = min(usage.cache_read_tokens, tokens)
        written = min(usage.cache_write_tokens, tokens - read)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the simulation has warned of an unknown model
            return self.settings.provider.estimate_cost(
                tokens,
                usage.output_tokens,
                self.model,
                cache_read_tokens=read,
                cache_write_tokens=written,
            )


def prepare(settings: Settings, endpoint: Endpoint, arguments: Mapping[str, Any]) -> Flight:
    """Simulate a request by its mode and return what to send.

    Where our own code fails, the original request goes out; the failure is warned about and
    stands on the row.
    """
    started = time.perf_counter()
    request = dict(arguments)
    mode = check_mode(request.pop("headroom_mode", None) or settings.mode)
    query = request.pop("headroom_query", None)
    flight = Flight(settings, endpoint, mode, str(request.get("model", "")), request)
    if mode != "off":
        try:
            flight.simulation = plan(settings, endpoint, request, query)
            if mode == "optimize":
                flight.request = optimized(endpoint, request, flight.simulation)
        except Exception as error:  # noqa: BLE001 - the original request is sent
            flight.error = describe(error)
            warn(f"the request was sent as it came: {flight.error}")
    flight.overhead = time.perf_counter() - started
    return flight


def plan(
    settings: Settings, endpoint: Endpoint, request: Mapping[str, Any], query: str | None
) -> SimulationResult:
    """Return the simulation of a request."""
    messages = request.get(endpoint.messages)
    if isinstance(messages, str):
        messages = [{"role": "user", "content": messages}]
    system = request.get(endpoint.system) if endpoint.system else None
    limits = [request.get(name) for name in endpoint.limits]
    tools = request.get("tools")
    return simulate(
        messages,
        model=str(request.get("model", "")),
        pipeline=settings.pipeline,
        query=query,
        system=system if isinstance(system, (str, list)) else None,
        tools=list(tools) if isinstance(tools, (list, tuple)) else None,
        output_buffer=next((n for n in limits if isinstance(n, int)), None),
        provider=settings.provider,
    )


def optimized(
    endpoint: Endpoint, request: dict[str, Any], plan: SimulationResult
) -> dict[str, Any]:
    """Return the request with the messages of the plan; one that changes nothing as it is."""
    if all(row.change == "kept" for row in plan.rows):
        return request
    changed = {**request, endpoint.messages: plan.messages}
    if endpoint.system and plan.system is not None:
        changed[endpoint.system] = plan.system
    return changed


def check_mode(mode: Any) -> str:
    """Return the mode, or raise ConfigError with the nearest one."""
    if mode not in MODES:
        raise ConfigError(nearest("mode", str(mode), MODES))
    return str(mode)


def removal_summary(plan: SimulationResult | None) -> dict[str, int]:
    """Return tokens removed by reason."""
    summary: dict[str, int] = {}
    for removal in plan.removals if plan else ():
        summary[removal.reason] = summary.get(removal.reason, 0) + removal.tokens
    return summary


def waste_summary(plan: SimulationResult | None) -> dict[str, int]:
    """Return tokens of waste by kind."""
    return {kind.name: kind.tokens for kind in plan.waste_signals.kinds} if plan else {}


def describe(error: BaseException) -> str:
    """Return an error's kind and message, secrets masked."""
    return redact(f"{type(error).__name__}: {error}")[:500]


def warn(text: str) -> None:
    """Warn from the caller's own line."""
    warnings.warn(text, HeadroomWarning, stacklevel=2)
