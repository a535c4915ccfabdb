"""What a cut is in the loss ledger, and in the table of all items."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from headroom_lab.json_text.arrays import Array
from headroom_lab.relevance.base import RelevanceScorer
from headroom_lab.results import CrushedItem, Removal
from headroom_lab.tokens import Tokenizer
from headroom_lab.transforms.smart_crusher.draft import Draft, reading_of
from headroom_lab.transforms.smart_crusher.encoding import Cut

NAMED = 3  # kept items that a reason names
LEAST = "adds least to what is kept"


def removals_of(
    draft: Draft, tokens: Sequence[int], message: int, tool: str | None, transform: str
) -> Iterator[Removal]:
    """Yield a row for each run of items that goes; ``tokens`` are those of each run, in order."""
    counts = iter(tokens)
    for cut in draft.cuts:
        runs = zip(cut.selection.gaps(), cut.slices, strict=True)
        for (first, past), text in runs:
            kind, reason = _why(cut, first, past)
            yield Removal(
                message=message,
                tool=tool,
                path=f"{cut.array.path}[{first}:{past}]",
                kind=kind,
                reason=reason,
                count=past - first,
                tokens=next(counts),
                original=draft.original,
                transform=transform,
                text=text,
            )


def _why(cut: Cut, first: int, past: int) -> tuple[str, str]:
    """Return kind and reason of a run of items that goes."""
    like = {i: cut.selection.like[i] for i in range(first, past) if i in cut.selection.like}
    if not like:
        return "row" if cut.array.lines else "item", LEAST
    kept = sorted(set(like.values()))
    same = all(cut.array.slices[i] == cut.array.slices[k] for i, k in like.items())
    shown = ", ".join(map(str, kept[:NAMED]))
    more = f" and {len(kept) - NAMED} more" if len(kept) > NAMED else ""
    named = (
        f"{'identical' if same else 'near-identical'} to item{'s'[: len(kept) > 1]} {shown}{more}"
    )
    if len(like) == past - first:
        return "duplicate", named
    return "row" if cut.array.lines else "item", f"{LEAST}; {len(like)} {named}"


def items_of(
    text: str, cuts: Sequence[Cut], query: str, scorer: RelevanceScorer, tokenizer: Tokenizer
) -> Iterator[CrushedItem]:
    """Yield a row for each item of each array that was looked at: kept or not, why, how relevant."""
    reading = reading_of(text)
    if reading is None:
        return
    by_array = {cut.array: cut for cut in cuts}
    for array in _looked_at(reading.document.arrays, by_array):
        scores = reading.profile(array).relevance(query, scorer)
        sizes = tokenizer.count_texts(array.slices)
        reasons = _reasons(array, by_array.get(array))
        for index, (kept, reason) in enumerate(reasons):
            yield CrushedItem(
                array.path, index, kept, reason, scores[index], sizes[index], array.slices[index]
            )


def _looked_at(arrays: Sequence[Array], cuts: dict[Array, Cut]) -> Iterator[Array]:
    """Yield the arrays, and those inside the items of arrays that lose nothing."""
    for array in arrays:
        yield array
        if array not in cuts:
            yield from _looked_at(array.inner, cuts)


def _reasons(array: Array, cut: Cut | None) -> Iterator[tuple[bool, str]]:
    """Yield for each item whether it is kept, and why."""
    if cut is None:
        yield from [(True, "nothing goes")] * len(array)
        return
    kept, like = cut.selection.kept, cut.selection.like
    for index, text in enumerate(array.slices):
        if index in kept:
            yield True, kept[index]
        elif index in like:
            same = "identical" if array.slices[like[index]] == text else "near-identical"
            yield False, f"{same} to item {like[index]}"
        else:
            yield False, LEAST
