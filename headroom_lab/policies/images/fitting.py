"""Images are sent in as many pixels as their vendor lets a model see of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from headroom_lab.cache import ContentCache
from headroom_lab.messages import Block, Conversation, Message
from headroom_lab.messages.definitions import definitions
from headroom_lab.messages.media import payload, with_data
from headroom_lab.messages.protection import marked_as
from headroom_lab.messages.replacing import with_parts
from headroom_lab.optional import require
from headroom_lab.policies.images.rows import image_row
from headroom_lab.policies.images.scaling import PURPOSE, Scaled, scaled
from headroom_lab.policies.images.telling import NAME, Fitted, reason_of, told
from headroom_lab.tokens.media.image_rules import is_told, rule_for, seen_size, tokens_of
from headroom_lab.tokens.media.maker import Maker, maker_of_model
from headroom_lab.tokens.media.pixels import Size, pixel_size
from headroom_lab.transforms.base import Context, Step, Transform, unchanged
from headroom_lab.transforms.entering import Alone, Entering

CACHED_CHARACTERS = 32_000_000
COMPUTER = "computer"  # the tool of both vendors' computer use
_PLACES = ({"coordinate"}, {"x", "y"})  # arguments that name a place in a picture


def fit_images() -> FitImages:
    """Return the policy that scales images down to what their vendor lets a model see of them.

    A vendor scales a large image down before a model sees it, and bills it after that: sent in that
    size at once it takes fewer bytes and less time on the way, and **the bill stays what it was** (but
    for a token or two of rounding). A PNG or lossless WebP keeps its pixels as they are scaled, a JPEG
    or other WebP is written once more at quality 95. Each image is scaled in the same way in every
    request, so that the prompt cache holds; put the policy into a session's first request. It needs
    Pillow: ``pip install "headroom-lab[images]"``.

    Links and ids stay, and so do images in other formats, moving or broken ones, those that would not
    get shorter, and those for models whose vendor doesn't tell a size (warnings say how many). The
    screenshots in which a model points at places (a ``computer`` tool, tools that take a
    ``coordinate`` or ``x`` and ``y``) stay too, as its answer counts in their pixels.

    Raises:
        MissingPackageError: where Pillow isn't installed.

    Example::

        simulate(messages, "gpt-4o", policy=["lossless", fit_images()]).removals
    """
    return FitImages()


class FitImages(Transform):
    """See ``fit_images``."""

    name = NAME

    def __init__(self) -> None:
        require("PIL.Image", PURPOSE)
        self._cache: ContentCache[tuple[str, Size], Scaled] = ContentCache(CACHED_CHARACTERS)

    def entering(self) -> Entering:
        """Return the transform for messages that come in one after another."""
        return _EachMessage(self)

    def step(self, conversation: Conversation, context: Context) -> Step:
        """Scale the images of a conversation."""
        images = [
            (message, block)
            for message in conversation.messages
            for block in message.blocks
            if block.kind == "image" and not block.protected
        ]
        if not images:
            return unchanged(conversation)
        maker = maker_of_model(context.tokenizer.model or "", conversation.format)
        points = _points(context.tools)
        found = [one for at in images if (one := self._fitted(*at, maker, points=points))]
        rows = tuple(one.row for one in found if one.row is not None)
        if not rows:
            return unchanged(conversation, warnings=tuple(told(found)))
        messages = tuple(
            _with(message, [one for one in found if one.block.message == message.index])
            for message in conversation.messages
        )
        return Step(
            Conversation(conversation.format, messages),
            tuple(range(len(messages))),
            rows,
            (NAME,),
            tuple(told(found)),
        )

    def _fitted(
        self, message: Message, block: Block, maker: Maker, *, points: bool
    ) -> Fitted | None:
        """Return what becomes of an image, None where there is nothing to do."""
        held = payload(block)
        if not held.data or block.part is None or block.role == "assistant":
            return None
        before = pixel_size(held.data)
        if before is None:
            return Fitted(block, why_not="broken")
        rule, detail = rule_for(maker.id, maker.name), held.detail or "auto"
        if not is_told(maker.id, maker.name):
            return Fitted(block, why_not="for a model whose vendor doesn't tell a size")
        after = seen_size(rule, *before, detail)
        tokens = [tokens_of(rule, *size, detail) for size in (before, after)]
        if after == before or tokens[1] > tokens[0]:
            return None
        if block.role == "tool" and (points or block.tool == COMPUTER):
            return Fitted(block, why_not="in which the model points at places")
        made = self._scaled(held.data, before, after)
        if made.why_not:
            return Fitted(block, why_not=made.why_not)
        size = (len(held.data), len(made.data))
        reason = reason_of(before, after, size)
        row = image_row(block, message, reason, tokens[0] - tokens[1], NAME)
        return Fitted(block, with_data(block.part, made.data), row, size)

    def _scaled(self, data: str, before: Size, after: Size) -> Scaled:
        """Return a scaled image, made once per content."""
        found = self._cache.get((data, after))
        if found is None:
            found = scaled(data, before, after)
            self._cache.put((data, after), found, len(data) + len(found.data) + 64)
        return found


class _EachMessage(Alone):
    """The transform for messages of any kind."""

    outputs_only = False


def _points(tools: Sequence[Any] | None) -> bool:
    """Tell whether a request has tools that take a place in a picture."""
    schemas = (one.schema or {} for one in definitions(tools or ()))
    fields = [set(schema.get("properties") or ()) for schema in schemas]
    return any(names <= found for found in fields for names in _PLACES)


def _with(message: Message, fitted: Iterable[Fitted]) -> Message:
    """Return a message with its images as they were scaled."""
    parts = {id(one.block.part): one.part for one in fitted if one.part is not None}
    return marked_as(with_parts(message, parts), message) if parts else message
