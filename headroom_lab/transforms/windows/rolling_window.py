"""RollingWindow: the oldest turns go until the rest fits."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from copy import copy
from dataclasses import replace
from typing import Any

from headroom_lab.config import RollingWindowConfig, config_of
from headroom_lab.errors import ConfigError
from headroom_lab.messages import Conversation
from headroom_lab.results import TransformResult
from headroom_lab.tokens import Counter, Tokenizer
from headroom_lab.transforms.base import (
    Context,
    Grown,
    Step,
    Transform,
    context_of,
    run,
    unchanged,
)
from headroom_lab.transforms.entering import Entering
from headroom_lab.transforms.windows.fitting import chosen, fitted
from headroom_lab.transforms.windows.limits import window_limit
from headroom_lab.transforms.windows.window_cuts import Cut, Layout, in_order, phases


class RollingWindow(Transform):
    """Keeps a conversation within a number of tokens by dropping whole messages.

    Turns older than the last ``preserve_recent_turns`` go first, oldest first, each whole.
    Where the protected turns alone are over the limit, it goes on inside them: their tool
    units, then the older ones of these turns whole, then what else the last turn can do
    without. The user's last request, the last tool unit of that turn and the newest message
    always stay, system messages too (with ``preserve_system=False`` they are the last to go).
    References to lines that stand elsewhere are written out before anything goes, so that none
    is left without what it points at. With ``drop_oldest_first=False`` the largest goes first
    within each of these steps, the older of two equals. A cut into protected turns, and a list
    that stays over the limit, come with a warning.

    Args:
        config: a RollingWindowConfig; None for its defaults.

    Example::

        RollingWindow().apply(messages, max_tokens=300).tokens_after
    """

    name = "rolling_window"

    def __init__(self, config: RollingWindowConfig | None = None) -> None:
        self.config = config_of(RollingWindowConfig, config, "RollingWindow")

    def depends_on(self) -> Hashable | None:
        """Return its settings."""
        return type(self), self.config

    def goes_on(self, grown: Grown, context: Context) -> bool:
        """Tell whether all fits with the talk."""
        return grown.tokens <= self._limit(context)

    def apply(
        self,
        messages: Any,
        tokenizer: Tokenizer | Counter | None = None,
        *,
        max_tokens: int | None = None,
        model_limit: int | None = None,
        output_buffer: int | None = None,
        query: str | None = None,
    ) -> TransformResult:
        """Return messages within a number of tokens.

        Args:
            messages: a message list in any of the three formats.
            tokenizer: what counts; None for gpt-4o's.
            max_tokens: the limit; None for the configured one, or the model's less the buffer where that is smaller
                or none is configured, and 100,000 for an unknown model.
            model_limit, output_buffer: what the model takes, and what stays free in it, in tokens.
            query: is not used.

        Raises:
            ConfigError: for a limit below 1.
            InvalidMessagesError: where the list can't be read.
        """
        if max_tokens is None:
            return run([self], messages, context_of(tokenizer, model_limit, output_buffer, query))
        window = copy(self)
        window.config = replace(self.config, max_tokens=max_tokens)
        return run([window], messages, context_of(tokenizer, None, None, query))

    def entering(self) -> Entering:
        """Return what is done to messages as they come in: nothing."""
        return Entering()

    def step(self, conversation: Conversation, context: Context) -> Step:
        """Drop messages of a conversation that has been read until it fits."""
        limit = self._limit(context)
        if context.tokenizer.count_messages(conversation) <= limit:
            return unchanged(conversation)
        step = fitted(conversation, context, self.config, limit, _oldest)
        applied = (f"{self.name}:{len(step.removals)}",) if step.removals else ()
        return replace(step, applied=applied)

    def _limit(self, context: Context) -> int:
        """Return the tokens that the list may have."""
        limit = window_limit(self.config.max_tokens, context)
        if limit < 1:
            raise ConfigError(
                f"output_buffer: found {context.output_buffer} of a model_limit of "
                f"{context.model_limit}, expected a buffer that leaves room for messages"
            )
        return limit


def _oldest(layout: Layout, sizes: Sequence[int], limit: int) -> list[Cut]:
    """Return the cuts that bring a conversation within the limit, the oldest or largest first."""
    first = layout.config.drop_oldest_first
    ordered = (in_order(cuts, sizes, first) for cuts in phases(layout))
    return chosen(layout.conversation, ordered, sizes, limit)[0]
