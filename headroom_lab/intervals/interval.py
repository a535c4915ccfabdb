"""A figure with the range it may lie in, and how much it rests on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure and the range that holds the true one in ``level`` of such studies.

    Args:
        value: the figure as measured.
        low: the lower end; ``high``: the upper one, in the unit of the figure.
        conversations: how many said something about it.
        denominator: what the figure is a share of, summed: values, tokens, USD, conversations.
        level: the share of studies whose range holds the truth (0.95).

    Example::

        Interval(0.98, 0.93, 0.995, conversations=15, denominator=61).excludes(0.9)
    """

    value: float
    low: float
    high: float
    conversations: int
    denominator: float
    level: float = 0.95

    def excludes(self, value: float) -> bool:
        """Whether a value lies outside.

        Args:
            value: in the unit of the figure; zero asks a difference whether there is one.

        Example::

            Interval(0.02, 0.01, 0.03, 39, 39).excludes(0)
        """
        return not self.low <= value <= self.high
