"""The way back from what the lossless transforms make of a conversation."""

from __future__ import annotations

from typing import Any

from headroom_lab.messages import Conversation, read
from headroom_lab.transforms.encodings.folded_lines import unfolded
from headroom_lab.transforms.encodings.hit_paths import repathed
from headroom_lab.transforms.encodings.json_layout import decoded
from headroom_lab.transforms.encodings.line_beginnings import rebegun
from headroom_lab.transforms.encodings.line_numbers import renumbered
from headroom_lab.transforms.encodings.references import resolved
from headroom_lab.transforms.encodings.set_out import put_back
from headroom_lab.transforms.encodings.shared_reading import unshared
from headroom_lab.transforms.encodings.word_for_word import as_it_came, is_word_for_word


def decode(messages: Any) -> list[Any]:
    """Return the messages as they were before the "lossless" preset.

    Every text comes back byte for byte from what is left, nothing is looked up elsewhere; a text
    that read as a note before comes back as that text. Messages without notes are the same
    objects.

    Args:
        messages: what was sent, in any of the three formats.

    Raises:
        InvalidMessagesError: where the list can't be read.

    Example::

        decode(simulate(messages, "gpt-4o", policy="lossless").messages) == messages
    """
    conversation = resolved(read(messages))
    return _each(conversation).to_list()


def _each(conversation: Conversation) -> Conversation:
    """Return the conversation with every tool output decoded by itself."""
    texts = {}
    for block in conversation.blocks:
        if block.is_result:
            text = decoded_text(block.text)
            if text != block.text:
                texts[block.message, block.path] = text
    return conversation.edit(texts)


def decoded_text(text: str) -> str:
    """Return a text as it was before the encodings that need nothing but the text itself."""
    if is_word_for_word(text):
        return as_it_came(text)
    lined = renumbered(unfolded(repathed(rebegun(text))))
    return put_back(decoded(unshared(lined)))
