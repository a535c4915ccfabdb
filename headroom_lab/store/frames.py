"""DataFrames with the dtypes that the columns declare, whatever the rows hold."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from headroom_lab.results.record import Column

if TYPE_CHECKING:
    import pandas as pd


def typed_frame(frame: pd.DataFrame, columns: Iterable[Column]) -> pd.DataFrame:
    """Return a frame whose columns have the declared dtypes; lists and dicts are plain ones."""
    import pandas as pd

    for column in columns:
        values = frame[column.name]
        if column.dtype == "object":
            plain = [v if isinstance(v, dict) else list(v) for v in values]
            frame[column.name] = pd.Series(plain, index=frame.index, dtype="object")
        elif str(values.dtype) != column.dtype:
            frame[column.name] = values.astype(column.dtype)  # type: ignore[call-overload]
    return frame
