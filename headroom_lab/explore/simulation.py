"""A simulation whose settings can be changed, with what they lead to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from headroom_lab.errors import HeadroomError
from headroom_lab.explore.code import pipeline_code
from headroom_lab.explore.controls import control, title
from headroom_lab.explore.settings import SETTINGS, pipeline_of
from headroom_lab.simulation import simulate

MARKS = {"kept": " ", "changed": "~", "dropped": "−"}
LISTED = 2000  # messages in the list; more make a browser slow


class SimulationExplorer:
    """Settings, the picture they lead to, the messages, and the diff of the chosen one.

    ``result`` is the simulation that is shown, ``code`` the Python that makes its pipeline.
    """

    def __init__(
        self, messages: Any, *, model: str, query: str | None = None, **options: Any
    ) -> None:
        self.messages = messages
        self.model = model
        self.options = options
        self.result = simulate(messages, model=model, query=query, **options)
        self._build(query or "")
        self._run()

    @property
    def settings(self) -> dict[str, Any]:
        """The settings as they stand."""
        return {name: box.value for name, box in self.controls.items()}

    @property
    def code(self) -> str:
        """Python that makes the pipeline of these settings, to copy into a cell."""
        return pipeline_code(self.settings, self.model)

    def _build(self, query: str) -> None:
        """Make the widgets."""
        import ipywidgets as w

        self.controls = {s.name: control(s) for group in SETTINGS.values() for s in group}
        self.controls["query"].value = query
        for box in self.controls.values():
            box.observe(self._run, "value")
        self.picture = w.HTML()
        self.chosen = w.Select(rows=10, description="Messages", layout=w.Layout(width="100%"))
        self.chosen.observe(self._show_chosen, "value")
        self.difference = w.HTML()
        self.source = w.Textarea(
            description="As Python", disabled=False, layout=w.Layout(width="100%", height="11em")
        )
        left = [
            part
            for name, group in SETTINGS.items()
            for part in (title(name), *(self.controls[s.name] for s in group))
        ]
        right = [self.picture, self.chosen, self.difference, self.source]
        self.widget = w.HBox(
            [
                w.VBox(left, layout=w.Layout(min_width="23em")),
                w.VBox(right, layout=w.Layout(flex="1 1 30em", min_width="0")),
            ],
            layout=w.Layout(width="100%", flex_flow="row wrap"),
        )

    def _run(self, change: Any = None) -> None:
        """Simulate with the settings as they stand and show what comes out."""
        settings = self.settings
        try:
            self.result = simulate(
                self.messages,
                model=self.model,
                pipeline=pipeline_of(settings),
                query=settings["query"] or None,
                **self.options,
            )
        except HeadroomError as error:
            self.picture.value = _alert(str(error))
            return
        self.picture.value = self.result.to_html()
        self.source.value = self.code
        self._list_messages()

    def _list_messages(self) -> None:
        """Show the messages with what became of each; the choice stays where it was."""
        before = self.chosen.index
        rows = self.result.rows[:LISTED]
        self.chosen.options = [(_line(row), index) for index, row in enumerate(rows)]
        self.chosen.index = _first_changed(rows) if before is None else before
        self._show_chosen()

    def _show_chosen(self, change: Any = None) -> None:
        """Show the diff of the chosen message."""
        index = self.chosen.index
        if index is not None:
            self.difference.value = self.result.diff(self.result.rows[index].message).to_html()

    def _repr_mimebundle_(
        self, include: Iterable[str] | None = None, exclude: Iterable[str] | None = None
    ) -> Any:
        """Return the widget, and a static page beside it for a notebook that is only read."""
        bundle = self.widget._repr_mimebundle_(include=include, exclude=exclude)
        data, *rest = bundle if isinstance(bundle, tuple) else (bundle,)
        data = {**(data or {}), "text/html": self.result.to_html()}
        data["text/plain"] = self.result.to_text()
        return (data, *rest) if rest else data


def explore_simulation(messages: Any, *, model: str, **options: Any) -> SimulationExplorer:
    """Return an explorer for a message list; options as for ``simulate``."""
    return SimulationExplorer(messages, model=model, **options)


def _line(row: Any) -> str:
    """Return a message's line in the list."""
    who = f"{row.role} {row.tool}" if row.tool else row.role
    sizes = f"{row.tokens_before:,} → {row.tokens_after:,}"
    return f"{MARKS[row.change]} #{row.message} {who} · {row.change} · {sizes} · {row.preview}"


def _first_changed(rows: Any) -> int | None:
    """Return the place of the first message that is not as it was, 0 where all are."""
    found = (index for index, row in enumerate(rows) if row.change != "kept")
    return next(found, 0) if rows else None


def _alert(text: str) -> str:
    """Return an error as HTML."""
    from markupsafe import escape

    return f'<p role="alert"><strong>Not possible:</strong> {escape(text)}</p>'
