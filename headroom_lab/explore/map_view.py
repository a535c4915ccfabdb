"""The map as a widget in the browser: what it is given, and which block is chosen there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import anywidget
import traitlets

from headroom_lab.display.colours import letters, of_role
from headroom_lab.display.pictures.context_map import told
from headroom_lab.display.visible import shown
from headroom_lab.results.context_map import ContextMap

_HERE = Path(__file__).parent


class MapView(anywidget.AnyWidget):  # type: ignore[misc]
    """A context's blocks, column by column, and the place of the one that is ``chosen``."""

    _esm = "".join((_HERE / name).read_text("utf-8") for name in ("map_drawing.js", "map_view.js"))
    _css = (_HERE / "map_view.css").read_text("utf-8")

    roles = traitlets.List(traitlets.Unicode()).tag(sync=True)
    colours = traitlets.List(traitlets.Unicode()).tag(sync=True)
    letters = traitlets.List(traitlets.Unicode()).tag(sync=True)
    blocks = traitlets.Dict().tag(sync=True)
    limit = traitlets.Int(None, allow_none=True).tag(sync=True)
    cached = traitlets.Int(None, allow_none=True).tag(sync=True)
    chosen = traitlets.Int(0).tag(sync=True)

    def show(self, record: ContextMap) -> None:
        """Show a map; the choice stays at its place, or at the last block."""
        roles = list(dict.fromkeys(block.role for block in record.blocks))
        with self.hold_sync():
            self.roles = [shown(role, 24) for role in roles]
            self.colours = [of_role(role) for role in roles]
            self.letters = [letters(of_role(role)) for role in roles]
            self.limit, self.cached = record.context_limit, record.cached_tokens
            self.chosen = min(self.chosen, max(len(record.blocks) - 1, 0))
            self.blocks = _columns(record, roles)


def _columns(record: ContextMap, roles: list[str]) -> dict[str, list[Any]]:
    """Return the blocks' columns: numbers, and short texts with secrets masked."""
    at = {role: number for number, role in enumerate(roles)}
    rows = record.blocks
    return {
        "role": [at[row.role] for row in rows],
        "before": [row.tokens_before for row in rows],
        "after": [row.tokens_after for row in rows],
        "change": [row.change for row in rows],
        "guarded": [row.is_protected for row in rows],
        "told": [told(row) for row in rows],
    }
