"""What vendors and others do: old tool outputs cleared by number."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from headroom_lab.config.checks import whole
from headroom_lab.errors import ConfigError
from headroom_lab.messages import Block
from headroom_lab.policies.moments.borders import results
from headroom_lab.policies.moments.moment import Moment
from headroom_lab.policies.moments.occasion import Occasion, Sender
from headroom_lab.policies.moments.sizes import Sizes
from headroom_lab.policies.moments.sticky import Cutting, M, StickySender
from headroom_lab.transforms.base import Context
from headroom_lab.transforms.output_transform import Cut, Edit, Rewritten, edited

CLEARED = "[Old tool result content cleared]"
REASON = "cleared by its age"


def clear_tool_uses(
    trigger: int = 100_000,
    keep: int = 3,
    clear_at_least: int | None = None,
    exclude_tools: Collection[str] = (),
) -> ClearToolUses:
    """Return the policy of Anthropic's context editing: old outputs go when the input grows long.

    Each time a request would be longer than ``trigger``, all outputs but the last ``keep`` are
    cleared, and stay so. Everything behind the first of them is written to the cache again.

    Args:
        trigger: the input's tokens from which outputs are cleared (100,000).
        keep: how many outputs at the end stay (3).
        clear_at_least: tokens that must go at once, else nothing does (None).
        exclude_tools: names of tools whose outputs are never cleared (none).

    Raises:
        ConfigError: for a number out of its range, and for tools that are no list of names.

    Example::

        compare(messages, [clear_tool_uses(60_000), "balanced"], model="claude-sonnet-4-5")
    """
    return ClearToolUses(trigger, keep, clear_at_least, exclude_tools)


def keep_last(k: int, step: int = 1) -> KeepLast:
    """Return the policy that keeps the last outputs and clears all before them.

    Each time the border moves, everything behind it is written to the cache again: with ``step`` 1,
    with every output.

    Args:
        k: how many outputs at the end stay.
        step: how many outputs are cleared at once (1).

    Raises:
        ConfigError: for a number out of its range.

    Example::

        compare(messages, [keep_last(5), keep_last(5, step=20)], model="claude-sonnet-4-5")
    """
    return KeepLast(k, step)


class KeepLast(Moment):
    """See ``keep_last``."""

    waits = True

    def __init__(self, k: int, step: int = 1) -> None:
        self.k, self.by = whole("keep_last: k", k), whole("keep_last: step", step, 1)
        super().__init__(f"keep_last({k}, step={step})" if step != 1 else f"keep_last({k})")

    def begin(self, context: Context) -> Sender:
        """Return what sends the requests of one stream."""
        return _Keeping(context, self)


class ClearToolUses(Moment):
    """See ``clear_tool_uses``."""

    waits = True

    def __init__(
        self,
        trigger: int,
        keep: int,
        clear_at_least: int | None,
        exclude_tools: Collection[str],
    ) -> None:
        self.trigger = whole("clear_tool_uses: trigger", trigger, 1)
        self.keep = whole("clear_tool_uses: keep", keep)
        self.least = whole("clear_tool_uses: clear_at_least", clear_at_least or 0)
        if isinstance(exclude_tools, str) or not all(isinstance(t, str) for t in exclude_tools):
            found = repr(exclude_tools)
            raise ConfigError(f"clear_tool_uses: exclude_tools: found {found}, expected names")
        self.exclude = frozenset(exclude_tools)
        super().__init__(f"clear_tool_uses({_said(self)})")

    def begin(self, context: Context) -> Sender:
        """Return what sends the requests of one stream."""
        return _Clearing(context, self)


def _said(moment: ClearToolUses) -> str:
    """Return the settings as they are written."""
    parts = [f"{moment.trigger}", f"keep={moment.keep}"]
    parts += [f"clear_at_least={moment.least}"] if moment.least else []
    parts += [f"exclude_tools={sorted(moment.exclude)}"] if moment.exclude else []
    return ", ".join(parts)


class _Keeping(StickySender[KeepLast]):
    """Clears all but the last outputs, some at a time."""

    def cut(self, occasion: Occasion) -> Cutting | None:
        """Return what is left when the border has moved."""
        found = results(self.sent)
        step = self.moment.by
        count = max(len(found) - self.moment.k, 0) // step * step
        chosen = [block for block in found[:count] if block.text != CLEARED]
        return cleared(self, chosen) if chosen else None


class _Clearing(StickySender[ClearToolUses]):
    """Clears outputs when the input is over its limit."""

    def __init__(self, context: Context, moment: ClearToolUses) -> None:
        super().__init__(context, moment)
        self._sizes = Sizes(context.tokenizer)

    def cut(self, occasion: Occasion) -> Cutting | None:
        """Return what is left where the input is over its limit."""
        self._sizes.given(occasion, self.reading, self.new_from)
        self._sizes.sent(self.sent, self.reading.format)
        moment = self.moment
        if self._sizes.total(occasion) <= moment.trigger:
            return None
        found = results(self.sent)
        old = found[: max(len(found) - moment.keep, 0)]
        chosen = [b for b in old if b.text != CLEARED and b.tool not in moment.exclude]
        tokens = sum(self.context.tokenizer.count_texts([block.text for block in chosen]))
        return cleared(self, chosen) if chosen and tokens >= moment.least else None


def cleared(sender: StickySender[M], blocks: Sequence[Block]) -> Cutting | None:
    """Return what is left when the texts of outputs are cleared."""
    gone = [
        Edit(b, Rewritten(CLEARED, (Cut("", "output", REASON, 1, b.text),), (CLEARED,)))
        for b in blocks
    ]
    step = edited(sender.whole(), sender.context, gone, "clearing")
    if not step.removals:
        return None
    return Cutting(step.conversation.messages, step.origins, step.removals, step.markers)
