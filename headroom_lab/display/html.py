"""Records as HTML fragments: a pure function of the record, escaped here and nowhere else."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from types import ModuleType
from typing import TYPE_CHECKING, Any

from headroom_lab.display.areas import area_paths, labels
from headroom_lab.display.figures import number
from headroom_lab.display.map_rows import Cell
from headroom_lab.display.masked import masked_page
from headroom_lab.display.page import Page, Room
from headroom_lab.display.pictures import picture
from headroom_lab.display.styles import FILLS, KEYS, MARKS, STYLES, role_cell, role_key
from headroom_lab.display.terms import glossary, titled
from headroom_lab.display.visible import visible

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

    from headroom_lab.results.record import Record

WORD = 16
FRAME = 2600  # bytes of a page that stay however little is shown: its style sheet
LESS = (0.95, 0.7, 0.5, 0.5)  # of the room it had: what a page over its cap has at most
WORDY = 0.5  # of its room: a page with less explains no words
_PAIR = re.compile(r"(?<=[A-Z]) (?=\d)")
_MATH = re.compile(r"[$\\]")


def render_html(record: Record) -> str:
    """Return a record as an HTML fragment within the cap of its picture.

    It needs no script, no network and no style sheet, and is the same for the same record.
    A page over its cap is laid out again with as much less room as it was too big.
    """
    module, scale = picture(record.picture), 1.0
    for least in LESS:
        html, size = _laid_out(record, module, scale)
        if size <= module.CAP:
            return html
        scale *= min(max(module.CAP - FRAME, 0) / (size - FRAME), least)
    return _laid_out(record, module, 0.0)[0]


def _laid_out(record: Record, module: ModuleType, scale: float) -> tuple[str, int]:
    """Return a record's page with as much room as ``scale`` says, and its bytes."""
    page = module.page(record, Room(scale))
    shown = masked_page(page) if record.masks else page
    html = page_html(shown, record.picture, with_words=scale > WORDY)
    return html, len(html.encode())


def image_html(data: str, description: str, width: int) -> str:
    """Return a PNG, given as base64, as an image of so many pixels with its description."""
    return (
        '<div class="mathjax_ignore" role="group" tabindex="0" aria-label="plot" '
        f'style="overflow-x:auto"><img style="width:{width}px;max-width:100%;min-width:{min(width, 560)}px" '
        f'alt="{_verbatim(description)}" src="data:image/png;base64,{data}"></div>'
    )


def page_html(page: Page, name: str, *, with_words: bool = True) -> str:
    """Return a page as HTML, by the template of its name; its terms explained where wanted."""
    template = environment().select_template([f"{name}.html.j2", "page.html.j2"])
    if not with_words:
        return template.render(page=page, words=None).strip()
    return template.render(page=titled(page, name), words=glossary(page, name)).strip()


@cache
def environment() -> Environment:
    """Return the templates' environment. What a template puts out is made visible and escaped."""
    from jinja2 import Environment, FunctionLoader, StrictUndefined
    from markupsafe import Markup

    made = Environment(
        loader=FunctionLoader(_template),
        autoescape=True,
        auto_reload=False,
        trim_blocks=True,
        undefined=StrictUndefined,
        finalize=_harmless,
    )
    made.globals.update(
        S=STYLES, F=FILLS, M=MARKS, K=KEYS, css=Markup(_css("style")), lesser=Markup(_css("lesser"))
    )
    made.filters.update(width=_width, gap=_gap, verbatim=_verbatim, figure=number)
    made.filters.update(role_key=role_key, role_cell=_cell)
    made.filters.update(areas=area_paths, labels=labels)
    made.filters["together"] = _together
    made.tests["unbroken"] = _unbroken
    return made


def _harmless(value: Any) -> Any:
    """Return text escaped, without anything that acts or hides; a template's markup stays.

    Notebooks hand ``$…$`` and ``\\(…\\)`` in outputs to MathJax, prices and hostile text alike.
    It doesn't look across elements, so each dollar and backslash stands in one of its own.
    """
    from markupsafe import Markup

    if isinstance(value, Markup) or not isinstance(value, str):
        return value
    return Markup(_MATH.sub(r"<span>\g<0></span>", str(_verbatim(value))))


def _verbatim(text: str) -> Markup:
    """Return text escaped for a ``<pre>``, where MathJax doesn't look."""
    from markupsafe import escape

    return escape(visible(text))


def _width(share: float) -> str:
    """Return a share of 1 as a CSS width; what isn't nothing stays wide enough to be seen."""
    return f"{100 * min(max(share, 0.004), 1.0):.3g}%"


def _cell(cell: Cell) -> str:
    """Return the style of a block of a map."""
    return role_cell(cell.role, cell.goes, cell.is_protected)


def _together(text: str) -> str:
    """Return letters with their figures, no line broken between the two."""
    return _PAIR.sub("\u00a0", text)


def _gap(share: float) -> str:
    """Return a share of 1 as the CSS width of what isn't drawn."""
    return f"{100 * min(max(share, 0.0), 1.0):.3g}%"


def _unbroken(cell: str) -> bool:
    """Tell whether a cell has a word too long for a narrow column."""
    return len(cell) > WORD and any(len(word) > WORD for word in cell.split(" "))


def _template(name: str) -> str | None:
    """Return the source of a template without the indentation of its lines."""
    source = files("headroom_lab.display") / "templates" / name
    if not source.is_file():
        return None
    return "\n".join(line.lstrip() for line in source.read_text(encoding="utf-8").splitlines())


def _css(name: str) -> str:
    """Return a style sheet that polishes, on as few bytes as it needs."""
    source = (files("headroom_lab.display") / f"{name}.css").read_text(encoding="utf-8")
    return re.sub(r"\s*([{};:,>])\s*", r"\1", source.strip()).replace(";}", "}")
