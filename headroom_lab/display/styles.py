"""Inline styles with literal values: what is left in a notebook that isn't trusted.

Every fill has at least 3:1 against white, the dark ground of JupyterLab and the grounds of its
table rows; black letters on one have at least 4.5:1. Text keeps the colour it inherits.
"""

from __future__ import annotations

GREY = "#858585"
BLUE = "#4a8bc9"
RED = "#d06a5c"
GREEN = "#4f9660"
PURPLE = "#9a7bc0"
ORANGE = "#c07a2c"
SLATE = "#7f8fa6"

# fill of a bar's segment -> its style; an outline stands for what is gone
FILLS = {
    "sent": f"background:{BLUE}",
    "saved": f"border:1px dashed {GREY}",
    "added": f"background:{RED};border:2px dotted {GREY}",
    "json_bloat": f"background:{BLUE}",
    "html_noise": f"background:{PURPLE}",
    "whitespace": f"background:{GREY}",
    "dynamic_date": f"background:{GREEN}",
    "repetition": f"background:{ORANGE}",
    "out_of_date": f"background:{SLATE}",
    "recency": f"background:{BLUE}",
    "semantic": f"background:{ORANGE}",
    "toin": f"background:{GREEN}",
    "error": f"background:{PURPLE}",
    "reference": f"background:{RED}",
    "density": f"background:{SLATE}",
    "read": f"background:{BLUE}",
    "written": f"background:{ORANGE}",
    "written_1h": f"background:{PURPLE}",
    "uncached": f"background:{RED}",
}

_CLASSES = ("read", "written", "written_1h", "uncached")
FACTORS = ("recency", "semantic", "toin", "error", "reference", "density")

# The mark of a table's row that has a part in the bar above the table.
MARKS = {
    fill: f";border-left:8px {style.replace('background:', 'solid ')};padding-left:6px"
    for fill, style in FILLS.items()
    if style.startswith("background:#") and ";" not in style
}

# The key of a bar: each word stands in its fill.
KEYS = {
    "sent": f"{FILLS['sent']};color:#000;padding:0 6px",
    "saved": f"{FILLS['saved']};padding:0 6px",
    "added": f"{FILLS['added']};color:#000;padding:0 6px",
    **{name: f"{FILLS[name]};color:#000;padding:0 6px" for name in _CLASSES},
    **{
        factor: f"{FILLS[factor]};color:#000;padding:0 4px;display:inline-block"
        for factor in FACTORS
    },
}

STYLES = {
    "root": "line-height:1.4;max-width:1100px;overflow-wrap:break-word",
    "headline": "font-size:120%;font-weight:600;margin:2px 0",
    "grids": "display:flex;flex-wrap:wrap;gap:0 32px",
    "grid": "max-width:100%",
    "scrolls": ";overflow-x:auto",
    "grid_strip": "flex:1 1 260px;max-width:520px",
    "grid_bars": "flex:2 1 460px",
    "table": "border-collapse:collapse;margin:6px 0",
    "wide": "border-collapse:collapse;margin:6px 0;width:100%;table-layout:auto",
    "caption": "text-align:left;font-weight:600",
    "label": "text-align:left",
    "word": "text-align:start",  # left; by its name the style sheet keeps it on one line
    "text": "text-align:left",
    "number": "text-align:right",
    "preview": "text-align:left;overflow-wrap:anywhere",
    "head": ";white-space:normal",  # of a column whose label is long for its cells
    "long": ";overflow-wrap:anywhere;white-space:normal",
    "bars": "text-align:left;width:36%;min-width:9em;white-space:normal",
    "bars_beside_many": "text-align:left;width:20%;min-width:9em;white-space:normal",
    "bar": "display:flex;height:10px",
    "under": "text-align:left;font-size:11px;opacity:.85",
    "strip": f"display:flex;height:16px;margin:4px 0;border:1px solid {GREY};color:#000;"
    "font-weight:400;font-size:11px;line-height:16px;text-align:center;overflow:hidden",
    # the words around a drawing are shown by the style sheet: where that goes, the drawing does too
    "chart": "margin:6px 0;max-width:1100px",
    "plot": "display:flex;gap:6px",
    "scale": "display:none;flex-direction:column;justify-content:space-between;text-align:right;"
    "font-size:11px;line-height:1;font-variant-numeric:tabular-nums",
    "areas": f"display:block;width:100%;height:150px;border-bottom:1px solid {GREY}",
    "line": f"fill:none;stroke:{GREY};vector-effect:non-scaling-stroke",
    "over": "display:none;position:relative;height:15px;font-size:11px;line-height:15px",
    "ends": "display:none;justify-content:space-between;font-size:11px",
    "gone": f"display:block;text-decoration:none;border-left:3px solid {RED};padding-left:6px;"
    "background:rgba(208,106,92,.16)",
    "new": f"display:block;text-decoration:none;border-left:3px double {GREEN};padding-left:6px;"
    "background:rgba(79,150,96,.16)",
    "same": "display:block;padding-left:9px",
    "between": "margin-left:15px;opacity:.75",
    "texts": "white-space:pre-wrap;overflow-wrap:anywhere;margin:2px 0 8px 16px;font-size:12px",
}
