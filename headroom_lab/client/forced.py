"""Tools that a request's ``tool_choice`` names: they stay as they came, or the vendor refuses the request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from headroom_lab.messages.definitions import definitions
from headroom_lab.messages.parts import plain


def with_named(tools: Sequence[Any], came: Any, choice: Any) -> list[Any]:
    """Return the tools of a request with those that ``choice`` names as they came.

    One that was kept back or dropped stands in its place among those it came with, or at the end.
    """
    names = set(_named(plain(choice)))
    back = {
        one.name: tool
        for tool in (came if isinstance(came, (list, tuple)) else ())
        for one in definitions([tool])
        if one.name in names and not one.deferred
    }
    sent = {one.name for tool in tools for one in definitions([tool]) if not one.deferred}
    missing = {name: tool for name, tool in back.items() if name not in sent}
    if not missing:
        return list(tools)
    kept = [tool for tool in tools if not any(o.name in missing for o in definitions([tool]))]
    return [*kept, *missing.values()]


def _named(choice: Any) -> Iterator[str]:
    """Yield the names of tools in a ``tool_choice``: the one that is forced, or those allowed."""
    if not isinstance(choice, Mapping):
        return
    for holder in (choice, choice.get("function")):
        if isinstance(holder, Mapping) and isinstance(holder.get("name"), str):
            yield holder["name"]
    allowed = choice.get("allowed_tools")
    for part in (choice, allowed):
        listed = part.get("tools") if isinstance(part, Mapping) else None
        for tool in listed if isinstance(listed, list) else ():
            yield from _named(tool)
