"""What became of tool outputs: which of their values later messages used."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from headroom_lab.messages import Conversation
from headroom_lab.messages.needles import needles
from headroom_lab.telemetry.signature import Output, Scalar


def tool_outputs(
    conversation: Conversation,
) -> Iterator[tuple[str | None, str, list[str]]]:
    """Yield tool name, text and the values used later of each tool output."""
    used: dict[int, list[str]] = defaultdict(list)
    for needle in needles(conversation):
        used[needle.tool].append(needle.value)
    for block in conversation.blocks:
        if block.kind == "tool_result":
            here = [value for value in used[block.message] if value in block.text]
            yield block.tool, block.text, here


def holding(output: Output, wanted: Iterable[str]) -> list[tuple[str, Scalar]]:
    """Return path and value of the fields that are one of the wanted values, or hold one.

    A value is looked up whole first; only what is no field's whole value is looked for inside
    the longer texts.
    """
    scalars = list(output.scalars(None))
    whole: dict[str, list[tuple[str, Scalar]]] = defaultdict(list)
    for path, value in scalars:
        whole[str(value)].append((path, value))
    found: list[tuple[str, Scalar]] = []
    for value in dict.fromkeys(wanted):
        inside = whole.get(value) or [
            (path, text) for path, text in scalars if isinstance(text, str) and value in text
        ]
        found.extend(inside[:1])
    return found
