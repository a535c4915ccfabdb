"""The look of our plots, for figures of one's own."""

from __future__ import annotations

from typing import Any

from headroom_lab.display.colours import INK, SERIES


def style() -> dict[str, Any]:
    """Return the look of the plots here as matplotlib's settings: colours, type, no box.

    The ground is transparent and all lines and letters are legible on light and dark.

    Example::

        import matplotlib

        with matplotlib.rc_context(style()):
            result.plot("roles")
    """
    from cycler import cycler

    return {
        "axes.prop_cycle": cycler(color=SERIES),
        "axes.edgecolor": INK,
        "axes.labelcolor": INK,
        "axes.titlecolor": INK,
        "axes.titlelocation": "left",
        "axes.titlesize": 11,
        "axes.titleweight": "bold",
        "axes.labelsize": 9,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.facecolor": "none",
        "figure.facecolor": "none",
        "figure.figsize": (8.0, 3.2),
        "figure.constrained_layout.use": True,
        "savefig.facecolor": "none",
        "xtick.color": INK,
        "ytick.color": INK,
        "xtick.labelsize": 9,
        "ytick.labelsize": 9,
        "text.color": INK,
        "legend.frameon": False,
        "legend.fontsize": 9,
        "hatch.linewidth": 0.3,
        "lines.linewidth": 1.8,
        "svg.fonttype": "none",
    }
