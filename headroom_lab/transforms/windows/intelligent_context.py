"""IntelligentContextManager: what matters least goes until the rest fits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from headroom_lab.config import IntelligentContextConfig, RollingWindowConfig, config_of
from headroom_lab.messages import Conversation
from headroom_lab.telemetry import TOIN
from headroom_lab.transforms.base import Context, Step, Transform, unchanged
from headroom_lab.transforms.entering import Entering
from headroom_lab.transforms.smart_crusher import SmartCrusher
from headroom_lab.transforms.windows.fitting import chosen, fitted
from headroom_lab.transforms.windows.importance_cuts import Sizes, phases, still_fitting
from headroom_lab.transforms.windows.limits import limit_of_model
from headroom_lab.transforms.windows.message_scorer import MessageScorer
from headroom_lab.transforms.windows.window_cuts import Cut, Layout


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

    ``config``: an IntelligentContextConfig; None for its defaults.

    Example::

        IntelligentContextManager().apply(messages, model_limit=5_000).removals
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
        self.config = config_of(IntelligentContextConfig, config, "IntelligentContextManager")
        self.toin, self.embedding_provider = toin, embedding_provider
        known = toin if self.config.toin_integration else None
        self.crusher = crusher or SmartCrusher(toin=known)
        self.scorer = MessageScorer(
            self.config.scoring_weights,
            known,
            embedding_provider,
            self.config.recency_decay_rate,
        )

    def entering(self) -> Entering:
        """Return what is done to messages as they come in: nothing."""
        return Entering()

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
        if context.tokenizer.count_messages(crushed.conversation) <= limit:
            return crushed
        return self._dropped(crushed, context, limit)

    def _limit(self, context: Context) -> int | None:
        """Return the tokens that the list may have; None where the model's limit is unknown."""
        limit = context.model_limit
        if limit is None:
            limit = limit_of_model(context.tokenizer.model)
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

    def _dropped(self, crushed: Step, context: Context, limit: int) -> Step:
        """Return the conversation with what matters least dropped."""
        window = RollingWindowConfig(
            preserve_recent_turns=self.config.keep_last_turns,
            preserve_system=self.config.keep_system,
        )
        plan = partial(self._least, context=context)
        step = fitted(crushed.conversation, context, window, limit, plan)
        applied = (f"intelligent_cap:{len(step.removals)}",) if step.removals else ()
        return replace(
            crushed,
            conversation=step.conversation,
            origins=step.origins,
            removals=crushed.removals + step.removals,
            applied=crushed.applied + applied,
            warnings=crushed.warnings + step.warnings,
        )

    def _least(
        self, layout: Layout, tokens: Sequence[int], limit: int, *, context: Context
    ) -> list[Cut]:
        """Return the cuts that bring a conversation within the limit, of least importance first."""
        sizes = Sizes(tokens, self._importance(layout, context))
        made, left = chosen(layout.conversation, phases(layout, sizes), tokens, limit)
        if sizes.importance is None:
            return made
        return still_fitting(layout.conversation, made, tokens, limit - left)

    def _importance(self, layout: Layout, context: Context) -> list[float] | None:
        """Return the importance of each message, None where the oldest go first."""
        if not self.config.use_importance_scoring:
            return None
        scores = self.scorer.score_messages(layout.conversation, tokenizer=context.tokenizer)
        return [score.total_score for score in scores]
