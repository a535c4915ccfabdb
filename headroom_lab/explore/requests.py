"""A recorded session to step through: each request's context as a map, and what it used and cost."""

from __future__ import annotations

from typing import Any, ClassVar

from headroom_lab.display.figures import bill, number, share
from headroom_lab.display.visible import shown
from headroom_lab.errors import ConfigError
from headroom_lab.explore.explorer import Explorer
from headroom_lab.explore.mapping import MapExplorer
from headroom_lab.results.context_map import ContextMap
from headroom_lab.results.trace import Trace
from headroom_lab.simulation import simulate
from headroom_lab.simulation.mapping import map_of_recorded


class TraceExplorer(Explorer):
    """The requests of a session, one after another.

    ``trace`` is the session, ``number`` the request that is shown, ``map`` its context's.
    """

    about: ClassVar[str] = "Session"
    again: ClassVar[str] = "step through its requests"

    def __init__(self, trace: Trace) -> None:
        super().__init__()
        if not trace.requests:
            raise ConfigError(f"{trace.path or trace.id}: found no request, expected at least one")
        self.trace = trace
        self.number = len(trace.requests) - 1
        self._costs = {(row.stream, row.number): row for row in trace.cost.requests}
        self._build()

    @property
    def record(self) -> ContextMap:
        """What is shown now."""
        return self.map

    @property
    def map(self) -> ContextMap:
        """The map of the context that is shown."""
        return self._inside.map

    @property
    def widget(self) -> Any:
        """Which request it is, what it used, its map, and what is chosen in it."""
        return self._widget

    def go(self, number: int) -> None:
        """Show another request.

        Raises:
            OutOfRangeError: an IndexError, where there is no such request.

        Example::

            explorer = explore_trace(trace)
            explorer.go(0)
        """
        found = self._map_of(number)
        self.number = range(len(self.trace.requests))[number]
        self._inside.show(found)
        self._which.value = self.number
        self._say()
        self.refresh()

    def _build(self) -> None:
        """Make the widgets."""
        import ipywidgets as w

        last = self.number
        self._inside = MapExplorer(self._map_of(last))
        self._which = w.BoundedIntText(
            value=last, min=0, max=last, description="request", layout=w.Layout(width="14em")
        )
        before, after = (
            w.Button(description=word, layout=w.Layout(width="max-content"))
            for word in ("Earlier", "Later")
        )
        before.on_click(lambda _: self._step(-1))
        after.on_click(lambda _: self._step(1))
        self._which.observe(lambda change: self._asked(change["new"]), "value")
        self._used = w.HTML()
        row = w.HBox(
            [before, self._which, after, self._used], layout=w.Layout(flex_flow="row wrap")
        )
        self._widget = w.VBox([row, self._inside.widget])
        self._say()

    def _map_of(self, number: int) -> ContextMap:
        """Return the map of a request as it was sent, with what was read from the cache."""
        result = simulate(self.trace.at(number), policy="off")
        return map_of_recorded(result, self.trace.requests[number].cache_read_tokens)

    def _step(self, by: int) -> None:
        """Show the request before or behind, where there is one."""
        self._which.value = min(max(self.number + by, 0), len(self.trace.requests) - 1)

    def _asked(self, number: int) -> None:
        """Show the request that was asked for."""
        if number != self.number:
            self.go(number)

    def _say(self) -> None:
        """Say what the request used, when, and what it cost."""
        from markupsafe import escape

        self._used.value = f"<p>{escape(' · '.join(self._told()))}</p>"

    def _told(self) -> list[str]:
        """Return what is known of the request that is shown."""
        one = self.trace.requests[self.number]
        told = [f"of 0 to {number(len(self.trace.requests) - 1)}", shown(one.stream, 24)]
        if one.started is not None:
            told.append(f"{one.started:%Y-%m-%d %H:%M:%S}")
        if one.input_tokens is None:
            told.append("usage not in the file")
        else:
            read = share(one.cache_read_tokens or 0, one.input_tokens)
            told.append(f"{number(one.input_tokens)} tokens sent, {read} read from the cache")
        row = self._costs.get((one.stream, one.number))
        if row is not None:
            told.append(bill(row.cost))
            told += [f"written to the cache again: {row.cause}"] if row.cause else []
        return told


def explore_trace(trace: Trace) -> TraceExplorer:
    """Return a session as a widget: step through its requests, choose a message of each one's map.

    Args:
        trace: a recorded session; its last request is shown first.

    Raises:
        ConfigError: for a session without a request.

    Example::

        explore_trace(read_trace("session.jsonl")).go(0)
    """
    return TraceExplorer(trace)
