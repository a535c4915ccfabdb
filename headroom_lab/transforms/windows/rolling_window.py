"""RollingWindow: the oldest turns go until the rest fits."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import replace
from typing import Any

from headroom_lab.config import RollingWindowConfig
from headroom_lab.errors import ConfigError
from headroom_lab.messages import Conversation
from headroom_lab.results import Removal, TransformResult
from headroom_lab.tokens import Counter, Tokenizer, as_tokenizer
from headroom_lab.tokens.sizes import PRIMING
from headroom_lab.transforms.base import Context, Step, Transform, dropped, run, unchanged
from headroom_lab.transforms.encodings.references import resolved
from headroom_lab.transforms.windows.remaining import Remaining
from headroom_lab.transforms.windows.window_cuts import Layout, in_order, notices, phases


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
    """

    name = "rolling_window"

    def __init__(self, config: RollingWindowConfig | None = None) -> None:
        self.config = config or RollingWindowConfig()

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
        """Return ``messages`` within ``max_tokens`` tokens.

        Without ``max_tokens`` the limit is the configured one or ``model_limit`` less
        ``output_buffer``, whichever is smaller. Raises ConfigError for a limit below 1 and
        InvalidMessagesError where the list can't be read.
        """
        if max_tokens is None:
            context = Context(as_tokenizer(tokenizer), model_limit, output_buffer, query)
            return run([self], messages, context)
        window = copy(self)
        window.config = replace(self.config, max_tokens=max_tokens)
        return run([window], messages, Context(as_tokenizer(tokenizer), query=query))

    def step(self, conversation: Conversation, context: Context) -> Step:
        """Drop messages of a conversation that has been read until it fits."""
        limit = self._limit(context)
        sizes = context.tokenizer.count_each(conversation)
        if PRIMING + sum(sizes) <= limit:
            return unchanged(conversation)
        whole = resolved(conversation)
        full = sizes if whole is conversation else context.tokenizer.count_each(whole)
        layout = Layout(whole, self.config)
        reasons = _choose(layout, full, limit)
        warnings = _warnings(layout, reasons, full if reasons else sizes, limit)
        if not reasons:
            return unchanged(conversation, warnings=warnings)
        kept = tuple(i for i in range(len(sizes)) if i not in reasons)
        return Step(
            whole.keep(kept),
            kept,
            _removals(conversation, reasons, sizes),
            (f"{self.name}:{len(reasons)}",),
            warnings,
        )

    def _limit(self, context: Context) -> int:
        """Return the tokens that the list may have."""
        limit = self.config.max_tokens
        if context.model_limit is not None:
            limit = min(limit, context.model_limit - (context.output_buffer or 0))
        if limit < 1:
            raise ConfigError(
                f"output_buffer: found {context.output_buffer} of a model_limit of "
                f"{context.model_limit}, expected a buffer that leaves room for messages"
            )
        return limit


def _choose(layout: Layout, sizes: Sequence[int], limit: int) -> dict[int, str]:
    """Return which messages go, by index, each with its reason."""
    total = PRIMING + sum(sizes)
    remaining = Remaining(layout.conversation)
    reasons: dict[int, str] = {}
    for cuts in phases(layout):
        for cut in in_order(cuts, sizes, layout.config.drop_oldest_first):
            if total <= limit:
                return reasons
            gone = remaining.drop(cut.messages)
            reasons.update(dict.fromkeys(gone, cut.reason))
            total -= sum(sizes[index] for index in gone)
    return reasons


def _removals(
    conversation: Conversation, reasons: dict[int, str], sizes: Sequence[int]
) -> tuple[Removal, ...]:
    """Return a row of the loss ledger for each message that goes, in order."""
    rows = [
        row
        for reason in dict.fromkeys(reasons.values())
        for row in dropped(
            conversation,
            [i for i in reasons if reasons[i] == reason],
            sizes,
            reason,
            RollingWindow.name,
        )
    ]
    return tuple(sorted(rows, key=lambda row: row.message))


def _warnings(
    layout: Layout, reasons: dict[int, str], sizes: Sequence[int], limit: int
) -> tuple[str, ...]:
    """Return what the caller should know: protected turns were cut, or it still doesn't fit."""
    inside = sum(index >= layout.protected_from for index in reasons)
    left = PRIMING + sum(size for index, size in enumerate(sizes) if index not in reasons)
    return notices(inside, layout.config.preserve_recent_turns, left, limit)
