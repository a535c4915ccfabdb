"""What everybody does: each output cut to a length when it comes in."""

from __future__ import annotations

from headroom_lab.config.checks import whole
from headroom_lab.messages import Conversation
from headroom_lab.policies.moments.entry import AtEntry
from headroom_lab.tokens import Tokenizer
from headroom_lab.transforms.base import Context, Step, Transform
from headroom_lab.transforms.entering import Alone, Entering
from headroom_lab.transforms.markers import characters_gone
from headroom_lab.transforms.output_transform import Cut, Edit, Rewritten, edited, outputs


def truncate(tokens: int) -> AtEntry:
    """Return the policy that cuts each output to a length when it comes in.

    Its beginning stays. It pays, and it loses what stood behind: a policy to compare with.

    Args:
        tokens: the length.

    Raises:
        ConfigError: for a length that is no whole number of at least 1.

    Example::

        compare(messages, [truncate(1_000), at_entry("lossless")], model="gpt-4o")
    """
    return AtEntry(Truncated(tokens), f"truncate({tokens})")


class Truncated(Transform):
    """Leaves the beginning of each output, so many tokens of it."""

    name = "truncate"

    def __init__(self, tokens: int) -> None:
        self.tokens = whole("truncate: tokens", tokens, 1)

    def step(self, conversation: Conversation, context: Context) -> Step:
        """Cut every output that is longer."""
        blocks = outputs(conversation)
        sizes = context.tokenizer.count_texts([block.text for block in blocks])
        edits = [
            Edit(block, self._cut(block.text, size, context.tokenizer))
            for block, size in zip(blocks, sizes, strict=True)
            if size > self.tokens
        ]
        return edited(conversation, context, edits, self.name)

    def entering(self) -> Entering:
        """Return the transform for messages that come in one after another."""
        return Alone(self)

    def _cut(self, text: str, size: int, tokenizer: Tokenizer) -> Rewritten:
        """Return the beginning of a text with a marker for the rest."""
        length = len(text) * self.tokens // size
        while (taken := tokenizer.count_text(text[:length])) > self.tokens:
            length = min(length * self.tokens // taken, length - 1)
        rest = text[length:]
        marker = f"\n{characters_gone(len(rest))}"
        gone = Cut("", "text", "over the length", 1, rest)
        return Rewritten(text[:length] + marker, (gone,), (marker,))
