"""What a message costs beside its texts, by how its model is shown one."""

from __future__ import annotations

from typing import NamedTuple

from headroom_lab.messages import Message
from headroom_lab.providers.model_names import ModelName

# Three tokens frame a message, one goes with a name, three prime the answer. Source: OpenAI
# cookbook, "How to count tokens with tiktoken".
PER_MESSAGE = 3
PER_NAME = 1
PRIMING = 3
PER_ROLE = 1


class Framing(NamedTuple):
    """Tokens beside texts: of a call, of a result, of what an assistant says.

    ``apart`` says that each call is a message of its own, ``names`` that a result says its tool.
    """

    per_call: int = 3
    per_result: int = 0
    per_answer: int = 0
    apart: bool = False
    names: bool = False

    def beside(self, message: Message) -> int:
        """Return what a message costs beside what stands in it."""
        calls = sum(block.kind == "tool_call" for block in message.blocks)
        says = any(block.kind == "text" and block.text for block in message.blocks)
        own = PER_MESSAGE + (PER_NAME if self.named(message) else 0)
        own += self.per_call * calls + self.per_result * _results(message)
        own += self.per_answer if says and message.role == "assistant" else 0
        more = calls - (0 if says else 1)
        return own + (PER_MESSAGE + PER_ROLE) * more if self.apart and calls else own

    def named(self, message: Message) -> bool:
        """Tell whether a message says who speaks; an item that is a call has its tool's name."""
        calls = self.apart and not message.raw.get("role")
        return bool(message.raw.get("name")) and message.role != "tool" and not calls


COOKBOOK = Framing()
# A call: its channel, "commentary" (2), " to=functions" (3), a space, the mark of what follows and
# "json"; a result: its channel and "commentary"; an answer: its channel and "final". Source: OpenAI
# harmony response format, cookbook.openai.com/articles/openai-harmony, read 2026-11. Recorded
# requests to gpt-5, gpt-5.2 and gpt-5.5 come to their totals so, where " to=assistant" of a result,
# which that page shows for gpt-oss, isn't counted.
HARMONY = Framing(per_call=9, per_result=3, per_answer=2, apart=True, names=True)
_READS_HARMONY = ("gpt-5", "gpt-oss")


def framing_of(name: ModelName) -> Framing:
    """Return how a model is shown a conversation."""
    return HARMONY if reads_harmony(name) else COOKBOOK


def reads_harmony(name: ModelName) -> bool:
    """Tell whether a model reads harmony, OpenAI's format since GPT-5."""
    return name.maker == "openai" and name.name.startswith(_READS_HARMONY)


def _results(message: Message) -> int:
    """Return how many tool results a message holds; one may have several parts."""
    return len({block.call_id for block in message.blocks if block.role == "tool"})
