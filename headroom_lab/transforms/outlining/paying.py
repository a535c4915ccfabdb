"""Which outlines pay: those that come to fewer tokens than what they stand for, all without loss."""

from __future__ import annotations

from headroom_lab.transforms.base import Context
from headroom_lab.transforms.encodings.alone import sizes_alone
from headroom_lab.transforms.outlining.repeated import Later
from headroom_lab.transforms.output_transform import Edit


def paying(
    edits: list[Edit], context: Context, later: Later | None = None, place: int | None = None
) -> list[Edit]:
    """Return the edits that take fewer tokens than what they stand for, all without loss.

    What they take away and ``later`` outputs repeat counts too: nothing can refer to it any more.
    ``place`` is that of the edits' message where they have none.
    """
    if not edits:
        return edits
    texts = [
        text
        for e in edits
        for text in (e.block.text, e.rewritten.text, _again(e, later, place) if later else "")
    ]
    sizes = sizes_alone(texts, context.tokenizer)
    counted = zip(edits, sizes[::3], sizes[1::3], sizes[2::3], strict=True)
    return [edit for edit, before, after, again in counted if after + again < before]


def _again(edit: Edit, later: Later, place: int | None) -> str:
    """Return what an edit takes away and later outputs say again."""
    block = edit.block if place is None else edit.block.at(place)
    return later.repeats(block, edit.rewritten.text)
