"""Inline styles with literal values: what is left in a notebook that isn't trusted.

Text keeps the colour it inherits; letters on a fill have at least 4.5:1.
"""

from __future__ import annotations

from headroom_lab.display.colours import (
    CLASSES,
    FACTORS,
    GONE,
    GREY,
    NEW,
    ROLES,
    RUST,
    SKY,
    WASTE,
    letters,
    of_role,
    role_fill,
)
from headroom_lab.results.context_map import NOT_IN_FILE

# The type scale: a headline, sentences, tables, and what stands beside a drawing.
HEADLINE, BODY, CELL, SMALL = "18px", "13px", "12px", "11px"
_HATCH = "background-image:repeating-linear-gradient(135deg,#fffa 0 2px,transparent 2px 6px)"


def _striped(colour: str) -> str:
    """Return stripes of a colour; where they are taken away the border stays."""
    return f"background:repeating-linear-gradient(135deg,{colour} 0 2px,transparent 2px 6px)"


# fill of a bar's segment -> its style; an outline stands for what is gone
FILLS = {
    "gap": "",
    "plain": f"background:{GREY}",
    "sent": f"background:{SKY}",
    "saved": f"border:1px dashed {GREY}",
    "added": f"background:{RUST};border:2px dotted {GREY}",
    "less": f"background:{SKY}",
    "more": f"background:{RUST};{_HATCH}",
    "maybe": f"background:{SKY};opacity:.45",
    **{
        name: f"background:{colour};color:{letters(colour)}"
        for colours in (WASTE, FACTORS, CLASSES)
        for name, colour in colours.items()
    },
    **{role_fill(role): f"background:{colour}" for role, colour in ROLES.items()},
}

# The mark of a table's row that has a part in the bar above the table.
MARKS = {
    name: f";border-left:8px solid {colour};padding-left:6px"
    for name, colour in {**WASTE, **FACTORS}.items()
}

# The key of a bar: each word stands beside its fill.
_SWATCH = "padding:0 8px 0 4px;display:inline-block;line-height:1.1"
KEYS = {
    "sent": f"border-left:10px solid {SKY};{_SWATCH}",
    "saved": f"border:1px dashed {GREY};padding:0 4px",
    "added": f"border-left:10px double {RUST};{_SWATCH}",
    "goes": f"display:inline-block;width:10px;height:12px;border:1px solid {GREY};{_striped(GREY)}",
    "free": f"border:1px dashed {GREY};padding:0 4px",
    "cached": f"border-bottom:3px solid {GREY};padding:0 4px",
    "protected": "border-top:3px solid;padding:0 4px",
    **{
        name: f"border-left:10px solid {colour};{_SWATCH}"
        for name, colour in {**FACTORS, **CLASSES}.items()
    },
}


def role_cell(role: str, goes: bool, is_protected: bool) -> str:
    """Return the style of a block of a map: what goes is hatched, what is protected lined above."""
    colour = of_role(role)
    fill = f"border:1px solid {colour};{_striped(colour)}" if goes else f"background:{colour}"
    if role == NOT_IN_FILE:
        fill = f"border:1px dotted {colour};{_striped(colour)}"
    return f"{fill};border-top:3px solid" if is_protected else fill


def role_key(role: str) -> str:
    """Return the style of a role's word in a key: beside a swatch as its blocks are drawn."""
    if role == NOT_IN_FILE:
        return f"{_striped(GREY)} 0 0/10px 100% no-repeat;{_SWATCH};padding-left:14px"
    return f"border-left:10px solid {of_role(role)};{_SWATCH}"


STYLES = {
    "root": f"font-size:{BODY};line-height:1.45;max-width:1100px;overflow-wrap:break-word",
    "headline": f"font-size:{HEADLINE};line-height:1.3;font-weight:600;margin:2px 0 4px",
    "facts": f"font-size:{CELL};opacity:.8;margin:2px 0",
    "grids": "display:flex;flex-wrap:wrap;gap:0 32px",
    "grid": "max-width:100%",
    "scrolls": ";overflow-x:auto",
    "grid_strip": "flex:1 1 260px;max-width:520px",
    "grid_bars": "flex:2 1 560px",
    "grid_drawn": "flex:2 1 400px;max-width:760px",
    "table": f"border-collapse:collapse;margin:8px 0;font-size:{CELL};color:inherit;text-align:right",
    "wide": f"border-collapse:collapse;margin:8px 0;font-size:{CELL};color:inherit;text-align:right;"
    "width:100%;table-layout:auto",
    "caption": f"text-align:left;font-weight:600;font-size:{BODY}",
    "label": "text-align:left",
    "word": "text-align:start",  # left; by its name the style sheet keeps it on one line
    "text": "text-align:left",
    "number": "text-align:right",
    "preview": "text-align:left;overflow-wrap:anywhere",
    "head": ";white-space:normal",  # of a column whose label is long for its cells
    "long": ";overflow-wrap:anywhere;white-space:normal",
    "bars": "text-align:left;width:36%;min-width:6em;white-space:normal",
    "bars_beside_many": "text-align:left;width:20%;min-width:6em;white-space:normal",
    "bar": "display:flex;height:10px",
    "drawn": "display:flex;gap:6px;align-items:center",
    "drawn_head": "text-align:left;width:24%",
    "inline": "display:flex;flex:1;min-width:min(44px,5cqw);height:8px",
    "under": f"text-align:left;font-size:{SMALL};opacity:.85",
    "strip": f"display:flex;height:16px;margin:4px 0;border:1px solid {GREY};"
    f"font-weight:400;font-size:{SMALL};line-height:16px;text-align:center;overflow:hidden",
    # the words around a drawing are shown by the style sheet: where that goes, the drawing does too
    "chart": "margin:8px 0;max-width:1100px",
    "plot": "display:flex;gap:6px",
    "scale": "display:none;flex-direction:column;justify-content:space-between;text-align:right;"
    f"font-size:{SMALL};line-height:1;font-variant-numeric:tabular-nums",
    "areas": f"display:block;width:100%;height:150px;border-bottom:1px solid {GREY}",
    "line": f"fill:none;stroke:{GREY};vector-effect:non-scaling-stroke",
    "over": f"display:none;position:relative;height:15px;font-size:{SMALL};line-height:15px",
    "ends": f"display:none;justify-content:space-between;font-size:{SMALL}",
    "map_start": f"flex:none;width:5em;text-align:right;font-size:{SMALL};opacity:.8;line-height:18px",
    "map_row": "display:flex;gap:1px;height:18px;margin-top:3px",
    "map_free": f"flex:1;border:1px dashed {GREY}",
    "map_cached": f"height:3px;margin-top:1px;background:{GREY}",
    "gone": f"display:block;text-decoration:none;border-left:3px solid {GONE};padding-left:6px;"
    "background:rgba(174,84,48,.16)",
    "new": f"display:block;text-decoration:none;border-left:3px double {NEW};padding-left:6px;"
    "background:rgba(32,115,159,.16)",
    "same": "display:block;padding-left:9px",
    "between": "margin-left:15px;opacity:.75",
    "texts": f"white-space:pre-wrap;overflow-wrap:anywhere;margin:2px 0 8px 16px;font-size:{CELL}",
}
