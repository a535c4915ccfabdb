"""Which policy an explorer begins with, and the way back from each change."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from headroom_lab.display.visible import shown
from headroom_lab.explore.messages import MessageChooser
from headroom_lab.explore.settings import settings_of
from headroom_lab.policies.policy import Policy, policy_of
from headroom_lab.policies.presets import preset_names

KEPT = 100  # changes that can be undone


@dataclass(frozen=True, slots=True)
class _State:
    """All that a person has set."""

    start: str
    settings: tuple[tuple[str, Any], ...]
    pins: frozenset[int]


class Steps:
    """A choice of policies, the one under study first and the presets after it, and Undo.

    ``policy`` is the chosen one; ``is_setting`` tells that several inputs are being set, of which
    only the last should lead to anything.
    """

    def __init__(
        self,
        policy: Policy,
        controls: Mapping[str, Any],
        chooser: MessageChooser,
        run: Callable[[], None],
    ) -> None:
        import ipywidgets as w

        self.under_study, self.controls, self.chooser, self._run = policy, controls, chooser, run
        self.opened = f"{shown(policy.name, 40)}, as opened"
        self.start = w.Dropdown(
            options=[self.opened, *preset_names()],
            description="policy",
            style={"description_width": "11em"},
            layout=w.Layout(width="22em"),
        )
        self.undone = w.Button(
            description="Undo", disabled=True, tooltip="Take the last change back"
        )
        self.start.observe(self._follow, "value")
        self.undone.on_click(lambda _: self.undo())
        self.is_setting = False
        self._kept: list[_State] = []

    @property
    def parts(self) -> list[Any]:
        """The widgets."""
        return [self.start, self.undone]

    @property
    def policy(self) -> Policy:
        """The policy that the settings change."""
        name = self.start.value
        return self.under_study if name == self.opened else policy_of(name)

    def keep(self) -> None:
        """Keep what is set now, so that the next change can be undone."""
        state = self._state()
        if not self._kept or self._kept[-1] != state:
            self._kept = [*self._kept[-KEPT:], state]
        self.undone.disabled = len(self._kept) < 2

    def _state(self) -> _State:
        """Return what is set now."""
        values = tuple((name, box.value) for name, box in self.controls.items())
        return _State(self.start.value, values, frozenset(self.chooser.pins))

    def undo(self) -> None:
        """Take the last change back.

        Example::

            explorer.steps.undo()
        """
        if self._kept[-1] == self._state():  # otherwise what is set now led to an error
            if len(self._kept) < 2:
                return
            self._kept.pop()
        before = self._kept[-1]
        with self._setting():
            self.start.value = before.start
            self.chooser.pins = set(before.pins)
            self._put(dict(before.settings))
        self._run()

    def _follow(self, change: Any) -> None:
        """Set all inputs as the chosen policy has them; the query stays."""
        if self.is_setting:
            return
        with self._setting():
            found = settings_of(self.policy)
            self._put({name: found[name] for name in self.controls if name != "query"})
        self._run()

    def _put(self, values: Mapping[str, Any]) -> None:
        """Give the inputs their values."""
        for name, value in values.items():
            self.controls[name].value = value

    @contextmanager
    def _setting(self) -> Iterator[None]:
        """Set several inputs as one change."""
        self.is_setting = True
        try:
            yield
        finally:
            self.is_setting = False
