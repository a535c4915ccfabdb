"""Conversations with their needles: what an evaluator runs over."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from headroom_lab.messages import Conversation, read
from headroom_lab.messages.needles import needles

FAR = 4  # messages between an output and its use from which a needle is far


@dataclass(frozen=True, slots=True)
class CorpusNeedle:
    """A value of the tool output in message ``tool`` that message ``use`` uses first.

    ``strict`` ones are hard to guess from anything else.
    """

    tool: int
    use: int
    value: str
    kind: str
    strict: bool = True

    @property
    def far(self) -> bool:
        """Whether it is used four or more messages later."""
        return self.use - self.tool >= FAR


@dataclass(frozen=True)
class CorpusItem:
    """One conversation: its id, its source, its messages and its needles."""

    id: str
    source: str
    messages: list[Any]
    needles: tuple[CorpusNeedle, ...]


def corpus_item(id: str, source: str, messages: list[Any]) -> CorpusItem:
    """Return a conversation with the needles found in it.

    A needle counts as strict where it holds a digit, a mark inside, several words, or capitals
    inside a word; such values can't be guessed from the words around them.
    """
    found = needles(read(messages))
    return CorpusItem(
        id,
        source,
        messages,
        tuple(CorpusNeedle(n.tool, n.use, n.value, n.kind, _is_strict(n.value)) for n in found),
    )


def read_corpus(folder: str | Path) -> list[CorpusItem]:
    """Read normalised conversations (``*.jsonl``) and their needles (``needles.jsonl``).

    Without a needles file the needles are extracted. Conversations come in the order of file
    names and lines.
    """
    folder = Path(folder)
    marked = folder / "needles.jsonl"
    known = _known(marked) if marked.exists() else None
    return [
        corpus_item(trace["id"], trace["source"], trace["messages"])
        if known is None
        else CorpusItem(
            trace["id"], trace["source"], trace["messages"], tuple(known.get(trace["id"], ()))
        )
        for path in sorted(folder.glob("*.jsonl"))
        if path != marked
        for trace in _lines(path)
    ]


def conversations(corpus: Iterable[CorpusItem]) -> Iterator[tuple[CorpusItem, Conversation]]:
    """Yield each item with its conversation read."""
    for item in corpus:
        yield item, read(item.messages)


def _known(path: Path) -> dict[str, list[CorpusNeedle]]:
    """Return conversation id -> needles of a needles file."""
    found: dict[str, list[CorpusNeedle]] = {}
    for row in _lines(path):
        needle = CorpusNeedle(
            row["tool_index"], row["use_index"], row["value"], row["kind"], row["strict"]
        )
        found.setdefault(row["id"], []).append(needle)
    return found


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the records of a JSON lines file."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def _is_strict(value: str) -> bool:
    """Tell whether a value is more than a plain word."""
    return not (value.isalpha() and value[1:].islower())
