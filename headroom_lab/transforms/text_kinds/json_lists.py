"""Older JSON lists: what stands out stays, and what represents the rest."""

from __future__ import annotations

from headroom_lab.config import OlderConfig
from headroom_lab.json_text.nesting import value_of
from headroom_lab.telemetry import NOTHING_LEARNT
from headroom_lab.transforms.outlining.facts import Standing
from headroom_lab.transforms.outlining.older import Older
from headroom_lab.transforms.output_transform import Cut, Rewritten
from headroom_lab.transforms.smart_crusher import SmartCrusher
from headroom_lab.transforms.smart_crusher.draft import draft
from headroom_lab.transforms.smart_crusher.ledger import removals_of
from headroom_lab.transforms.smart_crusher.selection import Asked
from headroom_lab.transforms.text_kinds.json_values import holds_list

_LEAST_ITEMS = 4  # of a list that may lose some: SmartCrusher tells


class JsonLists(Older):
    """Of older JSON lists, keeps what SmartCrusher keeps, and items whose values were used.

    What later messages used is what a list is asked for. Of up to 50 items only those go that
    are near-identical to one that stays. Lists in outputs that are no older than the border stay
    whole, where SmartCrusher by itself cuts them too.

    Args:
        config: how far back an output must lie, and what of it stays; None for ``OlderConfig()``.

    Example::

        transforms.JsonLists(OlderConfig(keep_recent=2, stride=1)).apply(messages).removals
    """

    name = "json_lists"
    kind = "json"

    def __init__(self, config: OlderConfig | None = None) -> None:
        super().__init__(config)
        self._crusher = SmartCrusher()

    def outline(self, text: str, standing: Standing) -> Rewritten | None:
        """Return JSON with the items that stand out."""
        if not holds_list(value_of(text), _LEAST_ITEMS):
            return None
        asked = Asked(
            " ".join(sorted(standing.used)),
            self._crusher.scorer,
            NOTHING_LEARNT,
            standing.retrieval,
        )
        made = draft(text, self._crusher.config, asked)
        if made is None or not made.cuts:
            return None
        rows = removals_of(made, [0] * len(made.slices), 0, None, self.name)
        cuts = tuple(Cut(row.path, row.kind, row.reason, row.count, row.text) for row in rows)
        return Rewritten(made.new, cuts, tuple(cut.marker for cut in made.cuts))
