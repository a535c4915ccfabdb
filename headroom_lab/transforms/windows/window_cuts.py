"""What a rolling window may drop of a conversation, phase by phase, the dearest last."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from headroom_lab.config import RollingWindowConfig
from headroom_lab.messages import Conversation, pieces, protected_tail, tool_units, turns

Piece = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Cut:
    """Messages that go together, and the reason that the loss ledger gives.

    ``worth`` is what each token of them is worth; ``protected`` tells that they are of the
    turns that should stay. Both count where importance decides.
    """

    messages: Piece
    reason: str
    worth: float = 0.0
    protected: bool = False

    def of(self, messages: Piece) -> Cut:
        """Return the same cut of some of its messages."""
        return replace(self, messages=messages)


@dataclass(frozen=True)
class Layout:
    """The pieces of a conversation by turn; turn -1 is what stands before the first one.

    Without any turn, all of it is the last turn. A piece that reaches over several turns
    belongs to the latest of them.
    """

    conversation: Conversation
    config: RollingWindowConfig

    @cached_property
    def protected_from(self) -> int:
        """The index of the first message of the protected turns."""
        return protected_tail(self.conversation, self.config.preserve_recent_turns)

    @cached_property
    def starts(self) -> list[int]:
        """Where each turn begins."""
        return [turn.start for turn in turns(self.conversation)]

    @property
    def last(self) -> int:
        """The last turn: the one that is never dropped whole."""
        return len(self.starts) - 1

    @cached_property
    def by_turn(self) -> dict[int, list[Piece]]:
        """The pieces of each turn, system messages left out."""
        found: dict[int, list[Piece]] = {turn: [] for turn in range(-1, len(self.starts))}
        for piece in pieces(self.conversation):
            if self.conversation.messages[piece[0]].role != "system":
                found[bisect_right(self.starts, piece[-1]) - 1].append(piece)
        return found

    @cached_property
    def units(self) -> frozenset[Piece]:
        """The pieces that are tool units."""
        return frozenset(unit.messages for unit in tool_units(self.conversation))

    @cached_property
    def kept(self) -> frozenset[Piece]:
        """What never goes: the user's last request, the last tool unit and the newest message."""
        current = self.by_turn[self.last]
        request = [piece for piece in current if self.starts and self.starts[-1] in piece]
        last_unit = [piece for piece in current if piece in self.units][-1:]
        newest = sorted(current, key=lambda piece: piece[-1])[-1:]
        return frozenset([*request, *last_unit, *newest])


def phases(layout: Layout) -> Iterator[list[Cut]]:
    """Yield the cuts of one phase after another, each oldest first.

    Older turns go whole; then, inside the protected turns, tool units; then older protected
    turns whole; then what else the last turn can do without; last, where the configuration
    lets them, system messages.
    """
    first = min(layout.last, bisect_right(layout.starts, layout.protected_from - 1))
    yield [_turn(layout, turn, _older(layout)) for turn in range(-1, first)]
    yield list(_inner_units(layout, first))
    yield [_turn(layout, turn, "older than the last turn") for turn in range(first, layout.last)]
    reason = "in the last turn, neither its request nor its last tool unit"
    loose = [p for p in layout.by_turn[layout.last] if p not in layout.kept | layout.units]
    yield [Cut(piece, reason) for piece in loose]
    if not layout.config.preserve_system and layout.kept:
        system = [m.index for m in layout.conversation.messages if m.role == "system"]
        yield [Cut((index,), "system message, last to go") for index in system]


def in_order(cuts: list[Cut], sizes: Sequence[int], oldest_first: bool) -> list[Cut]:
    """Return the cuts as they stand, or the largest first (tokens), the older of two equals."""
    if oldest_first:
        return cuts
    return sorted(cuts, key=lambda cut: -sum(sizes[index] for index in cut.messages))


def _turn(layout: Layout, turn: int, reason: str) -> Cut:
    """Return a whole turn as one cut."""
    return Cut(tuple(i for piece in layout.by_turn[turn] for i in piece), reason)


def _older(layout: Layout) -> str:
    """Return why a turn that isn't protected goes."""
    count = layout.config.preserve_recent_turns
    return f"older than the last {count} turns" if count > 1 else "older than the last turn"


def _inner_units(layout: Layout, first: int) -> Iterator[Cut]:
    """Yield the tool units of the turns from ``first`` on, but for the last unit of all."""
    units = [p for turn in range(first, layout.last + 1) for p in layout.by_turn[turn]]
    units = [piece for piece in units if piece in layout.units]
    which = "oldest" if layout.config.drop_oldest_first else "largest"
    part = "protected turns" if layout.config.preserve_recent_turns else "last turn"
    for piece in units[:-1]:
        if piece not in layout.kept:
            yield Cut(piece, f"{which} tool unit of the {part}")


def notices(inside: int, turns: int, left: int, limit: int, protected: str = "") -> tuple[str, ...]:
    """Return what the caller should know: protected turns were cut, or it still doesn't fit.

    ``inside`` messages went from the protected last ``turns``; ``left`` tokens remain; ``protected``
    says what else could not go.
    """
    found = []
    if inside:
        part = "last turn" if turns == 1 else f"last {turns} turns"
        found.append(
            f"{inside} messages of the protected {part} were dropped: "
            f"without that the list would be over its {limit} tokens"
        )
    if left > limit:
        found.append(
            f"{left} tokens are left, over the limit of {limit}: the user's last request, the "
            "last tool unit, the newest message and system messages are kept"
            + (f", and what is protected: {protected}" if protected else "")
        )
    return tuple(found)
