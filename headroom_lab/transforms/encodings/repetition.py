"""Content that stands earlier in the conversation, replaced by a reference to where it stands."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count, islice, repeat
from operator import itemgetter
from typing import Self, TypeVar

from headroom_lab.json_text.nesting import SPACE, stands_as_json
from headroom_lab.messages import Conversation
from headroom_lab.messages.protection import may_read
from headroom_lab.transforms.base import Context, Step
from headroom_lab.transforms.encodings.places import Numbers, Place, places
from headroom_lab.transforms.encodings.references import ENDS, REST, is_decoded, same, written
from headroom_lab.transforms.encodings.word_for_word import Encoding
from headroom_lab.transforms.entering import Entering
from headroom_lab.transforms.output_transform import Cut, Edit, Rewritten, edited

LEAST_LINES = 3
LEAST_CHARACTERS = 30  # of a run of lines, beyond what the reference to it takes
LONG_LINE = 160  # characters of a line that is worth a reference alone
_REFERS = (f'{{"{REST}":', '{"_same":')  # JSON that is a reference already
_CANDIDATES = 4  # places looked at for the longest run
Spot = tuple[str, int]  # place, line (from 0)
Run = tuple[str, int, int]  # place, first line (from 0), how many
Three = tuple[str, str, str]
Value = TypeVar("Value", bound=Hashable)


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

    def __init__(self, below: tuple[_Index, ...] = (), numbers: Numbers | None = None) -> None:
        self._below, self._settled = below, _Index()
        self._numbers = numbers or Numbers()

    def fork(self) -> Self:
        """Return one that refers to what has settled here, and takes in more by itself."""
        return type(self)((*self._below, self._settled), self._numbers.copy())

    def rewrite(self, conversation: Conversation, context: Context) -> Step:
        """Replace what stands earlier in every tool output that is no error."""
        index = _Above(*self._below, self._settled)
        edits: list[Edit] = []
        for place in places(conversation, self._numbers.copy()):
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
            index.add(place.name, text.split("\n"), place.label)
        return edited(conversation, context, edits, Repetition.name)

    def settle(self, conversation: Conversation) -> None:
        """Take in what is sent of messages that came in."""
        for place in places(conversation, self._numbers):
            self._settled.add(place.name, place.text.split("\n"), place.label)


@dataclass
class _Index:
    """Where runs of three lines and long lines stand."""

    lines: dict[str, list[str]] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    first: dict[Three, Spot] = field(default_factory=dict)
    more: dict[Three, list[Spot]] = field(default_factory=lambda: defaultdict(list))
    long: dict[str, Spot] = field(default_factory=dict)

    def add(self, name: str, lines: list[str], label: str) -> None:
        """Take in the lines that stand at a place."""
        self.lines[name], self.labels[name] = lines, label
        for number, line in enumerate(lines):
            if len(line) >= LONG_LINE:
                self.long.setdefault(line, (name, number))
        spots = zip(repeat(name), count())
        found: dict[Three, Spot] = {}
        for three, spot in zip(threes(lines), spots, strict=False):
            found.setdefault(three, spot)
        for three in found.keys() & self.first.keys():
            if len(self.more[three]) < _CANDIDATES:
                self.more[three].append(found[three])
            del found[three]
        self.first.update(found)

    def add_line(self, name: str, number: int) -> None:
        """Take in one line, and the three that end with it."""
        lines = self.lines[name]
        if len(lines[number]) >= LONG_LINE:
            self.long.setdefault(lines[number], (name, number))
        start = number - LEAST_LINES + 1
        if start >= 0:
            self.first.setdefault((lines[start], lines[start + 1], lines[number]), (name, start))

    def spots(self, three: Three) -> Iterator[Spot]:
        """Yield where three lines stand, the first place first."""
        if three in self.first:
            yield self.first[three]
            yield from self.more.get(three, ())

    def longest(self, lines: list[str], start: int) -> Run | None:
        """Return where the longest run of lines from ``start`` on stands."""
        return _longest((self,), lines, start)

    def length(self, lines: list[str], start: int, spot: Spot) -> int:
        """Return how many lines from ``start`` on stand at a place, none of them a reference."""
        name, at = spot
        there = self.lines[name]
        most = min(len(lines) - start, len(there) - at)
        for length in range(most):
            line = lines[start + length]
            if line != there[at + length] or line.endswith(ENDS):
                return length
        return most


def _longest(parts: Sequence[_Index], lines: list[str], start: int) -> Run | None:
    """Return where the longest run of lines from ``start`` on stands in what goes on in parts."""
    if start + LEAST_LINES <= len(lines):
        three = (lines[start], lines[start + 1], lines[start + 2])
        holding = [part for part in parts if three in part.first]
        if holding and not any(line.endswith(ENDS) for line in three):
            spots = ((part, spot) for part in holding for spot in part.spots(three))
            return longest(
                [
                    (*spot, part.length(lines, start, spot))
                    for part, spot in islice(spots, 1 + _CANDIDATES)
                ]
            )
    if len(lines[start]) < LONG_LINE:
        return None
    places = (part.long.get(lines[start]) for part in parts)
    return next(((*place, 1) for place in places if place), None)


class _Above:
    """What has settled, and what stands above in what comes in."""

    def __init__(self, *settled: _Index) -> None:
        self._parts = (*settled, _Index())
        self.labels: dict[str, str] = {}

    def add(self, name: str, lines: list[str], label: str) -> None:
        """Take in the lines that stand at a place."""
        self._parts[-1].add(name, lines, label)

    def knows(self, lines: list[str]) -> set[int]:
        """Return the numbers of lines from which on, or which alone, may stand above or twice."""
        keys = list(threes(lines))
        long = [number for number, line in enumerate(lines) if len(line) >= LONG_LINE]
        said = [lines[number] for number in long]
        known = _twice(keys).union(*(part.first.keys() & keys for part in self._parts))
        alone = _twice(said).union(*(part.long.keys() & said for part in self._parts))
        found = {number for number, three in enumerate(keys) if three in known} if known else set()
        return found.union(number for number in long if lines[number] in alone)

    def longest(self, lines: list[str], start: int) -> Run | None:
        """Return where the longest run of lines from ``start`` on stands."""
        return _longest(self._parts, lines, start)

    def reference(self, run: Run, told: Container[str] = ()) -> str:
        """Return what stands for a run of lines; a place that was told has no label again."""
        name, at, length = run
        known = (part.labels[name] for part in self._parts if name in part.labels)
        label = "" if name in told else next(known, self.labels.get(name, ""))
        return written(name, label, at + 1, length)


def _twice(values: Sequence[Value]) -> set[Value]:
    """Return the values that stand more than once in a list."""
    counts = Counter(values) if len(set(values)) < len(values) else {}
    return {value for value, count in counts.items() if count > 1}


def longest(runs: Sequence[Run]) -> Run | None:
    """Return the longest run, the first of several; None where there is none."""
    return max(runs, key=itemgetter(2)) if runs else None


def threes(lines: list[str]) -> Iterator[Three]:
    """Yield each three lines in a row."""
    return zip(lines, lines[1:], lines[2:], strict=False)


def _referring(place: Place, index: _Above) -> Rewritten | None:
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
    while at < len(lines):
        run = own.longest(lines, at) if at in known else None
        marker = index.reference(run, told) if run else ""
        here = "\n".join(lines[at : at + run[2]]) if run else ""
        if run and len(here) >= len(marker) + LEAST_CHARACTERS:
            own.put(marker)
            told.add(run[0])
            markers.append(marker)
            cuts.append(_cut(at, run, here))
            at += run[2]
        else:
            own.put(lines[at], at)
            at += 1
    return Rewritten("\n".join(own.lines), tuple(cuts), tuple(markers)) if cuts else None


class _Own:
    """The lines of an output as they are written, looked up together with all before."""

    def __init__(self, index: _Above, name: str, label: str, known: set[int]) -> None:
        self._before, self._known = index, known
        self._here = _Index()
        self._name = name
        self.lines = self._here.lines[name] = []
        self._here.labels[name] = index.labels[name] = label

    def put(self, line: str, at: int = -1) -> None:
        """Write a line; one that stood at ``at`` may be referred to, from what stood there on."""
        self.lines.append(line)
        if not self._known.isdisjoint((at, at - LEAST_LINES + 1)):
            self._here.add_line(self._name, len(self.lines) - 1)

    def longest(self, lines: list[str], start: int) -> Run | None:
        found = (self._before.longest(lines, start), self._here.longest(lines, start))
        return longest([run for run in found if run])


def _whole(lines: list[str], index: _Above) -> Rewritten | None:
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
