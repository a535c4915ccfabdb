"""Up to where a cut goes, and what steps make of the messages up to there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from headroom_lab.messages import Block, Conversation, Message
from headroom_lab.messages.conversation import moved
from headroom_lab.policies.moments.sticky import Cutting
from headroom_lab.policies.order import is_reference
from headroom_lab.transforms.base import Context, follow
from headroom_lab.transforms.outlining.older import Older


def border_of(messages: Sequence[Message], keep: int) -> int:
    """Return before which message outputs may be cut: all but the last ``keep``.

    What no assistant message has answered yet always stays.
    """
    answered = next((m.index for m in reversed(messages) if m.role == "assistant"), 0)
    if keep < 1:
        return answered
    left = keep
    for message in reversed(messages):
        left -= sum(block.kind == "tool_result" for block in message.blocks)
        if left <= 0:
            return min(message.index, answered)
    return 0


def cut_before(
    conversation: Conversation, border: int, steps: Iterable[Any], context: Context, first: int = 0
) -> Cutting:
    """Return what steps leave of the messages before a border, from ``first`` on.

    Steps that keep what lies less far back reduce all of it; those before ``first`` aren't looked
    at. References are made at entry only, so that nothing points at what a later cut takes.
    """
    messages = conversation.messages
    behind = Conversation(conversation.format, moved(messages[first:], 0))
    chosen = [_before(step, border - first) for step in without_references(steps)]
    progress = follow(chosen, behind, context)
    after = dict(zip(progress.origins, progress.conversation.messages, strict=True))
    kept = {
        message.index: after.get(message.index - first) if message.index < border else message
        for message in messages[first:]
    }
    stays = {place: message for place, message in kept.items() if message is not None}
    return Cutting(
        [*messages[:first], *stays.values()],
        [*range(first), *stays],
        tuple(
            replace(row, message=row.message + first)
            for row in progress.removals
            if row.message + first < border
        ),
        progress.markers,
        notes=progress.warnings,
    )


def without_references(steps: Iterable[Any]) -> list[Any]:
    """Return the steps that refer from one message to no other."""
    return [step for step in steps if not is_reference(step)]


def results(messages: Iterable[Message]) -> list[Block]:
    """Return the texts of tool results that can be replaced, errors included."""
    return [
        block
        for message in messages
        for block in message.blocks
        if block.kind == "tool_result" and block.editable and block.text
    ]


def _before(step: Any, border: int) -> Any:
    """Return a step that reduces all before a border."""
    return step.up_to(border) if isinstance(step, Older) else step
