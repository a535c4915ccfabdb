"""Which colour means what, in every picture and plot.

Six colours, chosen so that any two differ under protanopia, deuteranopia and tritanopia (at
least 0.08 apart in OKLab), each with at least 3:1 against white, the dark ground of JupyterLab
and the grounds of its table rows. A hatch, a letter or a word always stands beside them.
"""

from __future__ import annotations

SKY = "#5490d8"
AMBER = "#cc7800"
VIOLET = "#8848e8"
RUST = "#ae5430"
MARINE = "#20739f"
GREY = "#858585"
INK = "#7a7a7a"  # lines and letters of plots: at least 4:1 on white and on JupyterLab's dark ground

SERIES = (SKY, AMBER, VIOLET, MARINE, RUST, GREY)

# who said it; whose stream it is: the main one as an assistant's, a sub-agent's as a tool's
ROLES = {
    "system": VIOLET,
    "developer": VIOLET,
    "tools": GREY,
    "user": AMBER,
    "assistant": MARINE,
    "tool": SKY,
    "function": SKY,
    "not in file": GREY,
    "outside messages": GREY,
    "other": RUST,
}
# what a token was charged as
CLASSES = {
    "read": SKY,
    "written": AMBER,
    "written_1h": RUST,
    "uncached": GREY,
    "output": VIOLET,
}
# how a token class is called -> its colour's name; all else is output
CLASS_NAMES = {
    "cache read": "read",
    "cache write 5 min": "written",
    "cache write 1 h": "written_1h",
    "uncached": "uncached",
}
# the unchanged session is grey, each policy has the next colour
UNCHANGED = GREY
POLICIES = (SKY, AMBER, VIOLET, MARINE, RUST)

WASTE = {
    "json_bloat": SKY,
    "html_noise": VIOLET,
    "whitespace": GREY,
    "dynamic_date": MARINE,
    "repetition": AMBER,
    "out_of_date": RUST,
    "unused_tool": VIOLET,
    "schema": GREY,
}
FACTORS = {
    "recency": SKY,
    "semantic": AMBER,
    "toin": MARINE,
    "error": VIOLET,
    "reference": RUST,
    "density": GREY,
}
GONE, NEW = RUST, MARINE

_PALE = (SKY, AMBER, GREY)  # black letters are legible on these, white ones on the others


def of_role(role: str) -> str:
    """Return the colour of a role, one for all that have none of their own."""
    return ROLES.get(role, ROLES["other"])


def role_fill(role: str) -> str:
    """Return the name of the fill of a bar in a role's colour."""
    return f"role {role if role in ROLES else 'other'}"


def of_class(name: str) -> str:
    """Return the colour of a token class, by how it is called."""
    return CLASSES[CLASS_NAMES.get(name, "output")]


def of_policy(place: int) -> str:
    """Return the colour of the policy at a place among several; they come round again."""
    return POLICIES[place % len(POLICIES)]


def letters(colour: str) -> str:
    """Return the colour of letters that are legible on a colour."""
    return "#000" if colour in _PALE else "#fff"
