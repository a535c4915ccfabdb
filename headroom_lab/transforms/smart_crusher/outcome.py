"""Drafts counted: what each text costs afterwards, and which drafts are worth it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from headroom_lab.tokens import Tokenizer
from headroom_lab.transforms.smart_crusher.draft import Draft


@dataclass(frozen=True)
class Outcome:
    """A draft that makes its text shorter: tokens of the new text, of its markers, and of each
    run of items that goes."""

    draft: Draft
    tokens_after: int
    markers: int
    removed: tuple[int, ...]


def outcomes(
    drafts: Sequence[Draft], sizes: Sequence[int], tokenizer: Tokenizer
) -> list[Outcome | None]:
    """Return what the drafts come to, None for those that don't make their text shorter.

    ``sizes`` are the tokens of the texts as they are. All texts are counted in one call.
    """
    texts = [[d.new, *(cut.marker for cut in d.cuts), *d.slices] for d in drafts]
    counts = iter(tokenizer.count_texts([text for held in texts for text in held]))
    found: list[Outcome | None] = []
    for draft, held, before in zip(drafts, texts, sizes, strict=True):
        after, *rest = islice(counts, len(held))
        markers = sum(rest[: len(draft.cuts)])
        outcome = Outcome(draft, after, markers, tuple(rest[len(draft.cuts) :]))
        found.append(outcome if after < before else None)
    return found
