"""The loss ledger as a list in which each row leads to the message that it went from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from headroom_lab.display.figures import counted, number, place
from headroom_lab.display.pictures.removals import largest
from headroom_lab.display.visible import shown
from headroom_lab.results.removal import Removal, Removals

LISTED = 200  # rows in the list; more are longer than anyone reads


class LedgerChooser:
    """A list of removals, the largest first; ``chosen`` is told the message of the one chosen."""

    def __init__(self, chosen: Callable[[int], None]) -> None:
        import ipywidgets as w

        self._chosen = chosen
        self.listed = w.Select(rows=6, description="What went", layout=w.Layout(width="auto"))
        self.left_out = w.HTML()
        self.listed.observe(self._follow, "value")

    @property
    def parts(self) -> list[Any]:
        """The widgets, from top to bottom."""
        return [self.listed, self.left_out]

    def show(self, removals: Removals) -> None:
        """Show the removals of a simulation; none of them is chosen."""
        rows = largest(removals, LISTED)
        lines = tuple((_line(row), (at, row.message)) for at, row in enumerate(rows))
        if lines != tuple(self.listed.options):
            self.listed.unobserve(self._follow, "value")  # a new list is not a choice
            self.listed.options, self.listed.value = lines, None
            self.listed.observe(self._follow, "value")
        some = f"<em>{number(len(rows))} of {counted(len(removals), 'removal')}, the largest</em>"
        self.left_out.value = some if len(rows) < len(removals) else ""

    def _follow(self, change: Any) -> None:
        """Tell the message that the chosen row leads to."""
        if change.new is not None:
            self._chosen(change.new[1])


def _line(row: Removal) -> str:
    """Return a removal's line in the list."""
    where = f" {shown(row.path, 30)}" if row.path else ""
    what = f"{number(row.count)} × {shown(row.kind, 20)}{where}"
    return f"{place(row.message)} · {number(row.tokens)} tokens · {what} · {shown(row.reason, 50)}"
