"""What a picture says, before it becomes HTML, plain text or Markdown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["label", "word", "number", "text", "preview"]
Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Room:
    """How much a picture may show: 1 its usual rows and characters, less where it is too big."""

    scale: float = 1.0

    def rows(self, usual: int) -> int:
        """Return how many rows a table may have."""
        return int(usual * self.scale)

    def chars(self, usual: int) -> int:
        """Return how many characters a text may have."""
        return max(12, int(usual * self.scale**0.5))


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a bar: the name of its fill, its share of the full length (0 to 1), a letter."""

    fill: str
    share: float
    letter: str = ""


Bar = tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column. Labels and words are short, numbers stand right, texts may wrap.

    A preview takes the room that is left and may break inside its words. ``bars`` are drawn
    under the numbers of the column, one a row; ``title`` says what the label means. A lesser one
    is left out first where a window is narrow.
    """

    label: str
    kind: Kind = "label"
    bars: tuple[Bar, ...] = ()
    title: str = ""
    is_lesser: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as shown.

    ``bars`` has one bar a row; ``key`` names their fills in words; ``under`` has a line under
    each bar, its parts in figures.
    ``strip`` is one bar for the whole table and ``fills`` the fill that each row has in it.
    ``alike`` says what is the same in every row and has no column; ``left_out`` what isn't shown,
    ``""`` where all is.
    """

    caption: str
    heads: tuple[Head, ...]
    rows: tuple[Row, ...]
    foot: Row = ()
    bars: tuple[Bar, ...] = ()
    key: tuple[tuple[str, str], ...] = ()
    under: Row = ()
    strip: Bar = ()
    fills: tuple[str, ...] = ()
    alike: str = ""
    left_out: str = ""


@dataclass(frozen=True, slots=True)
class Fold:
    """What is folded away behind a summary line."""

    summary: str
    lines: tuple[str, ...] = ()
    grids: tuple[Grid, ...] = ()


@dataclass(frozen=True, slots=True)
class Layer:
    """One of a chart's stacked areas: its fill, the words for it, a value at each place."""

    fill: str
    word: str
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened at a place (0 to 1) of a chart; a faint one is of less weight."""

    place: float
    word: str
    is_faint: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """Stacked areas, the first layer at the bottom.

    ``places`` (0 to 1) go from left to right; ``top`` is the value at the upper edge; ``ends``
    name the first and the last place.
    """

    caption: str
    layers: tuple[Layer, ...]
    places: tuple[float, ...]
    top: int
    ends: tuple[str, str]
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class Page:
    """A picture: its name for a screen reader, headline, facts, sentences, chart, tables, folds."""

    name: str
    headline: str
    facts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    chart: Chart | None = None
    grids: tuple[Grid, ...] = ()
    folds: tuple[Fold, ...] = ()

    @property
    def has_lesser(self) -> bool:
        """Whether a column isn't shown where there is little room."""
        folded = (grid for fold in self.folds for grid in fold.grids)
        return any(head.is_lesser for grid in (*self.grids, *folded) for head in grid.heads)


def left_out(amount: int, whole: int, things: str, rest: str = ".to_frame() for all") -> str:
    """Return ``20 of 512 messages – .to_frame() for all``, or nothing where all are shown."""
    return "" if amount >= whole else f"{amount:,} of {whole:,} {things} – {rest}"
