"""Labelled inputs that a keyboard reaches and a screen reader names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting of an explorer: its name, what it is in words, its kind and its range."""

    name: str
    label: str
    kind: Literal["whole", "number", "flag", "text"]
    value: Any
    low: float = 0
    high: float = 1_000_000_000


def control(setting: Setting) -> Any:
    """Return the ipywidget for a setting: text boxes and check boxes, which axe-core accepts."""
    import ipywidgets as w

    wide = {"description_width": "11em"}
    layout = w.Layout(width="22em")
    common = {"description": setting.label, "style": wide, "layout": layout}
    if setting.kind == "flag":
        return w.Checkbox(value=setting.value, indent=False, **common)
    if setting.kind == "text":
        return w.Text(value=setting.value, continuous_update=False, **common)
    box = w.BoundedIntText if setting.kind == "whole" else w.BoundedFloatText
    step = 1 if setting.kind == "whole" else 0.05
    return box(value=setting.value, min=setting.low, max=setting.high, step=step, **common)


def side_by_side(left: list[Any], right: list[Any]) -> Any:
    """Return inputs and what they lead to beside each other, below each other where it's narrow."""
    import ipywidgets as w

    return w.HBox(
        [
            w.VBox(left, layout=w.Layout(min_width="23em", max_width="100%")),
            w.VBox(
                right,
                layout=w.Layout(flex="1 1 30em", min_width="0", max_width="100%", overflow="auto"),
            ),
        ],
        layout=w.Layout(width="100%", flex_flow="row wrap"),
    )


def title(text: str) -> Any:
    """Return a heading for a group of inputs."""
    import ipywidgets as w

    return w.HTML(f"<strong>{text}</strong>")
