"""What is left of a message list while messages are dropped, and whether roles still alternate."""

from __future__ import annotations

from collections.abc import Iterable

from headroom_lab.messages.conversation import Conversation


class Remaining:
    """The messages still kept, by index; a drop that a vendor would refuse doesn't happen.

    The Messages API wants a user's message first and roles that alternate: there a drop may
    not bring together more neighbours of one role than it parts, nor put an answer first.
    System messages don't count.
    Whether calls keep their results is up to who chooses the messages (see ``pieces``).
    """

    def __init__(self, conversation: Conversation) -> None:
        self.dropped: set[int] = set()
        self._roles = [m.role for m in conversation.messages]
        self._alternating = conversation.format == "anthropic"
        speaking = [i for i, role in enumerate(self._roles) if role != "system"]
        end = len(self._roles)
        self._before = dict(zip([*speaking, end], [-1, *speaking], strict=True))
        self._after = dict(zip([-1, *speaking], [*speaking, end], strict=True))

    def drop(self, indices: Iterable[int]) -> tuple[int, ...]:
        """Drop messages together and return which ones went: all that were left, or none."""
        going = [index for index in sorted(indices) if index not in self.dropped]
        speaking = [index for index in going if self._roles[index] != "system"]
        if self._alternating and self._worse(speaking):
            return ()
        self.dropped.update(going)
        for index in speaking:
            before, after = self._before[index], self._after[index]
            self._after[before], self._before[after] = after, before
        return tuple(going)

    def _worse(self, speaking: list[int]) -> bool:
        """Tell whether the list would have more faults of one kind without ``speaking``."""
        with_them, without = self._faults(speaking, False), self._faults(speaking, True)
        return any(a > b for a, b in zip(without, with_them, strict=True))

    def _faults(self, speaking: list[int], dropped: bool) -> tuple[int, int]:
        """Count answers that stand first and neighbours of one role, at and between
        ``speaking``, with them or without."""
        gone = set(speaking)
        pairs = []
        for index in speaking:
            if not dropped:
                pairs.append((self._before[index], index))
            if self._after[index] not in gone:
                left = index
                while dropped and left in gone:
                    left = self._before[left]
                pairs.append((left, self._after[index]))
        roles = [(self._role(left), self._role(right)) for left, right in pairs]
        opens = sum(pair == (None, "assistant") for pair in roles)
        return opens, sum(left is not None and left == right for left, right in roles)

    def _role(self, index: int) -> str | None:
        """Return the role of a message, None before the first and behind the last."""
        return self._roles[index] if 0 <= index < len(self._roles) else None
