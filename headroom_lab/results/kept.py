"""What of the values and edits that came later still stood in what was sent."""

from __future__ import annotations

from dataclasses import dataclass, field

from headroom_lab.redact import masked_repr
from headroom_lab.results.editable import Editable, share


@masked_repr
@dataclass(frozen=True, slots=True)
class Lost:
    """A value or an edit's text that wasn't there any more where message ``use`` needed it.

    ``kind``: "value" or "edit"; ``source``: the message that had held it, of an edit the one
    furthest back; ``text``: the value, or the edit's first line that is missing; ``far``: used
    four or more messages later; ``strict``: hard to guess, as every edit is.
    """

    kind: str
    use: int
    source: int
    text: str
    far: bool
    strict: bool


@masked_repr
@dataclass(frozen=True, slots=True)
class Kept(Editable):
    """Values and edits that came later, and those for which all still stood in what was sent.

    ``values`` are needles, ``edits`` those of a text that stood in the context; far ones are used
    four or more messages after what holds them; strict values are hard to guess.
    """

    values: int = 0
    values_kept: int = 0
    values_far: int = 0
    values_far_kept: int = 0
    strict: int = 0
    strict_kept: int = 0
    strict_far: int = 0
    strict_far_kept: int = 0
    edits: int = 0
    edits_kept: int = 0
    edits_far: int = 0
    edits_far_kept: int = 0
    lost: tuple[Lost, ...] = field(default=(), repr=False, kw_only=True)

    def __add__(self, other: Kept) -> Kept:
        """Return the sums of two, such as those of two streams."""
        names = [name for name in self.__slots__ if name != "lost"]
        counts = (getattr(self, name) + getattr(other, name) for name in names)
        return Kept(*counts, lost=self.lost + other.lost)

    @property
    def retention(self) -> float | None:
        """The share of values that were still there, None without any."""
        return share(self.values_kept, self.values)
