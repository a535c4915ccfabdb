"""Older images become a line that says what they were."""

from __future__ import annotations

from math import sqrt

from headroom_lab.config.checks import whole
from headroom_lab.policies.images.lines import Gone, as_lines, may_go, worth_a_line
from headroom_lab.policies.moments.moment import Moment
from headroom_lab.policies.moments.occasion import Occasion, Sender
from headroom_lab.policies.moments.sticky import Cutting, StickySender
from headroom_lab.policies.moments.waiting import writes_anew
from headroom_lab.transforms.base import Context

# Twice what a token costs more when written than when read, over what it costs when read, at
# Anthropic's prices of a five-minute cache (1.25 and 0.1 of the input's), 2026-11: see keep_images.
_TWICE_WRITTEN = 2 * (1.25 - 0.1) / 0.1


def keep_images(last: int = 3, *, step: int | None = None) -> KeepImages:
    """Return the policy that leaves the last images and writes a line for each older one.

    The line says what it was: its tool, its size and its tokens. Older ones go on a cold cache and at
    a compaction, which costs nothing, and else as soon as ``step`` of them have gathered, which has
    all behind the first of them written to the cache again. Until then ``last + step - 1`` may stand.

    One at a time costs more than it saves where several stay: with each new image the others are
    written again, at 1.25 of the price, to spare a read at 0.1. Where images are most of what is new, a
    request pays ``1.15 * (last - 1) / step`` of an image for writing and ``0.1 * (step - 1) / 2`` for
    reading those that wait, together least at the root of ``23 * (last - 1)``. So by default seven go at
    once where three stay, and one where one stays. A session that ends soon after a cut pays for it.

    Screenshots of OpenAI's computer use in Responses stay, for no text may stand in their place, and so
    do images that have fewer tokens than a line.

    Args:
        last: how many images stay (3).
        step: how many go at once while the cache is warm; None for what costs least (None).

    Raises:
        ConfigError: for a number out of its range.

    Example::

        compare(messages, [keep_images(), keep_images(1, step=5)], model="claude-sonnet-4-5")
    """
    return KeepImages(last, step)


class KeepImages(Moment):
    """See ``keep_images``."""

    waits = True

    def __init__(self, last: int, step: int | None) -> None:
        self.last = whole("keep_images: last", last)
        cheapest = max(1, round(sqrt(_TWICE_WRITTEN * max(last - 1, 0))))
        self.by = cheapest if step is None else whole("keep_images: step", step, 1)
        said = "" if self.by == cheapest else f", step={self.by}"
        super().__init__(f"keep_images({last}{said})")

    def begin(self, context: Context) -> Sender:
        """Return what sends the requests of one stream."""
        return _Keeping(context, self)


class _Keeping(StickySender[KeepImages]):
    """Writes a line for each image but the last ones."""

    def cut(self, occasion: Occasion) -> Cutting | None:
        """Return what is left when the time is there."""
        found = [block for message in self.sent for block in may_go(message)]
        older = found[: max(len(found) - self.moment.last, 0)]
        by = 1 if writes_anew(occasion) else self.moment.by
        if len(older) < by:
            return None
        whole = self.whole()
        gone = worth_a_line(whole, [Gone(b, "older than the last") for b in older], self.context)
        gone = gone[: len(gone) // by * by]
        if not gone:
            return None
        messages, rows, markers = as_lines(whole, gone, self.context, "keep_images")
        return Cutting(messages, range(len(messages)), rows, markers)
