"""What a policy without a moment sends: its steps over the whole context, each time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from headroom_lab.errors import CompressorError
from headroom_lab.policies.moments.occasion import ExtraRequest, Occasion, Sent
from headroom_lab.policies.moments.reading import StreamReading
from headroom_lab.results import Removal
from headroom_lab.results.compressing import Compressing
from headroom_lab.transforms.base import Context, follow


class RollingSender:
    """Runs the steps over every request's whole context."""

    def __init__(self, steps: Iterable[Any], context: Context) -> None:
        self._steps, self._context = tuple(steps), context
        self._reading = StreamReading()
        self._last: list[Any] = []

    def send(self, occasion: Occasion) -> Sent:
        """Return what the steps make of a request."""
        self._reading.take(occasion.request.messages, occasion.fresh)
        failed = ""
        request = replace(occasion.request, messages=self._reading.whole())
        try:
            progress = follow(self._steps, request.conversation, self._context)
        except CompressorError as error:
            failed = str(error)
            progress = follow((), request.conversation, self._context)
        messages, system = progress.conversation.to_list(), None
        shift = request.shift
        if shift and progress.origins[:1] == (0,):
            system, messages = messages[0]["content"], messages[1:]
        messages, changed_from = held(self._last, messages)
        self._last = messages
        return Sent(
            list(messages),
            changed_from,
            system,
            removals=_shifted(progress.removals, shift),
            origins=tuple(origin - shift for origin in progress.origins if origin >= shift),
            markers={0: progress.markers},
            extra_requests=_extras(progress.spent),
            notes=progress.warnings,
            failed=failed,
        )


def _shifted(rows: tuple[Removal, ...], shift: int) -> tuple[Removal, ...]:
    """Return what was taken out by the places of messages before which so many don't count."""
    return tuple(replace(row, message=row.message - shift) for row in rows) if shift else rows


def _extras(spent: Compressing | None) -> tuple[ExtraRequest, ...]:
    """Return what compressors of someone's asked besides, where that was measured."""
    if spent is None or spent.cost is None:
        return ()
    tokens = spent.input_tokens or 0, spent.output_tokens or 0
    return (ExtraRequest("compressor", 0, tokens[1], tokens[0], cost=spent.cost),)


def held(last: Sequence[Any], messages: Sequence[Any]) -> tuple[list[Any], int | None]:
    """Return messages, those that stand as they stood as the same objects, and the first other.

    None where all that was sent stands as it stood.
    """
    found = list(messages)
    for index, (old, new) in enumerate(zip(last, messages, strict=False)):
        if old is not new and old != new:
            return found, index
        found[index] = old
    return found, len(messages) if len(messages) < len(last) else None
