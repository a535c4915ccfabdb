"""What a compressor's own requests cost, measured at the client that it uses."""

from __future__ import annotations

from collections.abc import Callable
from math import isfinite
from numbers import Real
from typing import Any

from headroom_lab.errors import CompressorError, ConfigError
from headroom_lab.results.compressing import Compressing

Metered = Callable[[], Compressing]  # what was spent since the meter was started


def meter_of(cost: Any) -> Callable[[], Metered]:
    """Return what starts a meter, by what a person gives as ``cost``.

    A number is USD a call; a client of ours, or what has ``metrics`` as it has, is asked what its
    requests came to; a function gives USD so far. Raises ConfigError for anything else.
    """
    if cost is None:
        return lambda: Compressing
    if isinstance(cost, (int, float)) and not isinstance(cost, bool) and cost >= 0:
        return lambda: lambda: Compressing(cost=float(cost))
    if hasattr(cost, "metrics"):
        return lambda: _client(cost)
    if callable(cost):
        return lambda: _function(cost)
    raise ConfigError(
        f"compressor: cost: found a {type(cost).__name__}, expected USD a call, a function that gives "
        "USD so far, or the client that it uses, as HeadroomClient(OpenAI())"
    )


def _client(client: Any) -> Metered:
    """Return a meter of a client's requests."""
    before = client.metrics.history(1).totals

    def spent() -> Compressing:
        more = client.metrics.history(1).totals - before
        cost = more.cost_after if more.priced == more.requests else None
        return Compressing(0.0, more.requests, more.tokens_input_after, more.tokens_output, cost)

    return spent


def _function(cost: Callable[[], float]) -> Metered:
    """Return a meter of what a function gives."""
    before = _usd(cost)
    return lambda: Compressing(cost=_usd(cost) - before)


def _usd(cost: Callable[[], float]) -> float:
    """Return what a function gives; CompressorError where it fails or that is no number."""
    try:
        found = cost()
    except Exception as error:
        raise CompressorError(f"its cost: {type(error).__name__}: {error}") from error
    if isinstance(found, bool) or not isinstance(found, Real) or not isfinite(found):
        raise CompressorError(f"its cost: found {found!r}, expected USD so far, a number")
    return float(found)
