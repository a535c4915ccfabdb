"""A report before it becomes HTML or Markdown: sections of statements, sentences, tables, a plot."""

from __future__ import annotations

from dataclasses import dataclass

from headroom_lab.display.page import Grid
from headroom_lab.report.drawing import Panel


@dataclass(frozen=True, slots=True)
class Statement:
    """One figure that matters: what it is, its value, and what of what it counts."""

    label: str
    value: str
    detail: str


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a report; ``folded`` tables are closed at first on a page."""

    title: str
    notes: tuple[str, ...] = ()
    statements: tuple[Statement, ...] = ()
    panels: tuple[Panel, ...] = ()
    grids: tuple[Grid, ...] = ()
    folded: tuple[Grid, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report: its title, the line under it, its sections, the lines at its end."""

    title: str
    lead: tuple[str, ...]
    sections: tuple[Section, ...]
    foot: tuple[str, ...]
