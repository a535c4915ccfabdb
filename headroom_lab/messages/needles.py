"""Values of a tool output that later messages use."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from headroom_lab.messages.blocks import Block
from headroom_lab.messages.conversation import Conversation, Message
from headroom_lab.messages.values import is_plain, kinds, leaf_kinds, leaves, parsed, values

__all__ = ["FAR", "Needle", "Told", "Use", "is_strict", "needles", "tell", "uses", "values"]

FAR = 4  # messages between what holds a value or a text and its use from which the use is far

_WORD = re.compile(r"\w+")
# A value of several words is looked up in at most that many messages that hold all its words:
# what stands in more of them is no single output's, and time stays linear.
_LOOKED_UP = 16


class Told(NamedTuple):
    """What a message says, and the words of it."""

    text: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Use:
    """A value that an assistant message uses first, and the one earlier message that holds it."""

    source: int
    value: str
    use: int
    kind: str


@dataclass(frozen=True, slots=True)
class Needle:
    """A value of the tool output in message ``tool`` that message ``use`` uses first.

    ``kind`` is one of those of ``values.kinds`` or "argument"; ``gap`` is how many messages
    later it is used.
    """

    tool: int
    value: str
    use: int
    kind: str

    @property
    def gap(self) -> int:
        """How many messages lie between the output and its use, the use counted in."""
        return self.use - self.tool

    @property
    def strict(self) -> bool:
        """Whether it is hard to guess."""
        return is_strict(self.value)


def is_strict(value: str) -> bool:
    """Tell whether a value is more than a plain word, which the words around it may give away."""
    return not is_plain(value)


def needles(conversation: Conversation) -> list[Needle]:
    """Return the needles of a conversation, in the order of their use.

    A needle stands in exactly one tool output and in no other message before the assistant
    message or tool call that uses it first.
    """
    tools = {m.index for m in conversation.messages if any(b.role == "tool" for b in m.blocks)}
    return [
        Needle(use.source, use.value, use.use, use.kind)
        for use in uses(conversation)
        if use.source in tools
    ]


def uses(conversation: Conversation, told: Sequence[Told] | None = None) -> list[Use]:
    """Return each value that an assistant message uses and exactly one earlier message holds.

    That message may be of any role. ``told`` is what ``tell`` gave, where it is at hand. Time
    and memory are linear in the conversation's length.
    """
    wanted = {
        message.index: found
        for message in conversation.messages
        if message.role == "assistant" and (found := _used(message))
    }
    index = _Index(tell(conversation) if told is None else told, wanted)
    return [
        Use(source, value, user, kind)
        for user, found in wanted.items()
        for value, kind in found.items()
        if (source := index.only_source(value, user)) is not None
    ]


def tell(conversation: Conversation) -> list[Told]:
    """Return for each message what it says, the arguments of its calls and JSON's escapes decoded."""
    texts = ["\n".join(map(_block_text, message.blocks)) for message in conversation.messages]
    return [Told(text, tuple(_WORD.findall(text))) for text in texts]


class _Index:
    """Which messages hold which words, for the words that some value is made of."""

    def __init__(self, told: Sequence[Told], wanted: dict[int, dict[str, str]]) -> None:
        self._told = told
        self._words = {
            value: tuple(dict.fromkeys(_WORD.findall(value)))
            for found in wanted.values()
            for value in found
        }
        known = {word for words in self._words.values() for word in words}
        self._places: dict[str, list[int]] = defaultdict(list)
        for place, (_, words) in enumerate(told):
            for word in known.intersection(words):
                self._places[word].append(place)

    def only_source(self, value: str, before: int) -> int | None:
        """Return the one message before ``before`` that holds ``value``; None for no or several."""
        words = self._words[value]
        if not words:
            return None
        lists = sorted((self._places.get(word, []) for word in words), key=len)
        rarest = lists[0][: bisect_left(lists[0], before)]
        if len(words) > 1 or words[0] != value:
            rarest = [p for p in rarest[:_LOOKED_UP] if value in self._told[p].text]
        return rarest[0] if len(rarest) == 1 else None


def _used(message: Message) -> dict[str, str]:
    """Return the candidate values of an assistant message and its calls, each with its kind."""
    found: dict[str, str] = {}
    for block in message.blocks:
        here = leaf_kinds(parsed(block.text)) if block.kind == "tool_call" else kinds(block.text)
        for value, kind in here.items():
            found.setdefault(value, kind)
    return found


def _block_text(block: Block) -> str:
    """Return the text of a block in which words are whole words."""
    if block.kind == "tool_call":
        return "\n".join(leaves(parsed(block.text)))
    if "\\" in block.text:
        return block.text.replace("\\n", "\n").replace("\\t", "\t").replace('\\"', '"')
    return block.text
