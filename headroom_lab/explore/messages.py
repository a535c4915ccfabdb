"""The messages of a simulation, and the diff of the chosen one."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from heapq import nlargest
from typing import Any

from headroom_lab.display.figures import place
from headroom_lab.display.visible import shown
from headroom_lab.explore.controls import Setting, control
from headroom_lab.results.simulation import MessageRow, SimulationResult

MARKS = {"kept": " ", "changed": "~", "dropped": "−"}
PINNED = "•"
LISTED = 500  # messages in the list; more make a browser slow


class MessageChooser:
    """A map and a list of messages with what became of each, a number that chooses one, its diff.

    The number is for the keyboard, and for messages that the list leaves out: JupyterLab takes
    the arrow keys of a list for itself. A box, by a click or the space key, pins the chosen message,
    so that it stays as it is; ``pinned`` is told of it.
    """

    def __init__(self, pinned: Callable[[], None] = lambda: None) -> None:
        import ipywidgets as w

        from headroom_lab.explore.map_view import MapView

        self.map, self.places = MapView(), dict[int, int]()
        self.result: SimulationResult | None = None
        self.listed = w.Select(rows=10, description="Messages", layout=w.Layout(width="auto"))
        self.number = control(Setting("message", "message shown", "whole", 0))
        self.pin = control(Setting("pin", "stays as it is", "flag", False))
        self.pins: set[int] = set()
        self._pinned = pinned
        self.left_out, self.difference = w.HTML(), w.HTML()
        self.map.observe(self._follow_map, "chosen")
        self.listed.observe(self._follow_list, "value")
        self.number.observe(self._follow_number, "value")
        self.pin.observe(self._follow_pin, "value")

    @property
    def parts(self) -> list[Any]:
        """The widgets, from top to bottom."""
        return [self.map, self.listed, self.left_out, self.number, self.pin, self.difference]

    def show(self, result: SimulationResult) -> None:
        """Show the messages of a simulation; the choice stays where it was."""
        first, self.result = self.result is None, result
        rows = result.rows
        self._show_map(result)
        places = _listed(rows)
        lines = [(_line(rows[at], self.pins), rows[at].message) for at in places]
        if lines != list(self.listed.options):
            self.listed.unobserve(self._follow_list, "value")  # a new list is not a new choice
            self.listed.options = lines
            self.listed.observe(self._follow_list, "value")
        missing = f"{len(places):,} of {len(rows):,} messages, those that changed most"
        self.left_out.value = f"<em>{missing}</em>" if len(places) < len(rows) else ""
        if first and rows:
            self.number.min, self.number.max = rows[0].message, rows[-1].message
            self.number.value = _first_changed(rows)
        self._follow_number()

    def choose(self, message: int) -> None:
        """Show the message with a number; what is none, such as the tools, changes nothing."""
        if self.number.min <= message <= self.number.max:
            self.number.value = message

    def _show_map(self, result: SimulationResult) -> None:
        """Show the map of a simulation."""
        found = result.map()
        self.places = {b.message: at for at, b in enumerate(found.blocks) if b.message is not None}
        self.map.show(found)

    def _follow_map(self, change: Any) -> None:
        """Show the message chosen in the map; what is none there changes nothing."""
        message = next((m for m, at in self.places.items() if at == change.new), None)
        if message is not None:
            self.number.value = message

    def _follow_list(self, change: Any) -> None:
        """Show the message chosen in the list."""
        if change.new is not None:
            self.number.value = change.new

    def _follow_number(self, change: Any = None) -> None:
        """Show the diff of the message with the number, and choose it in the list."""
        if self.result is not None and self.result.rows:
            self.difference.value = self.result.diff(self.number.value).to_html()
            self.map.chosen = self.places.get(self.number.value, self.map.chosen)
            self.pin.value = self.number.value in self.pins
            held = {message for _, message in self.listed.options}
            self.listed.value = self.number.value if self.number.value in held else None

    def _follow_pin(self, change: Any) -> None:
        """Pin the chosen message, or let go of it."""
        chosen = self.number.value
        if change.new != (chosen in self.pins):
            self.pins ^= {chosen}
            self._pinned()


def _line(row: MessageRow, pins: Container[int] = ()) -> str:
    """Return a message's line in the list."""
    who = " ".join(shown(word, 24) for word in (row.role, row.tool) if word)
    sizes = f"{row.tokens_before:,} → {row.tokens_after:,}"
    said = shown(row.before, 36)
    mark = PINNED if row.message in pins else MARKS[row.change]
    return f"{mark} {place(row.message)} {who} · {row.change} · {sizes} · {said}"


def _listed(rows: Sequence[MessageRow]) -> list[int]:
    """Return the places of the messages in the list: all, or those of many that changed most."""
    if len(rows) <= LISTED:
        return list(range(len(rows)))
    return sorted(nlargest(LISTED, range(len(rows)), key=lambda at: abs(rows[at].tokens_saved)))


def _first_changed(rows: Sequence[MessageRow]) -> int:
    """Return the first message that is not as it was; the first where all are."""
    return next((row.message for row in rows if row.change != "kept"), rows[0].message)
