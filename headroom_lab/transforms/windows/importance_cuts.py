"""What may be dropped by importance, in which order, and what of it can stay after all."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from headroom_lab.messages import Conversation
from headroom_lab.transforms.windows.remaining import Remaining
from headroom_lab.transforms.windows.window_cuts import Cut, Layout, Piece

_RETURNS = 32  # dropped pieces that are tried again where room is left


@dataclass(frozen=True)
class Sizes:
    """Tokens and importance of each message; without importance the oldest goes first."""

    tokens: Sequence[int]
    importance: Sequence[float] | None

    def cut(self, piece: Piece, least: float = -math.inf) -> Cut:
        """Return the cut of a piece, worth no less than ``least``."""
        if self.importance is None:
            return Cut(piece, "oldest first", max(least, float(piece[0])))
        tokens = sum(self.tokens[index] for index in piece)
        total = math.fsum(self.importance[index] for index in piece)
        reason = f"importance {total / len(piece):.2f} for {tokens} tokens"
        return Cut(piece, reason, max(least, total / max(1, tokens)))


def phases(layout: Layout, sizes: Sizes) -> Iterator[list[Cut]]:
    """Yield the cuts of one phase after another, those worth least per token first.

    First come the turns that aren't protected; then those that are, but for the user's last
    request, the last tool unit and the newest message; last, where the configuration lets
    them, system messages.
    """
    first = min(layout.last, bisect_right(layout.starts, layout.protected_from - 1))
    yield _in_order(cut for turn in range(-1, first) for cut in _turn(layout, turn, sizes))
    inner = range(first, layout.last + 1)
    cuts = (cut for turn in inner for cut in _turn(layout, turn, sizes))
    yield _in_order(replace(cut, protected=True) for cut in cuts)
    if not layout.config.preserve_system and layout.kept:
        system = [m.index for m in layout.conversation.messages if m.role == "system"]
        yield _in_order(replace(sizes.cut((index,)), protected=True) for index in system)


def still_fitting(
    conversation: Conversation, cuts: Sequence[Cut], tokens: Sequence[int], room: int
) -> list[Cut]:
    """Return the cuts that are needed; what fits into ``room`` tokens is taken back.

    Protected messages are taken back before others, the dearest first.
    """
    needed = list(cuts)
    tried = 0
    for cut in sorted(cuts, key=lambda cut: (not cut.protected, -cut.worth)):
        size = sum(tokens[index] for index in cut.messages)
        if size > room:
            continue
        rest = [other for other in needed if other is not cut]
        if _valid(conversation, rest):
            needed, room = rest, room - size
        tried += 1
        if tried == _RETURNS:
            break
    return needed


def _valid(conversation: Conversation, cuts: Sequence[Cut]) -> bool:
    """Tell whether a vendor takes what is left when these cuts are made."""
    if conversation.format != "anthropic":
        return True
    gone = [index for cut in cuts for index in cut.messages]
    return not gone or bool(Remaining(conversation).drop(gone))


def _turn(layout: Layout, turn: int, sizes: Sizes) -> Iterator[Cut]:
    """Yield the cuts of a turn: its pieces, and where roles must alternate the turn as a whole.

    A turn goes whole only after its tool units have gone; it is worth what else is in it.
    """
    loose = [piece for piece in layout.by_turn[turn] if piece not in layout.kept]
    yield from map(sizes.cut, loose)
    if layout.conversation.format != "anthropic" or turn == layout.last or not loose:
        return
    units = [sizes.cut(piece).worth for piece in loose if piece in layout.units]
    others = tuple(sorted(i for p in loose if p not in layout.units for i in p))
    if not others:
        return
    rest = sizes.cut(others, max(units, default=-math.inf))
    whole = tuple(sorted(index for piece in loose for index in piece))
    yield Cut(whole, rest.reason, rest.worth)


def _in_order(cuts: Iterator[Cut]) -> list[Cut]:
    """Return the cuts worth least first; of equals the smaller, then the older one."""
    return sorted(cuts, key=lambda cut: (cut.worth, len(cut.messages), cut.messages))
