"""What is unknown in messages that are known: passed through as it is, and told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from headroom_lab.messages.blocks import Format
from headroom_lab.messages.conversation import Conversation
from headroom_lab.messages.formats import FIELDS, NAMES
from headroom_lab.messages.openai_responses import type_of
from headroom_lab.messages.parts import text_of

_SHOWN = 60  # characters of a name that nobody vouches for


def notes(conversation: Conversation, shift: int = 0) -> list[str]:
    """Return a line for each kind of unknown part, item or field, in order of appearance.

    ``shift`` is how many messages the list as it was given begins later.
    """
    found: dict[tuple[str, str], list[int]] = {}
    for message in conversation.messages:
        for block in message.blocks:
            if block.kind == "other" and block.part is not None:
                what = "item" if block.part is message.raw else "part"
                name = text_of(block.part.get("type")) or "without a type"
                found.setdefault((what, name), []).append(message.index - shift)
        for field in _fields(conversation.format, message.raw):
            found.setdefault(("field", field), []).append(message.index - shift)
    return [_line(what, name, places, conversation) for (what, name), places in found.items()]


def _fields(form: Format, raw: Mapping[str, Any]) -> Iterator[str]:
    """Yield the fields of a message that its format doesn't know."""
    known = FIELDS[form]
    if known.issuperset(raw) or (form == "openai_responses" and type_of(raw) != "message"):
        return
    yield from (str(field) for field in raw if field not in known)


def _line(what: str, name: str, places: list[int], conversation: Conversation) -> str:
    """Return one line about one unknown thing."""
    where = f"messages[{places[0]}]"
    more = len(set(places)) - 1
    where += f" and {more} more" if more else ""
    counted = "it isn't counted" if what == "field" else "it is counted as JSON"
    shown = name[:_SHOWN]
    return (
        f"{where}: {what} {shown!r} is unknown to {NAMES[conversation.format]}; "
        f"it passes through as it is, {counted}"
    )
