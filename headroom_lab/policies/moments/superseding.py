"""What is out of date goes once that costs nothing; until then the newer is written by the older."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from headroom_lab.errors import ConfigError
from headroom_lab.messages import Conversation
from headroom_lab.messages.superseded import Superseded
from headroom_lab.messages.superseded import superseded as out_of_date
from headroom_lab.messages.tool_effects import ToolEffect
from headroom_lab.policies.images.lines import Gone, as_lines, may_go
from headroom_lab.policies.moments.borders import border_of
from headroom_lab.policies.moments.entry import AtEntry
from headroom_lab.policies.moments.moment import Moment
from headroom_lab.policies.moments.occasion import Occasion, Sender
from headroom_lab.policies.moments.sticky import Cutting, StickySender
from headroom_lab.policies.moments.waiting import writes_anew
from headroom_lab.policies.pipeline import TransformPipeline
from headroom_lab.policies.policy import Policy
from headroom_lab.transforms.base import Context
from headroom_lab.transforms.encodings.line_numbers import LineNumbers
from headroom_lab.transforms.encodings.references import referred
from headroom_lab.transforms.encodings.repetition import Repetition
from headroom_lab.transforms.output_transform import Cut, Edit, Rewritten, edited

NAME = "superseded"
LEAST = 200  # characters of an output worth a note in its place
_LONGEST = 80  # characters of what a note names
_NOTE = "[out of date: "


def superseded(tools: Iterable[ToolEffect] = ()) -> Policy:
    """Return the policy for what is shown anew: a file read again, a listing, a plan, a page.

    At entry the newer output is written by what differs from the older one, which ``decode`` turns
    back. On a cold cache and at a compaction, where it costs nothing, a note takes the older one's
    place and the newer one stands in full. A call that failed goes once it was done, a screenshot of a
    page or an image file once the same tool has shown it anew; a line says what it was.

    Args:
        tools: what further tools show, each a ``ToolEffect`` (none); those of known agents are known.

    Raises:
        ConfigError: for something else than a list of these.

    Example::

        simulate(messages, "gpt-4o", policy=["thrifty", superseded()])
    """
    entry = AtEntry([LineNumbers(), Repetition()], "differences")
    return Policy(NAME, TransformPipeline([OutOfDate(tools), entry]))


class OutOfDate(Moment):
    """Leaves a note of what is out of date, on a cold cache and at a compaction."""

    waits = True

    def __init__(self, tools: Iterable[ToolEffect] = ()) -> None:
        rows = list(tools) if isinstance(tools, Iterable) else [tools]
        wrong = next((row for row in rows if not isinstance(row, ToolEffect)), None)
        if wrong is not None:
            raise ConfigError(
                f"superseded: tools: found {wrong!r}, expected ToolEffect(…) in a list"
            )
        self.tools: tuple[ToolEffect, ...] = tuple(rows)
        super().__init__(NAME)

    def begin(self, context: Context) -> Sender:
        """Return what sends the requests of one stream."""
        return _Noting(context, self)


class _Noting(StickySender[OutOfDate]):
    """Puts a note in the place of an output that is out of date."""

    def cut(self, occasion: Occasion) -> Cutting | None:
        """Return what is left where it is the moment; what no answer has seen stays."""
        if not writes_anew(occasion):
            return None
        whole, border = self.whole(), border_of(self.sent, 0)
        stands = {id(block) for block in referred(whole)}
        rows = [row for row in out_of_date(whole, self.moment.tools) if row.by < border]
        edits = [
            Edit(row.block, _noted(row))
            for row in rows
            if len(row.block.text) >= LEAST and id(row.block) not in stands
        ]
        step = edited(whole, self.context, edits, NAME)
        messages, images, lines = as_lines(
            step.conversation, _older_images(rows, step.conversation), self.context, NAME
        )
        if not step.removals and not images:
            return None
        return Cutting(messages, step.origins, (*step.removals, *images), step.markers + lines)


def _older_images(rows: Iterable[Superseded], sent: Conversation) -> Iterator[Gone]:
    """Yield the images that are out of date, by the messages as they are sent."""
    whys = {(row.block.message, id(row.block.part)): row.why for row in rows if row.block.part}
    for block in (block for message in sent.messages for block in may_go(message)):
        why = whys.get((block.message, id(block.part)))
        if why:
            yield Gone(block, why, f"out of date, {why} further down")


def _noted(row: Superseded) -> Rewritten:
    """Return the note that stands for an output that is out of date."""
    is_name = 0 < len(row.thing) <= _LONGEST and "\n" not in row.thing
    note = f"{_NOTE}{f'{row.thing} ' if is_name else ''}{row.why} further down]"
    return Rewritten(note, (Cut("", "output", row.why, 1, row.block.text),), (note,))
