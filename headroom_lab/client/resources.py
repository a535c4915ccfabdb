"""Stand-ins for the vendor's resources: the measured methods, all else passed on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from headroom_lab.client.answering import answer_all, answer_all_async
from headroom_lab.client.endpoints import Endpoint
from headroom_lab.client.flight import Flight, Terms
from headroom_lab.client.managers import Managed, Opened
from headroom_lab.client.requests import add_tool, hold, plan, prepare, taken
from headroom_lab.client.streaming import failing, landed, landed_raw, landed_raw_async
from headroom_lab.results import SimulationResult

Tree = Mapping[str, Any]  # name -> Endpoint, or the tree of a part
RAW, OPENED = "with_raw_response", "with_streaming_response"


class View:
    """A part of a vendor client (``client.chat``) in which some resources are measured.

    ``form`` is RAW or OPENED where the SDK gives its responses unparsed, "" elsewhere.
    """

    def __init__(
        self, original: Any, tree: Tree, terms: Terms, kind: type[Resource], form: str = ""
    ) -> None:
        self._original = original
        self._tree = tree
        self._made: Callable[[Any, Any, str], Any] = lambda part, found, form: (
            kind(part, found, terms, form)
            if isinstance(found, Endpoint)
            else View(part, found, terms, kind, form)
        )
        self._form = form

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        original = getattr(self.__dict__["_original"], name)
        if name in (RAW, OPENED):
            made = self._made(original, self._tree, name)
        elif name in self._tree:
            made = self._made(original, self._tree[name], self._form)
        else:
            return original
        self.__dict__[name] = made
        return made

    def __dir__(self) -> list[str]:
        return sorted({*dir(self._original)})


class Resource:
    """A vendor's resource (``client.chat.completions``): create, parse and stream are measured."""

    def __init__(self, original: Any, endpoint: Endpoint, terms: Terms, form: str = "") -> None:
        self._original = original
        self._endpoint = endpoint
        self._terms = terms
        self._form = form

    def simulate(self, **request: Any) -> SimulationResult:
        """Return what the request holds and what the policy would cut; nothing is sent."""
        asked = taken(self._terms, request)
        added = add_tool(asked.terms, self._endpoint, asked.mode, request)
        return plan(asked.terms, self._endpoint, request, asked.query, added)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        original = getattr(self.__dict__["_original"], name)
        if name in (RAW, OPENED):
            made = type(self)(original, self._endpoint, self._terms, name)
            self.__dict__[name] = made
            return made
        if name in self._endpoint.methods:
            return self._managed(original) if self._form == OPENED else self._measured(original)
        return self._managed(original) if name in self._endpoint.managers else original

    def __dir__(self) -> list[str]:
        return sorted({*dir(self._original), "simulate"})

    def _flight(self, request: Mapping[str, Any]) -> Flight:
        """Return a request made ready; what answers it may go out unparsed."""
        flight = prepare(self._terms, self._endpoint, request)
        flight.unparsed = bool(self._form)
        return flight

    def _measured(self, call: Callable[..., Any]) -> Callable[..., Any]:
        """Return the vendor's method, measured."""

        def once(request: Mapping[str, Any]) -> Any:
            flight = self._flight(request)
            with failing(flight):
                response = call(**flight.request)
            return landed_raw(response, flight) if self._form else landed(response, flight)

        @wraps(call)
        def measured(**request: Any) -> Any:
            if not self._terms.answers or self._form:
                return once(request)
            hold(request, self._endpoint)
            response = once(request)
            return answer_all(self._endpoint, request, response, once)

        return measured

    def _managed(self, call: Callable[..., Any]) -> Callable[..., Managed]:
        """Return the vendor's ``.stream()`` or a method whose response is read bit by bit."""
        kind = Opened if self._form == OPENED else Managed

        @wraps(call)
        def managed(**request: Any) -> Managed:
            flight = self._flight(request)
            with failing(flight):
                return kind(call(**flight.request), flight)

        return managed


class AsyncResource(Resource):
    """The same for an async client: only the call itself is awaited."""

    def _measured(self, call: Callable[..., Any]) -> Callable[..., Any]:
        async def once(request: Mapping[str, Any]) -> Any:
            flight = self._flight(request)
            with failing(flight):
                response = await call(**flight.request)
            if self._form:
                return await landed_raw_async(response, flight)
            return landed(response, flight)

        @wraps(call)
        async def measured(**request: Any) -> Any:
            if not self._terms.answers or self._form:
                return await once(request)
            hold(request, self._endpoint)
            response = await once(request)
            return await answer_all_async(self._endpoint, request, response, once)

        return measured
