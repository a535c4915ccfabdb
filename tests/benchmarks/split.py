"""The one split of the conversations at hand: chosen on the first half, reported on the second.

``split.json`` names them by source: the recorded sessions by their file, the conversations by their
id. It was drawn once, in each source by the SHA-256 of the names, and stays as it is.

    python -m tests.benchmarks.split    # prints how many of each source are in which half
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal

from headroom_lab.traces.corpus import Corpus
from headroom_lab.traces.corpus_items import CorpusItem

Half = Literal["first", "second"]
Names = dict[str, dict[Half, list[str]]]  # source -> half -> names

SPLIT = Path(__file__).with_name("split.json")
SHARED = Path(__file__).parents[3] / "shared" / "data"


def split() -> dict[str, Names]:
    """Return the split: "sessions" and "traces", each by source."""
    found: dict[str, Names] = json.loads(SPLIT.read_text(encoding="utf-8"))
    return found


def session_files(half: Half, source: str | None = None) -> list[Path]:
    """Return the files of the recorded sessions of a half, of one source or of all."""
    chosen = _names("sessions", half, source)
    return [SHARED / "sessions" / name for name in chosen]


def conversations(half: Half, source: str | None = None) -> list[CorpusItem]:
    """Return the conversations of a half with their needles, of one source or of all."""
    chosen = set(_names("traces", half, source))
    return [item for item in Corpus.read(SHARED / "traces") if item.name in chosen]


def drawn(names: Iterable[str]) -> dict[Half, list[str]]:
    """Return the names of one source in two halves; where they are odd the first has one more."""
    ordered = sorted(names, key=lambda name: hashlib.sha256(name.encode()).hexdigest())
    middle = (len(ordered) + 1) // 2
    return {"first": sorted(ordered[:middle]), "second": sorted(ordered[middle:])}


def _names(part: str, half: Half, source: str | None) -> Iterator[str]:
    """Yield the names of a half."""
    for name, halves in split()[part].items():
        if source in (None, name):
            yield from halves[half]


if __name__ == "__main__":
    for part, sources in split().items():
        for source, halves in sources.items():
            print(f"{part} {source}: {len(halves['first'])} and {len(halves['second'])}")
