"""What every plot shares: a transparent ground, colours legible on light and dark."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from headroom_lab.display.colours import INK
from headroom_lab.display.html import image_html
from headroom_lab.display.plots.described import described
from headroom_lab.display.visible import shown
from headroom_lab.redact import redact

HATCHES = ("", "/", ".", "x", "\\", "-")  # so that no series is told by colour alone
FAINT = "#0007"  # of hatches: they tell parts apart and stay behind the figures
DPI = 96
COLOURS = 128
MOST = 60_000  # bytes of a plot in a notebook


class Picture(Figure):
    """A figure that a notebook shows exactly once, as the result of its cell."""

    def png(self, scale: float = 1.0) -> bytes:
        """Return the figure as a PNG of few colours, so that it is small in a notebook.

        ``scale`` makes it sharper: 2 for twice as many dots across and up.
        """
        return _small(self._drawn(scale))

    def _drawn(self, scale: float) -> Image.Image:
        """Return the figure's pixels."""
        dpi = self.get_dpi()
        self.set_dpi(scale * dpi)
        drawn = FigureCanvasAgg(self)
        drawn.draw()
        self.set_dpi(dpi)
        return Image.fromarray(np.asarray(drawn.buffer_rgba()))

    def _repr_mimebundle_(
        self, include: Iterable[str] | None = None, exclude: Iterable[str] | None = None
    ) -> dict[str, str]:
        """Return the PNG, and as HTML, twice as sharp where there is room, with its description."""
        drawn, said = self._drawn(2.0), described(self)
        data, sharp = (b64encode(_small(each)).decode() for each in (drawn.reduce(2), drawn))
        width = round(self.get_figwidth() * self.get_dpi())
        html = image_html(sharp, said, width)
        if len(html) + len(data) > MOST:
            html = image_html(data, said, width)
        shown = {"image/png": data, "text/html": html}
        kept = set(include or shown) - set(exclude or ())
        return {mime: value for mime, value in shown.items() if mime in kept}


def _small(drawn: Image.Image) -> bytes:
    """Return pixels as a PNG of few colours."""
    buffer = BytesIO()
    drawn.quantize(COLOURS, Image.Quantize.FASTOCTREE).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def canvas(ax: Any, width: float = 8.0, height: float = 3.2) -> tuple[Any, Any]:
    """Return axes to draw on, and what the plot returns: a new figure, or the axes given."""
    if ax is not None:
        return ax, ax
    figure = Picture(figsize=(width, height), dpi=DPI, layout="constrained")
    figure.patch.set_alpha(0)
    return figure.add_subplot(), figure


def dress(ax: Any, title: str, *, x: str = "", y: str = "") -> None:
    """Give axes their title, labels and colours."""
    ax.patch.set_alpha(0)
    ax.set_title(redact(title), color=INK, loc="left", fontsize=11, fontweight="bold")
    ax.set_xlabel(x, color=INK)
    ax.set_ylabel(y, color=INK)
    ax.tick_params(colors=INK)
    for name, spine in ax.spines.items():
        spine.set_visible(name in ("left", "bottom"))
        spine.set_color(INK)


def hatched(patch: Any, place: int) -> None:
    """Give a bar or an area the hatch of the series at a place, thin and faint."""
    patch.set(hatch=HATCHES[place % len(HATCHES)], hatch_linewidth=0.5, hatchcolor=FAINT)


def figured(ax: Any, bars: Any, labels: Sequence[str]) -> None:
    """Write a figure at the end of each bar, and leave room for it."""
    ax.bar_label(bars, labels=list(labels), padding=4, color=INK, fontsize=9)
    ax.margins(x=0.05 + 0.013 * max(map(len, labels), default=0))


def caption(ax: Any, *parts: str) -> None:
    """Write under the axis what was measured: how many, whose prices, of which day."""
    told = literal(redact(", ".join(parts)), 120)
    ax.set_xlabel(f"{ax.get_xlabel()}\n{told}".strip(), color=INK, fontsize=9)


def end_labels(ax: Any, ends: Sequence[tuple[float, float, str, str]]) -> None:
    """Name lines or areas where they end on the right: x, y, word, colour; none covers another."""
    low, high = ax.get_ylim()
    apart = (high - low) / 16
    at = low - apart
    for x, y, word, colour in sorted(ends, key=lambda end: end[1]):
        at = max(y, at + apart)
        ax.annotate(
            word,
            (x, at),
            xytext=(6, 0),
            textcoords="offset points",
            va="center",
            color=colour,
            fontsize=9,
            annotation_clip=False,
        )


def legend(ax: Any, *, reverse: bool = False) -> None:
    """Put a legend beside the plot; in axes that were given, within them: others stand beside.

    ``reverse`` names the last series first, as they are stacked.
    """
    if not ax.get_legend_handles_labels()[0]:
        return
    beside = {"loc": "upper left", "bbox_to_anchor": (1.0, 1.0)}
    where = beside if isinstance(ax.figure, Picture) else {"loc": "best"}
    found = ax.legend(**where, frameon=False, fontsize=9, reverse=reverse)
    for text in found.get_texts():
        text.set_color(INK)


def literal(text: str, chars: int = 24) -> str:
    """Return a name as a label that shows it as it is: no mathematics, no hidden entry."""
    label = shown(text, chars).replace("$", r"\$")
    return f" {label}" if label.startswith("_") else label  # matplotlib hides such entries


def thousands(ax: Any, axis: str = "y") -> None:
    """Write the numbers of an axis with separators."""
    from matplotlib.ticker import FuncFormatter

    getattr(ax, f"{axis}axis").set_major_formatter(FuncFormatter(lambda v, _: f"{v:,.0f}"))


def whole_numbers(ax: Any) -> None:
    """Mark whole numbers only below the plot: there is no message 2.5."""
    from matplotlib.ticker import MaxNLocator

    ax.xaxis.set_major_locator(MaxNLocator(integer=True))


def dates(ax: Any) -> None:
    """Write times below the plot as short as they can be told apart, the day once."""
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

    places = AutoDateLocator()
    ax.xaxis.set_major_locator(places)
    ax.xaxis.set_major_formatter(ConciseDateFormatter(places))
    ax.xaxis.get_offset_text().set_color(INK)
