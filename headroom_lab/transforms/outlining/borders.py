"""How far back an output lies, in what was said by turns: an answer, what it was told, an answer.

Some formats write an answer's items and the results of its calls apart, others together. All that
one side says before the other speaks counts as one, so that the same conversation has the same
border in each.
"""

from __future__ import annotations

from bisect import bisect_right

from headroom_lab.config import OlderConfig
from headroom_lab.messages import Conversation


def border(conversation: Conversation, config: OlderConfig) -> int:
    """Return before which message outputs are older: all there were answered."""
    starts = conversation.sides
    passed = (len(starts) - config.keep_recent) // config.stride * config.stride
    if passed <= 0:
        return 0
    answered = (n for n in reversed(starts) if conversation.messages[n].role == "assistant")
    reached = starts[passed] if passed < len(starts) else len(conversation.messages)
    return min(reached, next(answered, 0))


def passing(conversation: Conversation, message: int, config: OlderConfig) -> int:
    """Return the message before which all stood when the border had passed one."""
    starts = conversation.sides
    turn = bisect_right(starts, message) - 1
    last = (turn // config.stride + 1) * config.stride + config.keep_recent - 1
    return starts[last] + 1 if last < len(starts) else len(conversation.messages)
