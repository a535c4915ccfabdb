"""IntelligentContextManager: what matters least goes until the rest fits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from headroom_lab.config import IntelligentContextConfig, RollingWindowConfig
from headroom_lab.messages import Conversation
from headroom_lab.providers.choose import provider_for
from headroom_lab.results import Removal
from headroom_lab.telemetry import TOIN
from headroom_lab.tokens.sizes import PRIMING
from headroom_lab.transforms.base import Context, Step, Transform, dropped, unchanged
from headroom_lab.transforms.encodings.references import resolved
from headroom_lab.transforms.smart_crusher import SmartCrusher
from headroom_lab.transforms.windows.importance_cuts import Cut, Sizes, phases, still_fitting
from headroom_lab.transforms.windows.message_scorer import MessageScorer
from headroom_lab.transforms.windows.remaining import Remaining
from headroom_lab.transforms.windows.window_cuts import Layout, notices


class IntelligentContextManager(Transform):
    """Keeps a conversation within the model's limit less the output buffer.

    Within it, nothing changes. Over it by less than ``compress_threshold`` of it, structured
    tool outputs are crushed first. Then messages go, those of least importance per token
    first, tool units whole; without ``use_importance_scoring`` the oldest first. System
    messages and the last ``keep_last_turns`` turns stay; where these alone are over the limit
    it goes on inside them, with a warning, and keeps the user's last request, the last tool
    unit and the newest message. What is over the limit even so comes with a warning. References
    to lines that stand elsewhere are written out before anything goes.

    ``toin`` is a TOIN or None, ``embedding_provider`` anything with ``embed_batch`` or
    ``embed``, ``crusher`` the transform that crushes tool outputs.
    """

    name = "intelligent_context"

    def __init__(
        self,
        config: IntelligentContextConfig | None = None,
        *,
        toin: TOIN | None = None,
        embedding_provider: Any = None,
        crusher: Transform | None = None,
    ) -> None:
        self.config = config or IntelligentContextConfig()
        self.toin, self.embedding_provider = toin, embedding_provider
        known = toin if self.config.toin_integration else None
        self.crusher = crusher or SmartCrusher(toin=known)
        self.scorer = MessageScorer(
            self.config.scoring_weights,
            known,
            embedding_provider,
            self.config.recency_decay_rate,
        )

    def step(self, conversation: Conversation, context: Context) -> Step:
        """Crush and drop until a conversation that has been read fits."""
        limit = self._limit(context)
        if limit is None:
            text = f"the context limit of {context.tokenizer.model!r} is unknown: give model_limit"
            return unchanged(conversation, warnings=(text,))
        size = context.tokenizer.count_messages(conversation)
        if size <= limit:
            return unchanged(conversation)
        if not self.config.enabled:
            text = f"{size} tokens are over the limit of {limit}, and the context manager is off"
            return unchanged(conversation, warnings=(text,))
        crushed = self._crushed(conversation, context, size, limit)
        tokens = context.tokenizer.count_each(crushed.conversation)
        if PRIMING + sum(tokens) <= limit:
            return crushed
        return self._dropped(crushed, context, tokens, limit)

    def _limit(self, context: Context) -> int | None:
        """Return the tokens that the list may have; None where the model's limit is unknown."""
        limit = context.model_limit
        if limit is None:
            limit = provider_for(context.tokenizer.model).get_context_limit(context.tokenizer.model)
        if limit is None:
            return None
        given = context.output_buffer
        return max(0, limit - (self.config.output_buffer_tokens if given is None else given))

    def _crushed(self, conversation: Conversation, context: Context, size: int, limit: int) -> Step:
        """Return the conversation with tool outputs crushed where little is too much."""
        if size - limit >= self.config.compress_threshold * limit:
            return unchanged(conversation)
        step = self.crusher.step(conversation, context)
        changed = len({row.message for row in step.removals})
        if step.conversation is conversation:
            return unchanged(conversation)
        return replace(step, applied=(f"intelligent_compress:{changed}",))

    def _dropped(self, crushed: Step, context: Context, tokens: Sequence[int], limit: int) -> Step:
        """Return the conversation with what matters least dropped."""
        conversation = crushed.conversation
        window = RollingWindowConfig(
            preserve_recent_turns=self.config.keep_last_turns,
            preserve_system=self.config.keep_system,
        )
        whole = resolved(conversation)
        full = tokens if whole is conversation else context.tokenizer.count_each(whole)
        layout = Layout(whole, window)
        sizes = Sizes(full, self._importance(layout, context))
        cuts = _choose(layout, sizes, limit)
        gone = {index for cut in cuts for index in cut.messages}
        warnings = _warnings(layout, gone, full if gone else tokens, limit)
        if not gone:
            return replace(crushed, warnings=crushed.warnings + warnings)
        kept = tuple(index for index in range(len(tokens)) if index not in gone)
        return replace(
            crushed,
            conversation=whole.keep(kept),
            origins=kept,
            removals=crushed.removals + _removals(conversation, cuts, tokens),
            applied=(*crushed.applied, f"intelligent_cap:{len(gone)}"),
            warnings=crushed.warnings + warnings,
        )

    def _importance(self, layout: Layout, context: Context) -> list[float] | None:
        """Return the importance of each message, None where the oldest go first."""
        if not self.config.use_importance_scoring:
            return None
        scores = self.scorer.score_messages(layout.conversation, tokenizer=context.tokenizer)
        return [score.total_score for score in scores]


def _choose(layout: Layout, sizes: Sizes, limit: int) -> list[Cut]:
    """Return the cuts to make, those of the earlier phases first."""
    conversation = layout.conversation
    total = PRIMING + sum(sizes.tokens)
    remaining = Remaining(conversation)
    made: list[Cut] = []
    for cuts in phases(layout, sizes):
        for cut in cuts:
            if total <= limit:
                break
            gone = remaining.drop(cut.messages)
            if gone:
                made.append(replace(cut, messages=gone))
                total -= sum(sizes.tokens[index] for index in gone)
    if sizes.importance is None:
        return made
    return still_fitting(conversation, made, sizes.tokens, limit - total)


def _removals(
    conversation: Conversation, cuts: Sequence[Cut], tokens: Sequence[int]
) -> tuple[Removal, ...]:
    """Return a row of the loss ledger for each message that goes, in order."""
    rows = [row for c in cuts for row in dropped(conversation, c.messages, tokens, c.reason)]
    return tuple(sorted(rows, key=lambda row: row.message))


def _warnings(layout: Layout, gone: set[int], tokens: Sequence[int], limit: int) -> tuple[str, ...]:
    """Return what the caller should know: protected turns were cut, or it still doesn't fit."""
    inside = sum(
        index >= layout.protected_from and layout.conversation.messages[index].role != "system"
        for index in gone
    )
    left = PRIMING + sum(size for index, size in enumerate(tokens) if index not in gone)
    return notices(inside, layout.config.preserve_recent_turns, left, limit)
