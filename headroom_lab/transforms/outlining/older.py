"""Tool outputs that have been answered, reduced to an outline and an index of their facts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from copy import copy
from functools import partial
from typing import ClassVar, Self

from headroom_lab.cache import ContentCache
from headroom_lab.config import OlderConfig, config_of
from headroom_lab.messages import Block, Conversation
from headroom_lab.transforms.base import Context, Grown, Step, unchanged
from headroom_lab.transforms.encodings.framed import numbers_after
from headroom_lab.transforms.encodings.sections import Sections, begins, sections
from headroom_lab.transforms.entering import Entering
from headroom_lab.transforms.markers import FIELDS_GONE, is_noted
from headroom_lab.transforms.originals import remember
from headroom_lab.transforms.outlining.borders import border, passing
from headroom_lab.transforms.outlining.detect import framed_most, kind_of
from headroom_lab.transforms.outlining.facts import Before, Standing
from headroom_lab.transforms.outlining.paying import paying
from headroom_lab.transforms.outlining.used import Uses
from headroom_lab.transforms.output_transform import (
    Cut,
    EachOutput,
    Edit,
    Rewritten,
    edited,
    outputs,
)

LEAST = 400  # characters of a text worth an outline
# A text that holds a note of a transform has been worked on: it stays what it is.
_outlined: ContentCache[
    tuple[str, OlderConfig, str, frozenset[str], bool], tuple[Standing, Rewritten | None]
] = ContentCache(32_000_000)
_kinds: ContentCache[str, frozenset[str]] = ContentCache(16_000_000)
_NOTES = (
    f'"{FIELDS_GONE}":',
    '"_columns":',
    '"_shared":',
    " on left out]",
    " before each left out]",
    "[each path stands once above its hits",
    "stand here]",
    "stands here]",
    "[the line above ",
)
_ENCODED = re.compile(r"[\[{] +[\[{\"]")
_IS_ERROR = re.compile(r"is_?[eE]rror[\"']?\s*[:=]\s*[tT]rue")


class Older(EachOutput):
    """Reduces tool outputs of one kind of content that were answered and lie far enough back.

    What is done to an output depends on it, on the messages before it, on which side of the border
    it lies, and on what of it was used when the border passed it; how far back that is, and how the
    border moves, ``config`` says. What the last assistant message hasn't answered yet always stays.
    """

    kind: ClassVar[str]
    least = LEAST

    def __init__(self, config: OlderConfig | None = None) -> None:
        super().__init__()
        self.config = config_of(OlderConfig, config, type(self).__name__)
        self._up_to: int | None = None

    def up_to(self, border: int) -> Self:
        """Return the transform that reduces every output before a message, whatever its place.

        What of an output was used so far stays.
        """
        other = copy(self)
        other._up_to = border
        return other

    def outline(self, text: str, standing: Standing) -> Rewritten | None:
        """Return what stays of a text of this transform's kind, None to leave it as it is.

        ``standing`` are the facts that messages before hold; they need no place in an index.
        ``standing.used`` are values of the output that later messages used,
        ``standing.retrieval`` says whether markers may name the retrieval tool.
        """

    def step(self, conversation: Conversation, context: Context) -> Step:
        """Reduce the outputs of this kind before the border."""
        older, editable = self.border(conversation), outputs(conversation)
        chosen = {
            id(block): block
            for block in editable
            if block.message < older and self.concerns(block.text)
        }
        if not chosen:
            return unchanged(conversation)
        before = Before()
        edits: list[Edit] = []
        uses = self._uses(conversation)
        for block in conversation.blocks:
            text = block.text
            if id(block) in chosen:
                used = uses.of(block) if uses else self.used(conversation, block)
                found = self._reduced(text, before, used, context.retrieval)
                edits += [Edit(block, found)] if found else []
                text = found.text if found else text
                del chosen[id(block)]
            if not chosen:
                break
            before.add(text)
        return edited(conversation, context, paying(edits, context), self.name)

    def goes_on(self, grown: Grown, context: Context) -> bool:
        """Tell whether the border stays where it is: what was used before it passed is told by then."""
        return self._up_to is None and self.border(grown.before) == self.border(grown.after)

    def used(self, conversation: Conversation, block: Block) -> frozenset[str]:
        """Return what of an output was used when it came before the border, and not after that."""
        if not self.config.keep_used:
            return frozenset()
        later = conversation.messages[block.message + 1 :]
        answer = next((m.index for m in later if m.role == "assistant"), block.message)
        stop = max(passing(conversation, block.message, self.config), answer + 1)
        return Uses(conversation.messages[block.message + 1 : stop]).of(block)

    def _uses(self, conversation: Conversation) -> Uses | None:
        """Return what is used of every output so far, None where that depends on the output."""
        if self._up_to is None or not self.config.keep_used:
            return None
        return Uses(conversation.messages)

    def concerns(self, text: str) -> bool:
        """Tell whether a text holds a section of this transform's kind."""
        return len(text) >= self.least and self.kind in kinds_in(text)

    def border(self, conversation: Conversation) -> int:
        """Return before which message outputs are older: all there were answered."""
        if self._up_to is not None:
            return self._up_to
        return border(conversation, self.config)

    def entering(self) -> Entering:
        """Return the transform for messages that come in one after another."""
        return OlderEntering(self)

    def entered(
        self, text: str, before: Before, retrieval: bool, used: frozenset[str] = frozenset()
    ) -> Rewritten | None:
        """Return a text that comes in with its sections of this kind outlined, None for none."""
        return self._reduced(text, before, used, retrieval) if self.concerns(text) else None

    def rewrite(self, text: str) -> Rewritten | None:
        """Return a text by itself with its sections of this kind outlined."""
        return self._reduced(text, Before(), frozenset(), False)

    def _reduced(
        self, text: str, before: Before, used: frozenset[str], retrieval: bool
    ) -> Rewritten | None:
        """Return a text with its sections of this kind outlined, None where nothing goes."""
        if len(text) < self.least:
            return None
        cuts: list[Cut] = []
        markers: list[str] = []
        outline = partial(self._outlined, before=before, used=used, retrieval=retrieval)
        out = self._sections(text, outline, cuts, markers, numbers_after(text))
        return Rewritten(out, tuple(cuts), tuple(markers)) if cuts else None

    def _sections(
        self,
        text: str,
        outline: Callable[[str], Rewritten | None],
        cuts: list[Cut],
        markers: list[str],
        numbers: Iterator[int],
    ) -> str:
        """Return a text with each of its sections of this kind outlined."""
        parts = sections(text)
        if parts is not None:
            if _IS_ERROR.search(parts.envelope):
                return text
            changed: list[tuple[str, str]] = []
            made: dict[str, list[Cut]] = {}
            for mark, string in parts.strings:
                before = len(cuts)
                changed.append((mark, self._sections(string, outline, cuts, markers, numbers)))
                cuts += made.get(begins(string) or "", ())  # what an earlier string lost, again
                made[mark] = cuts[before:]
            return Sections(parts.envelope, tuple(changed)).joined()
        if len(text) < self.least or kind_of(text) != self.kind or _has_notes(text):
            return text
        within = framed_most(text) if self.kind == "json" else None
        if within and _IS_ERROR.search(f"{text[: within.start]} {text[within.stop :]}"):
            return text
        found = outline(within.said if within else text)
        if found is None:
            return text
        out = within.apart(text, next(numbers), found.text) if within else found.text
        if len(out) >= len(text):
            return text
        cuts += found.cuts
        markers += found.markers
        return out

    def _outlined(
        self, text: str, before: Before, used: frozenset[str], retrieval: bool
    ) -> Rewritten | None:
        """Return what ``outline`` makes of a text, made again only where other facts stand."""
        key = (self.name, self.config, text, used, retrieval)
        known = _outlined.get(key)
        if known is not None and known[0].answers_alike(before):
            remember(text)
            return known[1]
        asked = Standing(before, used=used, retrieval=retrieval)
        found = self.outline(text, asked)
        asked.forget()
        _outlined.put(key, (asked, found), 2 * len(text) + 64)
        return found


