"""What came with words that read as a note of an encoding, sent so that it isn't taken for one.

    [word for word:]                      {"_word_for_word":{"_columns":["a"],"_rows":[[1]]}}
    a line
    [the line above 3 more times]

Such an output, or one that reads as such, is sent as it came behind a line that says so, JSON in
an object that does. No encoding changes it, and the way back takes away nothing but the line.
"""

from __future__ import annotations

import re
from collections.abc import Hashable

from headroom_lab.json_text.nesting import is_json
from headroom_lab.messages import Conversation
from headroom_lab.transforms.base import Context, Grown, Step, Transform, unchanged
from headroom_lab.transforms.encodings.layout import packed
from headroom_lab.transforms.entering import Alone, Entering

HEAD = "[word for word:]\n"
_OPENS, _CLOSES = '{"_word_for_word":', "}"
# A word of each note, and the note as it may stand within strings of JSON within JSON.
_WORDS = (
    "more times]", " left out]", "stand here]", "stands here]", "[text of ", "[word for word:]",
    "[each path stands once",
    '"_columns', '"_shared', '"_rest', '"_same', '"_word_for_word',
)  # fmt: skip
_NOTE = re.compile(
    r"\[the line above \d+ more times\]"
    r"|(?:before each| on) left out\]"
    r"|stands? here\]"
    r'|\[text of \\*"§'
    r"|\[each path stands once above its hits"
    r"|\[word for word:\]"
    r'|"_(?:columns|shared|rest|same|word_for_word)\\*"\s*:'
)


class Encoding(Transform):
    """A transform that says the same in other words, with a way back from them.

    A pipeline runs it behind ``WordForWord``, and it leaves alone what that wrote. Applied by
    itself it may follow another one, so it takes what reads as a note for a note.
    """

    def depends_on(self) -> Hashable | None:
        """Return which one it is: an encoding has no settings."""
        return type(self)

    def goes_on(self, grown: Grown, context: Context) -> bool:
        """Tell that talk changes nothing: an output refers to what stands before it alone."""
        return True


class WordForWord(Transform):
    """Says of a tool output with words that read as an encoding's note that it stands as it came.

    A pipeline that has an encoding runs this by itself, before all else. It costs a few tokens,
    and nothing where no output reads like that.

    Example::

        sent = transforms.WordForWord().apply(messages).messages
        decode(sent) == messages
    """

    name = "word_for_word"

    def depends_on(self) -> Hashable | None:
        """Return which one it is: it has no settings."""
        return type(self)

    def goes_on(self, grown: Grown, context: Context) -> bool:
        """Tell that talk changes nothing: it is about outputs."""
        return True

    def step(self, conversation: Conversation, context: Context) -> Step:
        """Mark every tool output that holds such words and is no error."""
        texts = {
            (block.message, block.path): _marked(block.text)
            for block in conversation.blocks
            if block.is_result and reads_as_note(block.text)
        }
        if not texts:
            return unchanged(conversation)
        origins = tuple(range(len(conversation.messages)))
        return Step(conversation.edit(texts), origins, applied=(f"{self.name}:{len(texts)}",))

    def entering(self) -> Entering:
        """Return the transform for messages that come in one after another."""
        return Alone(self)


def reads_as_note(text: str) -> bool:
    """Tell whether a text holds what could be taken for a note of an encoding."""
    held = any(word in text for word in _WORDS) and _NOTE.search(text) is not None
    return held or packed(text.strip()) is not None


def is_word_for_word(text: str) -> bool:
    """Tell whether a text says that it stands as it came."""
    return text.startswith((HEAD, _OPENS))


def as_it_came(text: str) -> str:
    """Return a text without what says that it stands as it came, any other text itself."""
    if text.startswith(_OPENS):
        return text[len(_OPENS) : -len(_CLOSES)]
    return text.removeprefix(HEAD)


def _marked(text: str) -> str:
    """Return a text that says so; JSON stays JSON."""
    return f"{_OPENS}{text}{_CLOSES}" if is_json(text) else HEAD + text
