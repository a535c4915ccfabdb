"""The context map to zoom and choose from, with the diff and the ledger rows of what is chosen."""

from __future__ import annotations

from typing import Any, ClassVar

from headroom_lab.explore.explorer import Explorer
from headroom_lab.messages.given import ConversationLike
from headroom_lab.policies.policy import PolicyLike
from headroom_lab.redact import redact
from headroom_lab.results.context_map import TOOLS, ContextMap, MapBlock
from headroom_lab.results.diff import Diff, MessageDiff
from headroom_lab.results.removal import TOOLS as DEFINITIONS
from headroom_lab.results.removal import Removals
from headroom_lab.results.simulation import SimulationResult
from headroom_lab.results.trace import Trace
from headroom_lab.simulation import simulate
from headroom_lab.simulation.mapping import tool_texts


class MapExplorer(Explorer):
    """A context's map, and beside each other what was chosen in it and what of it goes.

    ``result`` is the simulation, ``map`` its map, ``chosen`` the block that is chosen.
    """

    about: ClassVar[str] = "Context map"
    again: ClassVar[str] = "zoom it and choose from it"

    def __init__(self, found: ContextMap) -> None:
        super().__init__()
        self.map = found
        self._build()

    @property
    def record(self) -> ContextMap:
        """What is shown now."""
        return self.map

    @property
    def widget(self) -> Any:
        """The map, and below it what was chosen."""
        return self._widget

    @property
    def result(self) -> SimulationResult:
        """The simulation that the map is of."""
        source: SimulationResult = self.map.source
        return source

    @property
    def chosen(self) -> MapBlock:
        """The block that is chosen."""
        found: MapBlock = self.map.blocks[self.view.chosen]
        return found

    def choose(self, message: int) -> None:
        """Choose a message by its index.

        Raises:
            ConfigError: for a message that there isn't.

        Example::

            explorer = result.map().explore()
            explorer.choose(3)
        """
        self.result.diff(message)  # says which there are
        self.view.chosen = next(
            at for at, block in enumerate(self.map.blocks) if block.message == message
        )

    def show(self, found: ContextMap) -> None:
        """Show another context in place of this one; the choice stays at its place.

        Example::

            explorer = result.map().explore()
            explorer.show(simulate(messages, "gpt-4o", policy="lossless").map())
        """
        self.map = found
        self.view.show(self.map)
        self._follow()

    def _build(self) -> None:
        """Make the widgets."""
        import ipywidgets as w

        from headroom_lab.explore.map_view import MapView

        self.view = MapView(chosen=_first_changed(self.map))
        self.view.show(self.map)
        half = {"flex": "1 1 26em", "min_width": "0", "max_width": "100%", "overflow": "auto"}
        self.difference, self.ledger = (
            w.HTML(layout=w.Layout(**half)),
            w.HTML(layout=w.Layout(**half)),
        )
        self.view.observe(self._follow, "chosen")
        self._follow()
        below = w.HBox([self.difference, self.ledger], layout=w.Layout(flex_flow="row wrap"))
        self._widget = w.VBox([self.view, below])

    def _follow(self, change: Any = None) -> None:
        """Show the text of the chosen block, and the removals in it."""
        block = self.chosen
        self.difference.value = _text_of(self.result, block, self.view.chosen).to_html()
        place = DEFINITIONS if block.role == TOOLS else block.message
        removals = self.result.removals
        here = Removals(removal for removal in removals if removal.message == place)
        self.ledger.value = here.to_html() if removals else ""


def _text_of(result: SimulationResult, block: MapBlock, at: int) -> Diff:
    """Return what stands in a block before and after; of a definition its JSON."""
    if block.message is not None:
        return result.diff(block.message)
    mask = redact if result.redacted else str
    before, after = tool_texts(result)[at] if block.role == TOOLS else ("", "")
    sizes = (block.tokens_before, block.tokens_after)
    return Diff([MessageDiff(DEFINITIONS, block.role, block.name, *sizes, before, after, mask)])


def _first_changed(found: ContextMap) -> int:
    """Return the place of the first block that isn't as it was; of the first message where all are."""
    places = [at for at, block in enumerate(found.blocks) if block.change != "kept"]
    messages = [at for at, block in enumerate(found.blocks) if block.message is not None]
    return next(iter(places or messages), 0)


def explore_map(
    conversation: ConversationLike | SimulationResult | Trace,
    model: str | None = None,
    *,
    policy: PolicyLike = None,
    **options: Any,
) -> MapExplorer:
    """Return a context's map as a widget: zoom, point, choose a message, read its diff and ledger.

    ``result.map().explore()`` and ``trace.map().explore()`` do the same.

    Args:
        conversation: a simulation, whose map it is; a trace, whose last request is shown as it was
            recorded; or what ``simulate`` takes, which is then simulated.
        model, policy: as for ``simulate``; of no weight for a simulation.
        options: the others of ``simulate``.

    Raises:
        What ``simulate`` raises.

    Example::

        explore_map(messages, "gpt-4o", policy="balanced").chosen
    """
    if isinstance(conversation, SimulationResult):
        return MapExplorer(conversation.map())
    if isinstance(conversation, Trace) and policy is None and model is None and not options:
        return MapExplorer(conversation.map())
    return MapExplorer(simulate(conversation, model, policy=policy, **options).map())
