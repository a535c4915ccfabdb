"""A cut when what it saves is more than what it costs."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from headroom_lab.config.checks import number, whole
from headroom_lab.messages import Message
from headroom_lab.policies.moments.borders import border_of, cut_before, results
from headroom_lab.policies.moments.moment import Moment, steps_of
from headroom_lab.policies.moments.occasion import CachePrices, Occasion, Sender
from headroom_lab.policies.moments.sizes import Sizes
from headroom_lab.policies.moments.sticky import Cutting, StickySender
from headroom_lab.policies.moments.waiting import KEEP, writes_anew
from headroom_lab.policies.policy import PolicyLike
from headroom_lab.transforms.base import Context

# Of 65 recorded segments (first half of the split, read 2026-11) those that had come to 5, 10, 20, 40
# and 80 requests had 35, 36, 35, 39 and 37 more to come in the mean, however long they were.
MOST_TO_COME = 35


def when_it_pays(
    policy: PolicyLike,
    *,
    requests_to_come: int | None = None,
    keep: int = KEEP,
    margin: float = 1.5,
) -> WhenItPays:
    """Return the policy that cuts when the saving is worth more than writing the rest again.

    A cut costs the tail behind it × (write − read price), and saves its tokens × read price × the
    requests still to come. On a cold cache it costs nothing.

    Args:
        policy: what is done to the outputs, as ``simulate`` takes a policy.
        requests_to_come: how many requests will follow each; None for as many as there were so far, 35
            at the most.
        keep: how many outputs at the end stay as they are (3).
        margin: by what the saving must exceed the cost (1.5).

    Raises:
        ConfigError: for a number out of its range, a policy with a moment of its own, and for what is
            no policy.

    Example::

        simulate(messages, "gpt-4o", policy=when_it_pays("aggressive", requests_to_come=40))
    """
    return WhenItPays(policy, requests_to_come, keep, margin)


class WhenItPays(Moment):
    """See ``when_it_pays``."""

    waits = True

    def __init__(
        self, policy: PolicyLike, requests_to_come: int | None, keep: int, margin: float
    ) -> None:
        self.policy = steps_of(policy, "when_it_pays")
        self.keep = whole("when_it_pays: keep", keep)
        self.margin = number("when_it_pays: margin", margin)
        self.to_come = (
            None
            if requests_to_come is None
            else whole("when_it_pays: requests_to_come", requests_to_come)
        )
        said = "" if self.to_come is None else f", requests_to_come={self.to_come}"
        super().__init__(f"when_it_pays({self.policy.name}{said})")

    def begin(self, context: Context) -> Sender:
        """Return what sends the requests of one stream."""
        return _Paying(context, self)


class Offer(NamedTuple):
    """A cut from a message on: what it saves and what it costs, in tokens at the input price."""

    first: int
    saves: float
    costs: float


def best(
    saved: Sequence[float], sizes: Sequence[int], to_come: int, prices: CachePrices
) -> Offer | None:
    """Return from which message on a cut pays most; None where nothing is saved.

    ``saved`` are the tokens that a cut takes from each message, ``sizes`` those it has.
    """
    again = prices.write - prices.read
    left = [size - less for size, less in zip(sizes, saved, strict=True)]
    gains = reversed(list(accumulate(reversed(saved))))
    tails = reversed(list(accumulate(reversed(left))))
    offers = [
        Offer(first, gain * prices.read * to_come, tail * again)
        for first, (own, gain, tail) in enumerate(zip(saved, gains, tails, strict=True))
        if own > 0
    ]
    return max(offers, key=lambda offer: offer.saves - offer.costs, default=None)


class _Paying(StickySender[WhenItPays]):
    """Cuts when it pays."""

    def __init__(self, context: Context, moment: WhenItPays) -> None:
        super().__init__(context, moment)
        self._sizes = Sizes(context.tokenizer)
        self._known: dict[int, float] = {}  # message -> what a cut was found to take from it

    def cut(self, occasion: Occasion) -> Cutting | None:
        """Return what is left where a cut pays."""
        for message in [m for m in self._known if m >= self.new_from]:
            del self._known[message]
        sizes = self._sizes.sent(self.sent, self.reading.format)
        border = border_of(self.sent, self.moment.keep)
        if not border:
            return None
        cold = writes_anew(occasion)
        hoped = self._hoped(border, sizes)
        if not cold and not self._pays(hoped, sizes, occasion):
            return None
        first = next((at for at, tokens in enumerate(hoped) if tokens > 0), border)
        return self._made(0 if cold else first, border, occasion, cold)

    def _made(self, first: int, border: int, occasion: Occasion, cold: bool) -> Cutting | None:
        """Return what the steps leave from a message on, or from where on it pays most.

        None where it doesn't pay.
        """
        steps, sizes = (
            self.moment.policy.pipeline,
            self._sizes.sent(self.sent, self.reading.format),
        )
        made = cut_before(self.whole(), border, steps, self.context, first)
        if len(made.messages) != len(self.sent):  # a window has dropped some
            return made if cold else None
        saved = self._saved(made.messages, sizes)
        self._known |= dict(enumerate(saved[:border]))
        start = first if cold else self._start(saved, sizes, occasion)
        if start is None:
            return None
        self._known |= dict.fromkeys(range(start, border), 0.0)
        if start <= first:
            return made
        return cut_before(self.whole(), border, steps, self.context, start)

    def _start(
        self, saved: Sequence[float], sizes: Sequence[int], occasion: Occasion
    ) -> int | None:
        """Return from which message on a cut pays most, None where none does."""
        offer = self._pays(saved, sizes, occasion)
        return None if offer is None else offer.first

    def _pays(
        self, saved: Sequence[float], sizes: Sequence[int], occasion: Occasion
    ) -> Offer | None:
        """Return the best cut, None where it doesn't pay."""
        to_come = self.moment.to_come
        to_come = min(occasion.number, MOST_TO_COME) if to_come is None else to_come
        offer = best(saved, sizes, to_come, occasion.prices)
        if offer is None or offer.saves <= offer.costs * self.moment.margin:
            return None
        return offer

    def _hoped(self, border: int, sizes: Sequence[int]) -> list[float]:
        """Return what a cut may take from each message at most."""
        found = [0.0] * len(sizes)
        for block in results(self.sent[:border]):
            found[block.message] = float(sizes[block.message])
        for message, saved in self._known.items():
            found[message] = saved
        return found

    def _saved(self, messages: Sequence[Message], sizes: Sequence[int]) -> list[float]:
        """Return what a cut took from each message."""
        counted = Sizes(self.context.tokenizer)
        changed = [a.original is not b.original for a, b in zip(messages, self.sent, strict=True)]
        after = iter(
            counted.sent([m for m, c in zip(messages, changed, strict=True) if c],
                         self.reading.format)
        )  # fmt: skip
        return [
            float(size - next(after)) if other else 0.0
            for size, other in zip(sizes, changed, strict=True)
        ]
