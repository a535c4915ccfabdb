"""A report as one HTML page that needs nothing from outside, and as Markdown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib.resources import files
from typing import Any

from headroom_lab.display.colours import GREY, RUST, SKY
from headroom_lab.display.html import environment
from headroom_lab.display.markdown import escape, grid_markdown
from headroom_lab.display.masked import masked_page
from headroom_lab.report.sections import Report, Section

# The look of a bar's parts, in the colours of all pictures; an outline stands for what is gone.
RECTS = {
    "sent": f'fill="{SKY}"',
    "saved": f'fill="none" stroke="{GREY}" stroke-dasharray="3 2"',
    "added": f'fill="{RUST}" stroke="{GREY}" stroke-width="2" stroke-dasharray="2 2"',
}


def report_html(report: Report) -> str:
    """Return the report as a page. Its text is escaped by the environment of all pictures."""
    from markupsafe import Markup

    report = masked_page(report)
    rects = {fill: Markup(look) for fill, look in RECTS.items()}
    return page_of("report.html.j2", ["report.css"], report=report, R=rects)


def page_of(template: str, sheets: Sequence[str], **given: Any) -> str:
    """Return one of this room's templates with what it is given, its style sheets within it."""
    from markupsafe import Markup

    source = "\n".join(line.lstrip() for line in _read(template).splitlines())
    sheet = re.sub(r"\s*([{};,>])\s*", r"\1", "".join(map(_read, sheets)).strip())
    return environment().from_string(source).render(sheet=Markup(sheet), **given).strip() + "\n"


def report_markdown(report: Report) -> str:
    """Return the report as Markdown; the plot's numbers are in its table."""
    report = masked_page(report)
    parts = [f"# {escape(report.title)}", *map(escape, report.lead)]
    for section in report.sections:
        parts += _section(section)
    parts += map(escape, report.foot)
    return "\n\n".join(parts) + "\n"


def _section(section: Section) -> list[str]:
    """Return the paragraphs of a section."""
    parts = [f"## {escape(section.title)}"]
    if section.statements:
        parts.append(
            "\n".join(
                "- " + escape(f"{s.label}: {s.value} ({s.detail})") for s in section.statements
            )
        )
    parts += map(escape, section.notes)
    for grid in (*section.grids, *section.folded):
        parts += grid_markdown(grid)
    return parts


def _read(name: str) -> str:
    """Return a file of the templates."""
    return (files("headroom_lab.report") / "templates" / name).read_text(encoding="utf-8")
