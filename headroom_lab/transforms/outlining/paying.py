"""Which outlines pay: those that come to fewer tokens than what they stand for, all without loss."""

from __future__ import annotations

from headroom_lab.transforms.base import Context
from headroom_lab.transforms.encodings.alone import sizes_alone
from headroom_lab.transforms.output_transform import Edit


def paying(edits: list[Edit], context: Context) -> list[Edit]:
    """Return the edits that take fewer tokens than what they stand for, all without loss.

    What later outputs say again of what an edit takes away doesn't count: it would have an output that
    was sent reduced come back whole, and with it all behind it written to the vendor's cache anew.
    """
    if not edits:
        return edits
    texts = [text for edit in edits for text in (edit.block.text, edit.rewritten.text)]
    sizes = sizes_alone(texts, context.tokenizer)
    counted = zip(edits, sizes[::2], sizes[1::2], strict=True)
    return [edit for edit, before, after in counted if after < before]
