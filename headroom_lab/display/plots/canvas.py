"""What every plot shares: a transparent ground, colours legible on light and dark."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from io import BytesIO
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from headroom_lab.display.html import image_html
from headroom_lab.display.plots.described import described
from headroom_lab.display.visible import shown
from headroom_lab.redact import redact

INK = "#7a7a7a"  # at least 4:1 on white and on JupyterLab's dark ground
HATCHES = ("", "//", "..", "xx", "\\\\", "--")  # so that no series is told by colour alone
DPI = 96
COLOURS = 128


class Picture(Figure):
    """A figure that a notebook shows exactly once, as the result of its cell."""

    def png(self) -> bytes:
        """Return the figure as a PNG of few colours, so that it is small in a notebook."""
        buffer = BytesIO()
        FigureCanvasAgg(self).print_png(buffer)
        drawn = Image.open(buffer).quantize(COLOURS, Image.Quantize.FASTOCTREE)
        small = BytesIO()
        drawn.save(small, "PNG", optimize=True)
        return small.getvalue()

    def _repr_mimebundle_(
        self, include: Iterable[str] | None = None, exclude: Iterable[str] | None = None
    ) -> dict[str, str]:
        """Return the PNG, and as HTML with its description: notebooks give a bare PNG none."""
        data = b64encode(self.png()).decode()
        shown = {"image/png": data, "text/html": image_html(data, described(self))}
        kept = set(include or shown) - set(exclude or ())
        return {mime: value for mime, value in shown.items() if mime in kept}


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


def legend(ax: Any) -> None:
    """Put a legend beside the plot, where it covers nothing."""
    found = ax.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), frameon=False, fontsize=9)
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
