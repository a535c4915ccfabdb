"""What an output comes to when it is written without loss, whatever stands around it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from headroom_lab.tokens import Tokenizer
from headroom_lab.transforms.encodings.folded_lines import FoldedLines
from headroom_lab.transforms.encodings.framed_json import ENCODINGS, FramedJson
from headroom_lab.transforms.encodings.hit_paths import HitPaths
from headroom_lab.transforms.encodings.line_beginnings import LineBeginnings
from headroom_lab.transforms.encodings.line_numbers import LineNumbers
from headroom_lab.transforms.output_transform import EachOutput


@cache
def encodings_alone() -> tuple[EachOutput, ...]:
    """Return the encodings that look at one output alone; shared, so that all is made once."""
    by_lines = (LineNumbers(), FoldedLines(), HitPaths(), LineBeginnings())
    return (FramedJson(), *ENCODINGS, *by_lines)


def sizes_alone(texts: Sequence[str], tokenizer: Tokenizer) -> list[int]:
    """Return the tokens of each text once these encodings have written it."""
    written, sizes = list(texts), tokenizer.count_texts(texts)
    for encoding in encodings_alone():
        others = encoding.each_rewritten(written)
        changed = [(at, other) for at, other in enumerate(others) if other is not None]
        counts = tokenizer.count_texts([other for _, other in changed])
        for (at, other), count in zip(changed, counts, strict=True):
            if count < sizes[at]:
                written[at], sizes[at] = other, count
    return sizes
