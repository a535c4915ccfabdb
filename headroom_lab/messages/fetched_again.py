"""Outputs that an agent asked for a second time: calls like an earlier one, and retrievals."""

from __future__ import annotations

import json

from headroom_lab.json_text.nesting import loads
from headroom_lab.messages.blocks import Block
from headroom_lab.messages.conversation import Conversation


def fetched_again(conversation: Conversation, retrieval: str = "") -> int:
    """Return how many calls repeat an earlier one's tool and arguments.

    Args:
        conversation: a conversation as read.
        retrieval: the name of the tool by which a model gets back what was cut: each of its calls counts.

    Example::

        fetched_again(read(messages))
    """
    seen: set[tuple[str | None, str]] = set()
    again = 0
    for block in conversation.blocks:
        if block.kind == "tool_call":
            asked = block.tool, arguments_of(block)
            again += asked in seen or (bool(retrieval) and block.tool == retrieval)
            seen.add(asked)
    return again


def arguments_of(block: Block) -> str:
    """Return a call's arguments, alike however JSON lays them out; none are an empty object."""
    try:
        return json.dumps(loads(block.text or "{}"), sort_keys=True)
    except ValueError:
        return block.text
