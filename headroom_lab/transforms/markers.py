"""What stands in place of removed content: every marker's words, and the way back.

A marker says what is gone. Where the request holds the retrieval tool it also says how to call
it: ``[12 lines left out; headroom_retrieve(0123456789ab)]``. No other tool is ever named.
"""

from __future__ import annotations

import re

from headroom_lab.transforms.originals import remember

TOOL = "headroom_retrieve"
FIELDS_GONE = "_left_out"  # the field of a JSON object that names the fields that went
_MARKED = re.compile(rf"\[[^\[\]\n]* left out[:;\]]|; {TOOL}\([0-9a-f]{{12}}\)")


def is_noted(text: str) -> bool:
    """Tell whether a text holds a marker."""
    return (" left out" in text or TOOL in text) and _MARKED.search(text) is not None


def way_back(text: str, retrieval: bool) -> str:
    """Hold a text, and return what a marker says of how a model gets it back."""
    return way_back_to(remember(text), retrieval)


def way_back_to(name: str, retrieval: bool) -> str:
    """Return the same for the content hash of a text that is held; "" without the tool."""
    return f"; {TOOL}({name})" if retrieval else ""


def lines_gone(count: int, facts: str = "", back: str = "") -> str:
    """Return what stands for a gap of lines; ``facts`` are those that they held."""
    return f"[{_counted(count, 'line')} left out{_colon(facts)}{back}]"


def all_lines_gone(count: int, whole: int, back: str) -> str:
    """Return what says at its end how much of a text went in several gaps."""
    return f"[{count} of {whole} lines left out{back}]"


def characters_gone(count: int, facts: str = "", back: str = "", *, kind: str = "") -> str:
    """Return what stands for a part of a text, or for encoded bytes of a ``kind``."""
    of = f" of {kind}" if kind else ""
    return f"[{count} characters{of} left out{_colon(facts)}{back}]"


def numbers_gone(count: int) -> str:
    """Return what stands for the middle of a long row of numbers."""
    return f"[{count} more left out]"


def tags_gone(facts: str, back: str) -> str:
    """Return what stands at the end of a page of which the text is left."""
    return f"[HTML tags, scripts and styles left out{_colon(facts)}{back}]"


def items_gone(count: int, whole: int, like: int, back: str) -> str:
    """Return what is said of a list's items that went; ``like`` of them are like kept ones."""
    alike = f", {like} of them like kept ones" if like else ""
    return f"{count} of {whole} items removed{alike}{back}"


def fields_gone(names: list[str], shown: int, back: str) -> str:
    """Return what is said of fields that went, so many by name; "" where there is nothing."""
    if not names:
        return back.removeprefix("; ")
    more = f" and {len(names) - shown} more" if len(names) > shown else ""
    told = f"fields {', '.join(names[:shown])}{more}"
    return f"{told if shown else _counted(len(names), 'field')}{back}"


def _colon(facts: str) -> str:
    """Return what follows a colon."""
    return f": {facts}" if facts else ""


def _counted(amount: int, one: str) -> str:
    """Return an amount with its noun."""
    return f"{amount} {one}{'s' * (amount > 1)}"
