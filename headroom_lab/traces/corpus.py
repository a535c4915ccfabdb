"""Conversations with their needles: what an evaluator runs over."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from headroom_lab.errors import InvalidMessagesError
from headroom_lab.messages import Conversation, read
from headroom_lab.messages.given import conversation_of
from headroom_lab.messages.needles import needles
from headroom_lab.redact import masked_repr

FAR = 4  # messages between an output and its use from which a needle is far


@masked_repr
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


@masked_repr
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


def as_corpus(given: Any, system: Any = None) -> list[CorpusItem]:
    """Return conversations as corpus items, their needles extracted where they bring none.

    ``given``: one message list or request body, or several of these or corpus items; a mapping
    names them. ``system`` is the system prompt of those that have none of their own. Raises
    InvalidMessagesError, which tells of several conversations the one that can't be read.
    """
    if _is_one(given):
        return [_item("conversation", given, system)]
    if not isinstance(given, Iterable) or isinstance(given, (str, bytes)):
        raise InvalidMessagesError(type(given).__name__, "messages, or several conversations")
    named = given.items() if isinstance(given, Mapping) else enumerate(given, start=1)
    items = [_one_of(name, value, system) for name, value in named]
    if not items:
        raise InvalidMessagesError("an empty list", "at least one conversation")
    return items


def _is_one(given: Any) -> bool:
    """Tell whether something is one conversation: a message list, or a request with one."""
    if isinstance(given, Mapping):
        return "messages" in given or "input" in given
    if isinstance(given, (list, tuple)):
        first = given[0] if given else None
        if isinstance(first, Mapping):
            return "role" in first or not ("messages" in first or "input" in first)
        return hasattr(first, "role") or isinstance(first, str)
    return isinstance(given, Conversation) or isinstance(getattr(given, "messages", None), list)


def _one_of(name: Any, given: Any, system: Any) -> CorpusItem:
    """Return one of several conversations; an error names it."""
    if isinstance(given, CorpusItem):
        return given
    try:
        return _item(f"conversation {name}" if isinstance(name, int) else str(name), given, system)
    except InvalidMessagesError as error:
        raise InvalidMessagesError(
            f"{error.found} (conversation {name})",
            error.expected,
            message=error.message,
            field=error.field,
        ) from error


def _item(name: str, given: Any, system: Any) -> CorpusItem:
    """Return a message list, or what holds one, with its needles."""
    held: Any = given
    if isinstance(given, Mapping):
        held = given["messages"] if "messages" in given else given.get("input")
        own = given.get("system", given.get("instructions"))
    else:
        held = getattr(given, "messages", given) if not isinstance(given, Conversation) else given
        own = getattr(given, "system", None)
    whole = conversation_of(held, system if own is None else own)
    return corpus_item(name, "given", whole.to_list())


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
