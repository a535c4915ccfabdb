"""CacheAligner: what changes from request to request goes behind what stays."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from headroom_lab.config import CacheAlignerConfig, config_of
from headroom_lab.messages import Block, Conversation
from headroom_lab.messages.volatile import find_volatile
from headroom_lab.results import Removal, TransformResult
from headroom_lab.tokens import Counter, Tokenizer
from headroom_lab.transforms.base import Context, Grown, Step, Transform
from headroom_lab.transforms.entering import Entering
from headroom_lab.transforms.originals import content_hash, remember
from headroom_lab.transforms.prompts.parts import (
    Find,
    later_parts,
    may_vanish,
    prompt_parts,
    stable_prefix,
    volatile_in,
    with_texts,
)
from headroom_lab.transforms.prompts.split import Split, split, with_tail
from headroom_lab.transforms.prompts.text import Tidied, ends_in_fence, tidy

# Tokens that must become cacheable for one that is added: a cached token still costs from a tenth
# (Anthropic, 2026) to a half (OpenAI, 2026) of its price, and not each is read again.
WORTH = 10


class CacheAligner(Transform):
    """Lengthens the part of the system prompt that a vendor's prompt cache can hold.

    The system prompt is the text of the system messages that open the list. Lines and
    sentences of it that are nothing but labelled volatile values (``Current date: …``,
    ``Session ID: …``, in many languages) move to the end of its last text part, past any cache
    breakpoint between. Whatever else is volatile (a date in prose, a value in fenced code) is
    reported and stays. Something moves only where stable text stood behind it, which can now be
    cached, and where that is worth the tokens by which the prompt grows, if it does.

    Nothing moves with ``extract_dates=False``, or where the text that would stay is shorter
    than ``stable_prefix_min_tokens``. With ``normalize_whitespace`` the white space of all
    system messages is put in order; other messages stay byte for byte.

    Args:
        config: a CacheAlignerConfig; None for its defaults.

    Example::

        CacheAligner().apply(messages).stable_prefix_tokens
    """

    name = "cache_aligner"

    def __init__(self, config: CacheAlignerConfig | None = None) -> None:
        self.config = config_of(CacheAlignerConfig, config, "CacheAligner")

    def depends_on(self) -> Hashable | None:
        """Return its settings."""
        return type(self), self.config

    def goes_on(self, grown: Grown, context: Context) -> bool:
        """Tell that talk changes nothing: it is about system messages."""
        return True

    def align(self, messages: Any, tokenizer: Tokenizer | Counter | None = None) -> TransformResult:
        """Return messages with an aligned system prompt, and what is volatile in it.

        ``volatile`` gives offsets in characters in a message's text as it came, its parts
        joined by one line break; ``stable_prefix_hash`` and ``stable_prefix_tokens`` are of the
        aligned prompt up to its first volatile text, ``stable_prefix_freed`` is by how many
        tokens that is more than before.

        Args:
            messages: a message list in any of the three formats.
            tokenizer: what counts; None for gpt-4o's.
        """
        return self.apply(messages, tokenizer)

    def entering(self) -> Entering:
        """Return what is done to messages as they come in: nothing."""
        return Entering()

    def step(self, conversation: Conversation, context: Context) -> Step:
        """Align the system prompt of a conversation that has been read."""
        find = cache(find_volatile)
        parts, later = prompt_parts(conversation), later_parts(conversation)
        every = [*parts, *later]
        texts, rows = self._tidied(every, context.tokenizer)
        aligned = self._aligned(conversation, parts, texts[: len(parts)], context.tokenizer, find)
        new, origins = with_texts(conversation, every, [*aligned.texts, *texts[len(parts) :]])
        prefix = stable_prefix(aligned.texts, find)
        before = stable_prefix([part.text for part in parts], find)
        count = context.tokenizer.count_texts
        return Step(
            new,
            origins,
            removals=rows,
            applied=aligned.applied + ((f"{self.name}:white_space",) if rows else ()),
            volatile=tuple(volatile_in(conversation, parts, find)),
            stable_prefix_hash=content_hash("\n".join(prefix)),
            stable_prefix_tokens=sum(count(prefix)),
            stable_prefix_freed=sum(count(prefix)) - sum(count(before)),
        )

    def _tidied(
        self, parts: Sequence[Block], tokenizer: Tokenizer
    ) -> tuple[list[str], tuple[Removal, ...]]:
        """Return the parts' texts with their white space in order, and a row for each change."""
        texts = [part.text for part in parts]
        if not self.config.normalize_whitespace:
            return texts, ()
        tidied = [tidy(text) for text in texts]
        before, after = (
            tokenizer.count_texts(texts),
            tokenizer.count_texts([t.text for t in tidied]),
        )
        rows = []
        for place, part in enumerate(parts):
            if tidied[place].lines and after[place] <= before[place]:
                texts[place] = tidied[place].text
                rows.append(_white_space(part, tidied[place], before[place] - after[place]))
        return texts, tuple(rows)

    def _aligned(
        self,
        conversation: Conversation,
        parts: Sequence[Block],
        texts: list[str],
        tokenizer: Tokenizer,
        find: Find,
    ) -> _Aligned:
        """Return the texts with what can move at the end of the last one, or as they are."""
        splits = [split(text, find(text)) for text in texts]
        for place, part in enumerate(parts[:-1]):
            if not splits[place].body.strip() and not may_vanish(conversation, part):
                splits[place] = Split(texts[place], (), False)
        bodies = [part.body for part in splits]
        moved = [line for part in splits for line in part.moved]
        if not self.config.extract_dates or not _frees(splits) or ends_in_fence(bodies[-1]):
            return _Aligned(texts)
        if sum(tokenizer.count_texts(bodies)) < self.config.stable_prefix_min_tokens:
            return _Aligned(texts)
        new = [*bodies[:-1], with_tail(bodies[-1], moved, texts[-1])]
        if not _pays(texts, new, tokenizer, find):
            return _Aligned(texts)
        return _Aligned(new, (f"{self.name}:{len(moved)}",))


@dataclass(frozen=True, slots=True)
class _Aligned:
    """The texts of the prompt's parts, and what was done."""

    texts: list[str]
    applied: tuple[str, ...] = ()


def _pays(before: list[str], after: list[str], tokenizer: Tokenizer, find: Find) -> bool:
    """Tell whether what can now be cached is worth the tokens by which the prompt grows."""
    sizes = tokenizer.count_texts([*before, *after])
    growth = sum(sizes[len(before) :]) - sum(sizes[: len(before)])
    if growth <= 0:
        return True
    old, new = (sum(tokenizer.count_texts(stable_prefix(t, find))) for t in (before, after))
    return new - old >= WORTH * growth


def _frees(splits: Sequence[Split]) -> bool:
    """Tell whether stable text stands behind something that can move."""
    moving = False
    for part in splits:
        if part.frees or (moving and part.body.strip()):
            return True
        moving = moving or bool(part.moved)
    return False


def _white_space(part: Block, tidied: Tidied, tokens: int) -> Removal:
    """Return the row of the loss ledger for the white space that went from a part."""
    inner = f"content[{part.path[1]}] " if len(part.path) > 1 else ""
    return Removal(
        message=part.message,
        tool=None,
        path=inner + tidied.path,
        kind="white space",
        reason="line endings, trailing blanks and runs of blank lines",
        count=len(tidied.lines),
        tokens=tokens,
        original=remember(part.text),
    )
