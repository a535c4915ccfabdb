"""What every result can do: show itself as text, HTML, Markdown, a DataFrame or plain data."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Self, TypeVar, overload

from headroom_lab.errors import placed
from headroom_lab.redact import redact_data
from headroom_lab.results import doors
from headroom_lab.results.arrow import Cells, arrow_stream
from headroom_lab.results.plain import plain_data, rows_as_data

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: its name (also the attribute it reads), pandas dtype and meaning.

    DataFrames, tables and schemas are made from it. A narrow picture leaves a lesser one out."""

    name: str
    dtype: str
    label: str = ""
    is_lesser: bool = field(default=False, kw_only=True)

    def value(self, row: object) -> Any:
        """Return the value of this column for a row."""
        return getattr(row, self.name)


class Record:
    """The mixin of all results. ``picture`` names the text and HTML templates that show it.

    A record carries all that its picture needs; ``table_columns`` and ``table_rows`` declare
    its DataFrame. ``masks`` tells that secrets in its texts are masked wherever it goes; a
    record whose texts were masked when it was made, or by an explicit act were not, says no.
    """

    picture: ClassVar[str] = ""
    masks: ClassVar[bool] = True
    table_columns: ClassVar[tuple[Column, ...]] = ()

    def table_rows(self) -> Iterable[object]:
        """Return the rows of the DataFrame: by default the record is its only row.

        Example::

            len(list(result.table_rows()))
        """
        return [self]

    def to_frame(self) -> pd.DataFrame:
        """Return the rows as a DataFrame with the dtypes of ``table_columns``.

        Example::

            result.to_frame().sort_values("tokens_saved").tail(3)
        """
        import pandas as pd

        return pd.DataFrame(
            {name: pd.Series(cells, dtype=dtype) for name, dtype, cells in self.table_cells()}
        )

    def table_cells(self) -> Iterator[Cells]:
        """Yield each column of the table: its name, its pandas dtype and its values, masked.

        Example::

            [name for name, _, _ in result.table_cells()]
        """
        rows = list(self.table_rows())
        for column in self.table_columns:
            cells = [self._masked(column.value(row)) for row in rows]
            yield self._masked(column.name), column.dtype, cells

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        """Return the rows as an Arrow stream, as ``polars.DataFrame(result)`` asks for it.

        Args:
            requested_schema: a PyCapsule of the schema wanted, or None for the record's own.

        Example::

            duckdb.sql("select * from result")  # takes it in the same way
        """
        return arrow_stream(self.table_cells(), requested_schema)

    def tables(self) -> dict[str, Record]:
        """Return every table of the record by its name, as a bundle keeps them.

        Example::

            {name: table.to_frame() for name, table in result.tables().items()}
        """
        return {"table": self}

    def to_report(self, folder: str | os.PathLike[str], *, inputs: bool | None = None) -> Path:
        """Write a bundle that others can read and make again: a page, the data, the manifest.

        ``index.html`` needs nothing from outside, ``report.md`` says the same; ``data/`` holds the tables
        as Parquet, ``figures/`` the plots as SVG. ``headroom_lab.rerun(manifest)`` makes the figures again.

        Args:
            folder: where, made where it isn't there; what an earlier report left is replaced.
            inputs: True keeps the conversations in the bundle, secrets masked; False keeps none: whoever makes it
                again gives them. None keeps those that can't be found again by an example's name or a
                session's file.

        Returns:
            The path of ``manifest.json``.

        Raises:
            ConfigError: where the folder is a file, or holds files that no report wrote.
            StoreError: where it can't be written.

        Example::

            result.to_report("bundle")
        """
        found: Path = doors.bundle_of(self, folder, inputs)
        return found

    def to_dict(self) -> dict[str, Any]:
        """Return plain data: dicts, lists, texts, numbers, None.

        Example::

            result.to_dict()["tokens_saved"]
        """
        return {
            item.name: self._masked(plain_data(getattr(self, item.name)))
            for item in fields(self)  # type: ignore[arg-type]
            if item.repr
        }

    def _masked(self, value: Any) -> Any:
        """Return a text or plain data with the secrets in it masked."""
        return redact_data(value) if self.masks else value

    def to_text(self) -> str:
        """Return the record on one screen of plain text.

        Example::

            print(result.to_text())
        """
        return doors.text_of(self)

    def to_html(self) -> str:
        """Return the record as an HTML fragment that needs no script, style sheet or network.

        Example::

            Path("result.html").write_text(result.to_html(), encoding="utf-8")
        """
        return doors.html_of(self)

    def to_markdown(self) -> str:
        """Return the record as Markdown.

        Example::

            print(result.to_markdown())
        """
        return doors.markdown_of(self)

    def plot(
        self, kind: str | None = None, *, ax: Any = None, figsize: Any = None, dpi: Any = None
    ) -> Any:
        """Return a plot: a matplotlib Figure, or ``ax`` where one is given.

        Args:
            kind: which of the record's plots, such as ``"context"``; None for its first.
            ax: matplotlib axes to draw in; None makes a figure.
            figsize: width and height of that figure in inches; None for 8 and what the plot needs.
            dpi: dots an inch; None for 96.

        Raises:
            UnknownNameError: for a kind that the record doesn't have, with those that it has.

        Example::

            result.plot("context")
        """
        return doors.plot_of(self, kind, ax=ax, figsize=figsize, dpi=dpi)

    def __repr__(self) -> str:
        return self.to_text()

    def __getstate__(self) -> Any:
        """Return what a pickle holds: the secrets in it are masked, messages' texts included."""
        state = object.__getstate__(self)
        return masked_copy(state) if self._masks_pickles else state

    @property
    def _masks_pickles(self) -> bool:
        """Whether secrets are masked in a pickle."""
        return self.masks

    def __copy__(self) -> Self:
        return self._copied(lambda value: value)

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self._copied(lambda value: deepcopy(value, memo))

    def _copied(self, copied: Callable[[Any], Any]) -> Self:
        """Return a copy for this process: nothing in it is masked."""
        made = object.__new__(type(self))
        state = object.__getstate__(self)
        for part in state if isinstance(state, tuple) else (state,):
            for name, value in (part or {}).items():
                object.__setattr__(made, name, copied(value))
        return made

    def _repr_mimebundle_(
        self, include: Iterable[str] | None = None, exclude: Iterable[str] | None = None
    ) -> dict[str, str]:
        """Return what a notebook shows; HEADROOM_DISPLAY=text leaves the text alone."""
        wanted = {"text/plain": self.to_text}
        if os.environ.get("HEADROOM_DISPLAY", "html") != "text":
            wanted["text/html"] = self.to_html
        kept = set(include or wanted) - set(exclude or ())
        return {mime: make() for mime, make in wanted.items() if mime in kept}


