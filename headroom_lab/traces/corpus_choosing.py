"""Which conversations of a corpus are meant: by a condition, a function, or values of columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from headroom_lab.errors import ConfigError, UnknownNameError
from headroom_lab.results.corpus import CONVERSATION_COLUMNS
from headroom_lab.traces.corpus_frames import conversation_row, query
from headroom_lab.traces.corpus_items import CorpusItem

_BUILT_IN = {column.name for column in CONVERSATION_COLUMNS}


def those_where(
    where: str | Callable[[CorpusItem], object] | None, items: Sequence[CorpusItem]
) -> Sequence[CorpusItem]:
    """Return the items of which a condition in SQL or a function holds, all for None."""
    if where is None:
        return items
    if callable(where):
        return [item for item in items if where(item)]
    if not isinstance(where, str):
        raise ConfigError(f"where: found {where!r}, expected a condition in SQL or a function")
    found = query(items, f"select name from conversations where {where}", redact=False)
    names = set(found["name"])
    return [item for item in items if item.name in names]


def those_with(columns: Mapping[str, Any], items: Sequence[CorpusItem]) -> Sequence[CorpusItem]:
    """Return the items whose columns each have a value, or one of several.

    Raises UnknownNameError for a column that none of them has.
    """
    for column, wanted in columns.items():
        own = {name for item in items for name in item.columns}
        if items and column not in _BUILT_IN | own:
            raise UnknownNameError("column", column, [*sorted(_BUILT_IN), *sorted(own)])
        several = isinstance(wanted, Iterable) and not isinstance(wanted, str)
        values = [*wanted] if several else [wanted]
        items = [item for item in items if _value(item, column) in values]
    return items


def _value(item: CorpusItem, column: str) -> Any:
    """Return the value of a column of an item."""
    if column in _BUILT_IN:
        return getattr(conversation_row(item), column)
    return item.columns.get(column)
