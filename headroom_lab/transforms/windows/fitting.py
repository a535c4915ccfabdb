"""A conversation brought within a limit: what both windows share once the cuts are planned."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from headroom_lab.config import RollingWindowConfig
from headroom_lab.messages import Conversation, pieces
from headroom_lab.results import Removal
from headroom_lab.tokens.framing import PRIMING
from headroom_lab.transforms.base import Context, Step, unchanged
from headroom_lab.transforms.encodings.references import resolved
from headroom_lab.transforms.gone import message_gone
from headroom_lab.transforms.guarding import pinned
from headroom_lab.transforms.windows.remaining import Remaining
from headroom_lab.transforms.windows.window_cuts import Cut, Layout, notices

# From a conversation's pieces, the tokens of each message and the limit: the cuts to make.
Plan = Callable[[Layout, Sequence[int], int], Sequence[Cut]]


def fitted(
    conversation: Conversation,
    context: Context,
    config: RollingWindowConfig,
    limit: int,
    plan: Plan,
) -> Step:
    """Return the conversation with the cuts of a plan made, each message on the ledger.

    References to lines that stand elsewhere are written out first.
    """
    sizes = context.tokenizer.count_each(conversation)
    whole = resolved(conversation)
    full = sizes if whole is conversation else context.tokenizer.count_each(whole)
    layout = Layout(whole, config)
    cuts = plan(layout, full, limit)
    gone = {index for cut in cuts for index in cut.messages}
    warnings = _warnings(layout, gone, full if gone else sizes, limit)
    if not gone:
        return unchanged(conversation, warnings=warnings)
    kept = tuple(index for index in range(len(sizes)) if index not in gone)
    return Step(whole.keep(kept), kept, _removals(conversation, cuts, sizes), (), warnings=warnings)


def chosen(
    conversation: Conversation, phases: Iterable[Iterable[Cut]], sizes: Sequence[int], limit: int
) -> tuple[list[Cut], int]:
    """Return the cuts that bring ``sizes`` within the limit, in order, and the tokens then left.

    Each cut holds the messages that went with it: all that were left of it.
    """
    total = PRIMING + sum(sizes)
    remaining = Remaining(conversation)
    stays = pinned(conversation)
    made: list[Cut] = []
    for cuts in phases:
        for cut in (free for one in cuts for free in _free(one, stays, conversation)):
            if total <= limit:
                return made, total
            gone = remaining.drop(cut.messages)
            if gone:
                made.append(cut if gone == cut.messages else cut.of(gone))
                total -= sum(sizes[index] for index in gone)
    return made, total


def _free(cut: Cut, stays: frozenset[int], conversation: Conversation) -> Iterable[Cut]:
    """Yield a cut, or of one that holds what is protected the pieces that can go without it."""
    if stays.isdisjoint(cut.messages):
        yield cut
        return
    loose = frozenset(cut.messages) - stays
    yield from (cut.of(piece) for piece in pieces(conversation) if loose.issuperset(piece))


def _dropped(
    conversation: Conversation,
    indices: Iterable[int],
    sizes: Sequence[int],
    reason: str,
) -> tuple[Removal, ...]:
    """Return the ledger rows of whole messages that go; ``sizes`` are tokens a message."""
    gone = [conversation.messages[index] for index in sorted(indices)]
    return tuple(message_gone(message, sizes[message.index], reason) for message in gone)


def _removals(
    conversation: Conversation, cuts: Sequence[Cut], sizes: Sequence[int]
) -> tuple[Removal, ...]:
    """Return a row of the loss ledger for each message that goes, in order."""
    rows = [row for c in cuts for row in _dropped(conversation, c.messages, sizes, c.reason)]
    return tuple(sorted(rows, key=lambda row: row.message))


def _warnings(layout: Layout, gone: set[int], sizes: Sequence[int], limit: int) -> tuple[str, ...]:
    """Return what the caller should know: protected turns were cut, or it still doesn't fit."""
    inside = sum(
        index >= layout.protected_from and layout.conversation.messages[index].role != "system"
        for index in gone
    )
    left = PRIMING + sum(size for index, size in enumerate(sizes) if index not in gone)
    held = protected_in(layout.conversation, sizes) if left > limit else ""
    return notices(inside, layout.config.preserve_recent_turns, left, limit, held)


def protected_in(conversation: Conversation, sizes: Sequence[int]) -> str:
    """Return what is protected, by what names it, with its messages and their tokens."""
    names: defaultdict[str, dict[int, int]] = defaultdict(dict)
    for block in conversation.blocks:
        if block.protected or block.keeps:
            names[block.protected or "paths"][block.message] = sizes[block.message]
    return "; ".join(
        f"{name} ({len(found)} message{'s' * (len(found) > 1)}, {sum(found.values())} tokens)"
        for name, found in names.items()
    )
