"""JSON keys and punctuation that a table would not repeat.

In a list of records a table names each column once. Every further time that the list names it
the key goes, its quotes and its colon, however deep in a record it stands; between two records
one line break stands instead of brace, comma and brace. All values stay as they were written,
and so do the braces of objects inside a record, which hold a cell together.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from headroom_lab.json_text.reading import read_json
from headroom_lab.json_text.tables import KEY
from headroom_lab.waste.whitespace import without_layout

_FAST_NAMES = 64  # columns in one pattern; more make it slow


def json_forms(text: str) -> tuple[str, str]:
    """Return JSON text without its layout, and that as tables; any other text twice.

    JSON lines keep their line breaks.
    """
    document = read_json(text)
    if document is None:
        return text, text
    tables = document.tables
    cuts = [0, *(place for table in tables for place in (table.start, table.stop)), len(text)]
    parts = [text[start:stop] for start, stop in pairwise(cuts)]
    if document.form == "json":
        parts = [without_layout(part) for part in parts]
    slim = "".join(parts)
    slim = text if slim == text else slim
    if not tables:
        return slim, slim
    parts[1::2] = [
        _without_keys(part, table.columns) for part, table in zip(parts[1::2], tables, strict=True)
    ]
    return slim, "".join(parts)


def _without_keys(text: str, columns: tuple[str, ...]) -> str:
    """Return rows without the keys named before, the first naming of a new one kept."""
    between, key = _patterns(columns[:_FAST_NAMES])
    text = key.sub("", between.sub("\n", text))
    if '":' not in text and '" :' not in text:
        return text
    named = set(columns)

    def once(match: re.Match[str]) -> str:
        if match[1] in named:
            return ""
        named.add(match[1])
        return match[0]

    return KEY.sub(once, text)


@lru_cache(maxsize=256)
def _patterns(columns: tuple[str, ...]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what stands between two records up to the first value, and before other values."""
    names = "|".join(map(re.escape, columns))
    return (
        re.compile(rf'\}}\s*+,?\s*+\{{\s*+"(?:{names})"\s*+:\s*+'),
        re.compile(rf'"(?<!\\")(?:{names})"\s*+:\s*+'),
    )
