"""Stand-ins for the vendor's resources: the measured methods, all else passed on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from headroom_lab.client.endpoints import Endpoint
from headroom_lab.client.flight import Settings
from headroom_lab.client.requests import check_mode, plan, prepare
from headroom_lab.client.streaming import Managed, failing, landed
from headroom_lab.results import SimulationResult


class Namespace:
    """A part of a vendor client (``client.chat``) in which some resources are measured."""

    def __init__(self, original: Any, measured: Mapping[str, Resource]) -> None:
        self._original = original
        self._measured = measured

    def __getattr__(self, name: str) -> Any:
        measured = self.__dict__["_measured"]
        return measured[name] if name in measured else getattr(self._original, name)

    def __dir__(self) -> list[str]:
        return sorted({*dir(self._original), *self._measured})


class Resource:
    """A vendor's resource (``client.chat.completions``): create, parse and stream are measured."""

    def __init__(self, original: Any, endpoint: Endpoint, settings: Settings) -> None:
        self._original = original
        self._endpoint = endpoint
        self._settings = settings

    def simulate(self, **request: Any) -> SimulationResult:
        """Return what the request holds and what the pipeline would cut; nothing is sent."""
        check_mode(request.pop("headroom_mode", None) or self._settings.mode)
        query = request.pop("headroom_query", None)
        return plan(self._settings, self._endpoint, request, query)

    def __getattr__(self, name: str) -> Any:
        original = getattr(self.__dict__["_original"], name)
        if name in self._endpoint.methods:
            return self._measured(original)
        if name in self._endpoint.managers:
            return self._managed(original)
        return original

    def __dir__(self) -> list[str]:
        return sorted({*dir(self._original), "simulate"})

    def _measured(self, call: Callable[..., Any]) -> Callable[..., Any]:
        """Return the vendor's method, measured."""

        @wraps(call)
        def measured(**request: Any) -> Any:
            flight = prepare(self._settings, self._endpoint, request)
            with failing(flight):
                response = call(**flight.request)
            return landed(response, flight)

        return measured

    def _managed(self, call: Callable[..., Any]) -> Callable[..., Managed]:
        """Return the vendor's ``.stream()``, measured."""

        @wraps(call)
        def managed(**request: Any) -> Managed:
            flight = prepare(self._settings, self._endpoint, request)
            with failing(flight):
                return Managed(call(**flight.request), flight)

        return managed


class AsyncResource(Resource):
    """The same for an async client: only the call itself is awaited."""

    def _measured(self, call: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(call)
        async def measured(**request: Any) -> Any:
            flight = prepare(self._settings, self._endpoint, request)
            with failing(flight):
                response = await call(**flight.request)
            return landed(response, flight)

        return measured
