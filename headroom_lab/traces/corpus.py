"""A corpus: a named set of recorded sessions and conversations, as tables and for studies."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self, overload

from headroom_lab.errors import ConfigError, UnknownNameError, placed
from headroom_lab.providers.prices import PricesLike, prices_of
from headroom_lab.redact import redact_data
from headroom_lab.results.corpus import CONVERSATION_COLUMNS
from headroom_lab.results.record import Column, Record
from headroom_lab.results.skips import Skips
from headroom_lab.traces.corpus_choosing import those_where, those_with
from headroom_lab.traces.corpus_frames import conversation_row, frame_of, query, write_parquet
from headroom_lab.traces.corpus_items import CorpusItem, items_of, named_apart
from headroom_lab.traces.corpus_reading import SAVED, items_at
from headroom_lab.traces.opening import path_of
from headroom_lab.traces.portable import line_of, packed

if TYPE_CHECKING:
    import pandas as pd


class Corpus(Record, Sequence[CorpusItem]):
    """A named set of conversations: recorded sessions, or messages alone.

    Indexed by place or by name; each conversation is held once, tables of them are made when asked
    for. Secrets are masked in every table and file unless ``redact=False`` says otherwise.

    Args:
        conversations: one conversation as ``simulate`` takes it, or several of these, traces, items
            and rows of ``sessions()``; a mapping names them.
        name: what the corpus is called.
        system: a system prompt for conversations that have none of their own.
        tools: tool definitions for conversations that have none of their own.

    Raises:
        InvalidMessagesError: names the conversation that can't be read.

    Example::

        corpus = Corpus({"first": messages})
        corpus.sql("select role, sum(tokens) from messages group by role")
    """

    picture: ClassVar[str] = "corpus"
    table_columns: ClassVar[tuple[Column, ...]] = CONVERSATION_COLUMNS

    def __init__(
        self, conversations: Any, name: str = "corpus", *, system: Any = None, tools: Any = None
    ) -> None:
        given = list(conversations) if isinstance(conversations, Corpus) else conversations
        self._fill(items_of(given, system, tools), name)

    def _fill(self, items: Iterable[CorpusItem], name: str, skipped: Skips | None = None) -> None:
        """Take the conversations, each under a name of its own."""
        self.name = name
        self.skipped = Skips() if skipped is None else skipped
        self._items = tuple(named_apart(items))

    @classmethod
    def _of(cls, items: Iterable[CorpusItem], name: str, skipped: Skips | None = None) -> Self:
        """Return a corpus of items, of none too."""
        made = cls.__new__(cls)
        made._fill(items, name, skipped)
        return made

    @classmethod
    def read(cls, path: str | PathLike[str], name: str | None = None) -> Self:
        """Read all conversations that a folder, a file or a glob holds.

        Recorded sessions as ``read_traces`` reads them; lines of JSON with ``name`` (or ``id``) and
        ``messages``, whose other values become columns; a corpus that was saved. ``needles.jsonl``
        beside them says which values are used again. ``.skipped`` tells what was left out.

        Args:
            path: where they are.
            name: what to call the corpus; None for the folder's or the file's own.

        Raises:
            HeadroomError: where there is no such file.

        Example::

            Corpus.read(".").filter(source="Claude Code").requests
        """
        where = path_of(path, "a file, a folder or a glob")
        items, skipped = items_at(where)
        return cls._of(items, name or where.stem, Skips(skipped))

    @classmethod
    def load(cls, path: str | PathLike[str]) -> Self:
        """Read a corpus that ``save`` wrote.

        Args:
            path: its folder.

        Raises:
            ConfigError: where there is none.

        Example::

            Corpus.load(corpus.save("saved")).to_frame()
        """
        folder = path_of(path, "the folder of a corpus that was saved")
        if not (folder / SAVED).is_file():
            raise ConfigError(f"path: {str(folder)!r} holds no saved corpus: no {SAVED} in it")
        return cls.read(folder / SAVED, name=folder.name)

    def save(self, path: str | PathLike[str], *, redact: bool = True) -> Path:
        """Write the corpus to a folder, for ``load`` and for any engine; return the folder.

        ``conversations.jsonl`` holds all, one conversation a line; ``conversations.parquet``,
        ``messages.parquet`` and ``requests.parquet`` are its tables.

        Args:
            path: the folder, made where it isn't there; what an earlier ``save`` left is replaced.
            redact: False writes secrets as they are.

        Raises:
            ConfigError: for a path that is a file.
            OSError: where the folder can't be written.

        Example::

            corpus.save("saved")
        """
        folder = path_of(path, "a folder")
        if folder.exists() and not folder.is_dir():
            raise ConfigError(f"path: {str(folder)!r} is a file, expected a folder")
        folder.mkdir(parents=True, exist_ok=True)
        part = folder / f"{SAVED}.part"
        with part.open("wb") as file:
            for item in self._items:
                line = line_of(item)
                file.write(packed(redact_data(line) if redact else line) + b"\n")
        part.replace(folder / SAVED)
        write_parquet(self._items, folder, redact=redact)
        return folder

    @property
    def content_hash(self) -> str:
        """The SHA-256 of all that the conversations hold, in order; where they lie is no part.

        Secrets count as what they are masked with, so that what was saved has the same.
        """
        digest = hashlib.sha256()
        for item in self._items:
            digest.update(packed(redact_data(line_of(item)), is_sorted=True) + b"\n")
        return digest.hexdigest()

    def sample(self, n: int, seed: int = 0) -> Self:
        """Return some of the conversations, chosen by chance, in their order.

        Args:
            n: how many; all where there are no more.
            seed: the same one chooses the same conversations.

        Raises:
            ConfigError: for fewer than none.

        Example::

            corpus.sample(10, seed=1)
        """
        if not isinstance(n, int) or isinstance(n, bool) or n < 0:
            raise ConfigError(f"n: found {n!r}, expected a whole number, 0 or more")
        places = random.Random(seed).sample(range(len(self)), min(n, len(self)))
        return self._of((self._items[place] for place in sorted(places)), self.name)

    def filter(
        self, where: str | Callable[[CorpusItem], object] | None = None, **columns: Any
    ) -> Self:
        """Return the conversations of which something holds.

        Args:
            where: a condition in SQL over the columns of ``to_frame()``, or a function of an item.
            columns: values that columns must have, each one value or a list of them.

        Raises:
            ConfigError: for a condition that DuckDB refuses.
            UnknownNameError: for a column that isn't there.

        Example::

            corpus.filter("cost > 1", source=["Codex", "pi"])
        """
        return self._of(those_with(columns, those_where(where, self._items)), self.name)

    def frame(self, table: str, *, redact: bool = True, prices: PricesLike = None) -> pd.DataFrame:
        """Return a table.

        Args:
            table: "conversations", "messages" or "requests".
            redact: False leaves secrets as they are.
            prices: prices of one's own, as ``simulate`` takes them; None for the list's.

        Raises:
            UnknownNameError: for another table.

        Example::

            corpus.frame("messages", redact=False)
        """
        return frame_of(self._items, table, redact=redact, prices=prices_of(prices))

    def to_frame(self) -> pd.DataFrame:
        """Return a row a conversation: name, source, tokens by class, cost, its own columns.

        Example::

            corpus.to_frame().groupby("source")["cost"].sum()
        """
        return self.frame("conversations")

    @property
    def messages(self) -> pd.DataFrame:
        """A row a message of each conversation: its role, tool, tokens and text."""
        return self.frame("messages")

    @property
    def requests(self) -> pd.DataFrame:
        """A row a recorded request: its model, time, tokens by class and cost."""
        return self.frame("requests")

    def sql(self, text: str, *, redact: bool = True) -> pd.DataFrame:
        """Return what a query finds, by DuckDB.

        Args:
            text: a query over the tables ``conversations``, ``messages`` and ``requests``, of which
                the last two name their ``conversation``.
            redact: False leaves secrets as they are.

        Raises:
            ConfigError: for what DuckDB refuses, with its message.

        Example::

            corpus.sql("select model, sum(cost) from requests group by model")
        """
        return query(self._items, text, redact=redact)

    def table_rows(self) -> Sequence[object]:
        """Return a row a conversation.

        Example::

            [row.name for row in corpus.table_rows()]
        """
        return [conversation_row(item) for item in self._items]

    def to_dict(self) -> dict[str, Any]:
        """Return the corpus as plain data: its name and the rows of its conversations.

        Example::

            corpus.to_dict()["name"]
        """
        rows = self.to_frame().astype(object)
        return {"name": self.name, "rows": rows.where(rows.notna(), None).to_dict("records")}

    @overload
    def __getitem__(self, index: int | str) -> CorpusItem: ...
    @overload
    def __getitem__(self, index: slice) -> Self: ...
    def __getitem__(self, index: int | str | slice) -> CorpusItem | Self:
        if isinstance(index, slice):
            return self._of(self._items[index], self.name)
        if not isinstance(index, str):
            return self._items[placed("conversation", index, len(self))]
        found = next((item for item in self._items if item.name == index), None)
        if found is None:
            raise UnknownNameError("conversation", index, [item.name for item in self._items])
        return found

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[CorpusItem]:
        return iter(self._items)