class OlderEntering(Entering):
    """Reduces outputs of one kind as they come in; facts that stand before need no index."""

    def __init__(self, older: Older) -> None:
        self._older = older
        self._before = Before()

    def rewrite(self, conversation: Conversation, context: Context) -> Step:
        """Reduce every output of this kind."""
        edits = [
            Edit(block, found)
            for block in outputs(conversation)
            if (found := self._older.entered(block.text, self._before, context.retrieval))
        ]
        return edited(conversation, context, paying(edits, context), self._older.name)

    def settle(self, conversation: Conversation) -> None:
        """Take in what is sent of messages that came in."""
        for block in conversation.blocks:
            self._before.add(block.text)


def kinds_in(text: str) -> frozenset[str]:
    """Return the kinds of content in a text's sections that are long enough for an outline."""
    found = _kinds.get(text)
    if found is None:
        found = frozenset(kind_of(string) for string in _innermost(text) if len(string) >= LEAST)
        _kinds.put(text, found, len(text) + 64)
    return found


def _innermost(text: str) -> Iterator[str]:
    """Yield the innermost sections of a text, the text itself where it has none."""
    parts = sections(text)
    if parts is None:
        yield text
    else:
        for _, string in parts.strings:
            yield from _innermost(string)


def forget_outlines() -> None:
    """Forget what was made of texts (for measuring)."""
    _outlined.clear()
    _kinds.clear()


def _has_notes(text: str) -> bool:
    """Tell whether a transform has left a note in a text."""
    return any(note in text for note in _NOTES) or is_noted(text) or bool(_ENCODED.match(text))
