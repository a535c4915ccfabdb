"""Content that stands earlier in the conversation, replaced by a reference to where it stands."""

from __future__ import annotations

from typing import Self

from headroom_lab.json_text.nesting import SPACE, stands_as_json
from headroom_lab.messages import Conversation
from headroom_lab.messages.protection import may_read
from headroom_lab.transforms.base import Context, Step
from headroom_lab.transforms.encodings.line_index import (
    LEAST_LINES,
    LineIndex,
    LinesAbove,
    Run,
    longest,
)
from headroom_lab.transforms.encodings.places import Numbers, Place, places
from headroom_lab.transforms.encodings.references import REST, is_decoded, same
from headroom_lab.transforms.encodings.word_for_word import Encoding
from headroom_lab.transforms.entering import Entering
from headroom_lab.transforms.output_transform import Cut, Edit, Rewritten, edited

LEAST_CHARACTERS = 30  # of a run of lines, beyond what the reference to it takes
_REFERS = (f'{{"{REST}":', '{"_same":')  # JSON that is a reference already


class Repetition(Encoding):
    """Replaces lines of a tool output that stand earlier by a reference to where they stand.

    A run of three or more lines, or one long line, goes where it stands literally in an earlier
    tool result, message or argument of a call, or further up in the same output. A reference
    points only at lines that still stand there, never at another reference. What is done to a
    message depends on nothing that comes after it. JSON is replaced as a whole or not at all.
    ``resolved`` puts the lines back. A pipeline runs it last, whatever its place, so that what
    other steps take away is never referred to.

    Example::

        sent = transforms.Repetition().apply(messages).messages
        decode(sent) == messages
    """

    name = "repetition"

    def step(self, conversation: Conversation, context: Context) -> Step:
        """Replace what stands earlier in every tool output that is no error."""
        return RepetitionEntering().rewrite(conversation, context)

    def entering(self) -> Entering:
        """Return the transform for messages that come in one after another."""
        return RepetitionEntering()


class RepetitionEntering(Entering):
    """Refers to what has settled, and to what stands further up in what comes in."""

    stays_alike = True

    def __init__(self, below: tuple[LineIndex, ...] = (), numbers: Numbers | None = None) -> None:
        self._below, self._settled = below, LineIndex()
        self._numbers = numbers or Numbers()

    def fork(self) -> Self:
        """Return one that refers to what has settled here, and takes in more by itself."""
        return type(self)((*self._below, self._settled), self._numbers.copy())

    def rewrite(self, conversation: Conversation, context: Context) -> Step:
        """Replace what stands earlier in every tool output that is no error."""
        index = LinesAbove(*self._below, self._settled)
        edits: list[Edit] = []
        found = list(places(conversation, self._numbers.copy()))
        for place in found:
            text = place.text
            block = place.block
            if is_decoded(block):
                rewritten = _referring(place, index)
                if (
                    rewritten
                    and may_read(block, rewritten.text)
                    and _saves(context, text, rewritten.text)
                ):
                    edits.append(Edit(block, rewritten))
                    text = rewritten.text
            if place is not found[-1]:
                index.add(place.name, text.split("\n"), place.label)
        return edited(conversation, context, edits, Repetition.name)

    def settle(self, conversation: Conversation) -> None:
        """Take in what is sent of messages that came in."""
        for place in places(conversation, self._numbers):
            self._settled.add(place.name, place.text.split("\n"), place.label)


def _referring(place: Place, index: LinesAbove) -> Rewritten | None:
    """Return a tool output in which references stand for what stands earlier."""
    lines = place.text.split("\n")
    known = set() if place.text.startswith(_REFERS) else index.knows(lines)
    if not known:
        return None
    if stands_as_json(place.text):
        return _whole(lines, index)
    own = _Own(index, place.name, place.label, known)
    cuts: list[Cut] = []
    markers: list[str] = []
    told: set[str] = set()
    at = 0
    for start in sorted(known):
        if start < at:  # a reference stands for it
            continue
        own.put_up_to(start, lines, at)
        run = own.longest(lines, start)
        marker = index.reference(run, told) if run else ""
        here = "\n".join(lines[start : start + run[2]]) if run else ""
        if run and len(here) >= len(marker) + LEAST_CHARACTERS:
            own.put(marker)
            told.add(run[0])
            markers.append(marker)
            cuts.append(_cut(start, run, here))
            at = start + run[2]
        else:
            own.put(lines[start], start)
            at = start + 1
    own.put_up_to(len(lines), lines, at)
    return Rewritten("\n".join(own.lines), tuple(cuts), tuple(markers)) if cuts else None


class _Own:
    """The lines of an output as they are written, looked up together with all before."""

    def __init__(self, index: LinesAbove, name: str, label: str, known: set[int]) -> None:
        self._before, self._known = index, known
        self._here = LineIndex()
        self._name = name
        self.lines = self._here.lines[name] = []
        self._here.labels[name] = index.labels[name] = label

    def put(self, line: str, at: int = -1) -> None:
        """Write a line; one that stood at ``at`` may be referred to, from what stood there on."""
        self.lines.append(line)
        if not self._known.isdisjoint((at, at - LEAST_LINES + 1)):
            self._here.add_line(self._name, len(self.lines) - 1)

    def put_up_to(self, stop: int, lines: list[str], start: int) -> None:
        """Write lines up to one; none of them is the first of what may stand elsewhere."""
        ends = min(stop, start + LEAST_LINES - 1)  # of three that began before
        for at in range(start, ends):
            self.put(lines[at], at)
        self.lines += lines[ends:stop]

    def longest(self, lines: list[str], start: int) -> Run | None:
        found = (self._before.longest(lines, start), self._here.longest(lines, start))
        return longest([run for run in found if run])


def _whole(lines: list[str], index: LinesAbove) -> Rewritten | None:
    """Return JSON that says where the same JSON stands, None where it doesn't."""
    run = index.longest(lines, 0)
    after = lines[run[2] :] if run else lines
    if run is None or any(line.strip(SPACE) for line in after):
        return None
    marker = index.reference(run)
    cut = _cut(0, run, "\n".join(lines[: run[2]]))
    return Rewritten("\n".join((same(marker), *after)), (cut,), (marker,))


def _cut(at: int, run: Run, text: str) -> Cut:
    """Return the ledger's entry of a run of lines."""
    name, there, count = run
    here = f"lines {at + 1}-{at + count}"
    return Cut(here, "lines", f"stands in {name}, line {there + 1} on", count, text)


def _saves(context: Context, before: str, after: str) -> bool:
    """Tell whether a text has fewer tokens than another."""
    sizes = context.tokenizer.count_texts([before, after])
    return sizes[1] < sizes[0]
