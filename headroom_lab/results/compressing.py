"""What a compressor of someone's took to do its work, or why it failed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from headroom_lab.redact import masked_repr

Number = TypeVar("Number", int, float)


@masked_repr
@dataclass(frozen=True, slots=True)
class Compressing:
    """The work of a compressor: its time, and the requests that it made itself.

    ``seconds`` by the clock; ``requests``, ``input_tokens``, ``output_tokens`` and ``cost`` (USD) of its
    own requests, None where they weren't measured; ``error`` says why nothing came of it, "" else.
    """

    seconds: float = 0.0
    requests: int | None = None
    input_tokens: int | None = None
    output_tokens: int | None = None
    cost: float | None = None
    error: str = ""

    def __add__(self, other: Compressing) -> Compressing:
        """Return the work of two steps."""
        return Compressing(
            self.seconds + other.seconds,
            _sum(self.requests, other.requests),
            _sum(self.input_tokens, other.input_tokens),
            _sum(self.output_tokens, other.output_tokens),
            _sum(self.cost, other.cost),
            self.error or other.error,
        )


def both(first: Compressing | None, second: Compressing | None) -> Compressing | None:
    """Return the work of two steps, None where neither says any."""
    return first + second if first and second else first or second


def _sum(a: Number | None, b: Number | None) -> Number | None:
    """Return the sum of what is known."""
    if a is None or b is None:
        return a if b is None else b
    return a + b