class Table(Record, Sequence[T], Generic[T]):
    """A sequence of rows that shows itself as a table; ``row_name`` is what one is called."""

    row_name: ClassVar[str] = "row"
    __slots__ = ("_rows",)

    def __init__(self, rows: Iterable[T] = ()) -> None:
        self._rows = tuple(rows)

    def table_rows(self) -> Iterable[object]:
        """Return the rows themselves.

        Example::

            len(list(result.removals.table_rows()))
        """
        return self._rows

    def to_dict(self) -> dict[str, Any]:
        """Return the rows as plain data under their column names.

        Example::

            list(result.removals.to_dict())
        """
        return rows_as_data(self, self._rows)

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> Table[T]: ...
    def __getitem__(self, index: int | slice) -> T | Table[T]:
        if isinstance(index, slice):
            return type(self)(self._rows[index])
        return self._rows[placed(self.row_name, index, len(self))]

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[T]:
        return iter(self._rows)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Table) and self._rows == other._rows

    def __hash__(self) -> int:
        return hash(self._rows)


def masked_copy(value: Any) -> Any:
    """Return a value of the same kind with the secrets in its texts masked, at any depth."""
    return redact_data(value, other=_masked_object)


def _masked_object(value: Any) -> Any:
    """Return a record, a row or a vendor's message masked; any other object as it is."""
    if isinstance(value, Record) and not value.masks:
        return value
    if isinstance(value, Table):
        return type(value)(map(masked_copy, value))
    if is_dataclass(value) and not isinstance(value, type):
        parts = {item.name: getattr(value, item.name) for item in fields(value) if item.init}
        return replace(value, **{name: masked_copy(part) for name, part in parts.items()})
    return redact_data(value.model_dump()) if hasattr(value, "model_dump") else value
