"""Older images become a line that says what they were."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from headroom_lab.config.checks import whole
from headroom_lab.messages import Block, Conversation, Message
from headroom_lab.messages.conversation import reread
from headroom_lab.messages.media import payload
from headroom_lab.messages.protection import marked_as
from headroom_lab.policies.moments.moment import Moment
from headroom_lab.policies.moments.occasion import Occasion, Sender
from headroom_lab.policies.moments.sticky import Cutting, StickySender
from headroom_lab.policies.moments.waiting import is_cold
from headroom_lab.results import Removal
from headroom_lab.tokens.images import image_tokens
from headroom_lab.tokens.media.pixels import pixel_size
from headroom_lab.transforms.base import Context


def keep_images(last: int = 3, *, step: int = 1) -> KeepImages:
    """Return the policy that leaves the last images and writes a line for each older one.

    The line says what it was: its tool and its size. Older ones go when the cache is cold, which costs
    nothing, and else as soon as ``step`` of them have gathered, which has all behind them written again.

    Args:
        last: how many images stay (3).
        step: how many go at once while the cache is warm (1).

    Raises:
        ConfigError: for a number out of its range.

    Example::

        compare(messages, [keep_images(1), keep_images(1, step=10)], model="claude-sonnet-4-5")
    """
    return KeepImages(last, step)


class KeepImages(Moment):
    """See ``keep_images``."""

    waits = True

    def __init__(self, last: int, step: int) -> None:
        self.last, self.by = whole("keep_images: last", last), whole("keep_images: step", step, 1)
        super().__init__(
            f"keep_images({last})" if step == 1 else f"keep_images({last}, step={step})"
        )

    def begin(self, context: Context) -> Sender:
        """Return what sends the requests of one stream."""
        return _Keeping(context, self)


class _Keeping(StickySender):
    """Writes a line for each image but the last ones."""

    def __init__(self, context: Context, moment: KeepImages) -> None:
        super().__init__(context)
        self._moment = moment

    def cut(self, occasion: Occasion) -> Cutting | None:
        """Return what is left when the time is there."""
        found = [block for message in self.sent for block in message.blocks if _may_go(block)]
        older = max(len(found) - self._moment.last, 0)
        by = 1 if is_cold(occasion) else self._moment.by
        gone = {id(block.part): block for block in found[: older // by * by]}
        if not gone:
            return None
        rows, lines = [], {}
        for key, block in gone.items():
            tokens = self._tokens(block)
            lines[key] = _line(block, tokens)
            rows.append(_row(block, tokens))
        whole = self.whole()
        messages = [_without(message, lines, whole) for message in whole.messages]
        markers = sum(self.context.tokenizer.count_texts(list(lines.values())))
        return Cutting(messages, range(len(messages)), tuple(rows), markers)

    def _tokens(self, block: Block) -> int:
        """Return the tokens of an image."""
        model = self.context.tokenizer.model or ""
        is_anthropic = self.reading.format == "anthropic"
        return image_tokens(block.part or {}, model, anthropic=is_anthropic).tokens


def _may_go(block: Block) -> bool:
    """Tell whether a block is an image that nothing protects."""
    return block.kind == "image" and block.part is not None and not block.protected


def _line(block: Block, tokens: int) -> str:
    """Return what stands in place of an image."""
    data = payload(block).data
    size = pixel_size(data) if data else None
    pixels = f" of {size[0]} x {size[1]} pixels" if size else ""
    tool = f" by {block.tool}" if block.tool else ""
    return f"[image{tool}{pixels} left out: {tokens} tokens]"


def _row(block: Block, tokens: int) -> Removal:
    """Return the ledger's row of an image."""
    return Removal(
        message=block.message, tool=block.tool, path="", kind="image", reason="older than the last",
        count=1, tokens=tokens, original="", text="", transform="keep_images",
    )  # fmt: skip


def _without(message: Message, lines: Mapping[int, str], whole: Conversation) -> Message:
    """Return a message with lines in place of some of its parts, the same one where there are none."""
    if not any(id(block.part) in lines for block in message.blocks):
        return message
    kind = "input_text" if whole.format == "openai_responses" else "text"
    raw = _replaced(message.raw, lines, kind)
    before = whole.messages[: message.index]
    return marked_as(reread(before, [raw], whole.format)[0], message)


def _replaced(value: Any, lines: Mapping[int, str], kind: str) -> Any:
    """Return plain data with a text part in place of each image in a list."""
    if isinstance(value, list):
        return [
            {"type": kind, "text": lines[id(item)]}
            if id(item) in lines
            else _replaced(item, lines, kind)
            for item in value
        ]
    if isinstance(value, Mapping):
        return {key: _replaced(item, lines, kind) for key, item in value.items()}
    return value
