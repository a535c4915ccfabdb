"""The loss ledger as a partition of the originals: each row is a piece of one, with its place.

A step works on what earlier steps made of a text, so what it takes out may be written otherwise
in the original: escaped, or spaced. Rows are put right once, when all steps have run.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from headroom_lab.messages import Conversation
from headroom_lab.results import Removal
from headroom_lab.tokens import Tokenizer
from headroom_lab.transforms.pieces import Chain, find_piece, spaced

_WHOLE = "message"
_REFERENCES = ("near_records", "repetition")  # nothing is lost by them: it stands elsewhere


def placed(
    removals: Sequence[Removal], conversation: Conversation, tokenizer: Tokenizer
) -> tuple[Removal, ...]:
    """Return the rows with the pieces of the original that went, and their tokens.

    What a reference stands for and is no piece of the original (a table's row) is no loss: it
    has no row.
    """
    texts: dict[int, list[str]] = {}
    ends: dict[tuple[int, int], tuple[int, Chain]] = {}
    rows: list[Removal] = []
    changed: list[int] = []
    for row in removals:
        if row.kind == _WHOLE or not row.text:
            rows.append(row)
            continue
        if row.message not in texts:
            texts[row.message] = _texts(conversation, row.message)
        other = _piece_of(row, texts[row.message], ends)
        if other is None and row.transform in _REFERENCES:
            continue
        if other is not None and other.text != row.text:
            changed.append(len(rows))
        rows.append(row if other is None else other)
    sizes = tokenizer.count_texts([rows[at].text for at in changed])
    for at, size in zip(changed, sizes, strict=True):
        rows[at] = replace(rows[at], tokens=size)
    return tuple(rows)


def _texts(conversation: Conversation, message: int) -> list[str]:
    """Return the texts of a message, none of one that isn't there."""
    if not 0 <= message < len(conversation.messages):
        return []
    return [block.text for block in conversation.messages[message].blocks if block.text]


def _piece_of(
    row: Removal, texts: Sequence[str], ends: dict[tuple[int, int], tuple[int, Chain]]
) -> Removal | None:
    """Return a row with its piece of one of a message's texts; ``ends`` is where the last piece
    of each ended, and how it was written."""
    for number, text in enumerate(texts):
        start, chain = ends.get((row.message, number), (0, ()))
        found = find_piece(text, row.text, start, chain)
        if found is None:
            span = spaced(text, row.text)
            found = (*span, chain) if span else None
        if found is not None:
            first, stop, written = found
            ends[row.message, number] = stop, written
            named = bool(row.path) and not row.path.startswith("characters ")
            path = row.path if named else f"characters {first}-{stop}"
            return replace(row, text=text[first:stop], path=path)
    return None
