"""A simulation whose settings can be changed, with what they lead to."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

from headroom_lab.errors import HeadroomError
from headroom_lab.explore.code import simulation_code
from headroom_lab.explore.controls import control, side_by_side, title
from headroom_lab.explore.copying import CopyButton
from headroom_lab.explore.explorer import Explorer, alert
from headroom_lab.explore.ledger import LedgerChooser
from headroom_lab.explore.messages import MessageChooser
from headroom_lab.explore.settings import SETTINGS, policy_with, settings_of
from headroom_lab.explore.steps import Steps
from headroom_lab.messages.given import ConversationLike, request_of
from headroom_lab.policies.policy import Policy, PolicyLike, policy_of
from headroom_lab.policies.protecting.named import Named
from headroom_lab.policies.protecting.protect import protected
from headroom_lab.redact import redact
from headroom_lab.results.simulation import SimulationResult
from headroom_lab.simulation import simulate


class SimulationExplorer(Explorer):
    """Settings, the picture they lead to, the ledger, the messages, and the diff of the chosen one.

    ``result`` is the simulation that is shown, ``policy`` what was given, ``code`` the Python
    that makes what stands now.
    """

    about: ClassVar[str] = "Explorer of a simulation"

    def __init__(
        self,
        conversation: ConversationLike,
        model: str | None = None,
        *,
        policy: PolicyLike = None,
        query: str | None = None,
        system: Any = None,
        tools: Any = None,
        **options: Any,
    ) -> None:
        super().__init__()
        self.request = request_of(conversation, model=model, system=system, tools=tools)
        self.model = self.request.asked("explore_simulation")
        self.policy = policy_of(policy)
        self.options = options
        self.result = simulate(self.request, policy=self.policy, query=query, **options)
        self._build(query or "")
        self.steps = Steps(self.policy, self.controls, self.chooser, self._run)
        self._widget = self._laid_out()
        self._run()

    @property
    def record(self) -> SimulationResult:
        """What is shown now."""
        return self.result

    @property
    def widget(self) -> Any:
        """The inputs and what they lead to."""
        return self._widget

    @property
    def settings(self) -> dict[str, Any]:
        """The settings as they stand."""
        return {name: box.value for name, box in self.controls.items()}

    @property
    def code(self) -> str:
        """Python that simulates ``messages`` with these settings, to copy into a cell."""
        changed = policy_with(self.steps.policy, self.settings)
        query = self.settings["query"]
        return redact(simulation_code(changed, self.model, query, self.protects))

    @property
    def protects(self) -> Named | None:
        """What the pinned messages are, None where none is pinned."""
        pins = self.chooser.pins
        if not pins:
            return None
        roles = ("system",) if any(place < 0 for place in pins) else ()
        return Named(messages=tuple(sorted(p for p in pins if p >= 0)), roles=roles)

    def _policy(self, settings: dict[str, Any]) -> Policy:
        """Return the policy with the settings as they stand and what is pinned."""
        changed = policy_with(self.steps.policy, settings)
        return changed if self.protects is None else protected(changed, self.protects)

    def _build(self, query: str) -> None:
        """Make the widgets."""
        import ipywidgets as w

        self._query = query
        # a saved notebook holds what a box holds
        held = {**settings_of(self.policy), "query": redact(query)}
        self.controls = {
            s.name: control(replace(s, value=held[s.name]))
            for group in SETTINGS.values()
            for s in group
        }
        for box in self.controls.values():
            box.observe(self._run, "value")
        self.picture = w.HTML()
        self.chooser = MessageChooser(self._run)
        self.ledger = LedgerChooser(self.chooser.choose)
        self.copied = CopyButton()
        self.source = w.Textarea(
            description="As Python", layout=w.Layout(width="auto", height="12em")
        )

    def _laid_out(self) -> Any:
        """Return the inputs beside what they lead to."""
        settings = [
            part
            for name, group in SETTINGS.items()
            for part in (title(name), *(self.controls[s.name] for s in group))
        ]
        right = [
            self.picture,
            *self.ledger.parts,
            *self.chooser.parts,
            self.source,
            self.copied,
        ]
        return side_by_side([*self.steps.parts, *settings], right)

    def _run(self, change: Any = None) -> None:
        """Simulate with the settings as they stand and show what comes out."""
        if self.steps.is_setting:  # several at once: the last of them runs
            return
        settings = self.settings
        try:
            self.result = simulate(
                self.request,
                policy=self._policy(settings),
                query=self._asked(settings["query"]),
                **self.options,
            )
        except HeadroomError as error:
            self.picture.value = alert(str(error))
            return
        self.steps.keep()
        self.picture.value = self.result.to_html()
        self.source.value = self.copied.text = self.code
        self.ledger.show(self.result.removals)
        self.chooser.show(self.result)
        self.refresh()

    def _asked(self, shown: str) -> str | None:
        """Return the query that a box stands for: as it was given until it is changed."""
        return (self._query if shown == redact(self._query) else shown) or None


def explore_simulation(
    conversation: ConversationLike,
    model: str | None = None,
    *,
    policy: PolicyLike = None,
    **options: Any,
) -> SimulationExplorer:
    """Return a widget in which a policy's settings can be changed, with what they lead to.

    Args:
        conversation, model, policy: as for ``simulate``; the explorer opens with this policy.
        options: the others of ``simulate``: ``query``, ``system``, ``tools`` and so on.

    Raises:
        What ``simulate`` raises.

    Example::

        explorer = explore_simulation(messages, "gpt-4o", policy="balanced")
        explorer.code
    """
    return SimulationExplorer(conversation, model, policy=policy, **options)
