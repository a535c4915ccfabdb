"""One text crushed: what it would become and what would be lost. Nothing is counted here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from headroom_lab.cache import ContentCache
from headroom_lab.config import SmartCrusherConfig
from headroom_lab.json_text.arrays import Array
from headroom_lab.json_text.reading import Document, forget_documents, read_json
from headroom_lab.transforms.originals import remember
from headroom_lab.transforms.smart_crusher.encoding import (
    Cut,
    apply_edits,
    edits_of,
    is_marked,
    note_of,
    without_space,
)
from headroom_lab.transforms.smart_crusher.errors import is_error_document
from headroom_lab.transforms.smart_crusher.profile import Profile
from headroom_lab.transforms.smart_crusher.selection import Asked, Selection, select
from headroom_lab.transforms.smart_crusher.table import table_edits

CACHED = 64_000_000
_WORTH = 200  # characters that a cut takes out at least, twice those of its marker


class Reading:
    """A JSON text, the profiles of its arrays as far as they were asked for, its last draft."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.last: tuple[SmartCrusherConfig, Asked, Draft | None] | None = None
        self._profiles: dict[Array, Profile] = {}

    def profile(self, array: Array) -> Profile:
        """Return what is known of an array."""
        found = self._profiles.get(array)
        if found is None:
            found = self._profiles[array] = Profile(array)
        return found


_readings: ContentCache[str, Reading] = ContentCache(CACHED)


@dataclass(frozen=True)
class Draft:
    """What a text would become: the new one, the cuts, the hash that names the old one."""

    text: str
    new: str
    cuts: tuple[Cut, ...]
    original: str

    @property
    def slices(self) -> list[str]:
        """Every text that goes, in order."""
        return [text for cut in self.cuts for text in cut.slices]


def reading_of(text: str) -> Reading | None:
    """Return a text's arrays and their profiles, read once per content; None for no JSON.

    A text that was crushed before, and one that is an error as a whole, is left as it is, so
    for these too None comes back.
    """
    reading = _readings.get(text)
    if reading is None:
        document = read_json(text)
        if document is None or is_marked(text) or is_error_document(document.value):
            return None
        reading = Reading(document)
        _readings.put(text, reading, document.weight)
    return reading


def clear_readings() -> None:
    """Forget all texts that were read (for measuring)."""
    forget_documents()
    _readings.clear()


def draft(text: str, config: SmartCrusherConfig, asked: Asked) -> Draft | None:
    """Return what a JSON text would become, None where nothing about it would change."""
    reading = reading_of(text)
    if reading is None:
        return None
    last = reading.last
    if last is None or last[0] != config or last[1] != asked:
        last = reading.last = (config, asked, _draft(reading, text, config, asked))
    elif last[2] and last[2].original:
        remember(text)
    return last[2]


def _draft(reading: Reading, text: str, config: SmartCrusherConfig, asked: Asked) -> Draft | None:
    """Return what a text that was read would become."""
    chosen = list(_chosen(reading, reading.document.arrays, config, asked))
    if not chosen and config.output_format == "json":
        return None
    original = remember(text) if chosen else ""
    cuts = tuple(
        Cut(array, kept, note_of(kept, original, asked.retrieval)) for array, kept in chosen
    )
    new = _encode(reading.document, text, cuts, config.output_format)
    return Draft(text, new, cuts, original) if new != text else None


def _chosen(
    reading: Reading, arrays: Iterable[Array], config: SmartCrusherConfig, asked: Asked
) -> Iterator[tuple[Array, Selection]]:
    """Yield the arrays that lose items; of one that loses none, those inside its items."""
    for array in arrays:
        selection = select(reading.profile(array), config, asked)
        if selection is not None and _lost(array, selection) >= _WORTH:
            yield array, selection
        else:
            yield from _chosen(reading, array.inner, config, asked)


def _lost(array: Array, selection: Selection) -> int:
    """Return how many characters an array loses."""
    return sum(array.stops[past - 1] - array.starts[first] for first, past in selection.gaps())


def _encode(document: Document, text: str, cuts: tuple[Cut, ...], output_format: str) -> str:
    """Return the text with the cuts made, spelled as the output format wants it."""
    if output_format == "table" and document.form == "json":
        edits = table_edits(document.arrays, cuts)
    else:
        edits = [edit for cut in cuts for edit in edits_of(cut)]
    new = apply_edits(text, edits)
    return new if output_format == "json" else without_space(new, document.form)
