"""Conversations with their needles: what an evaluator runs over."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from headroom_lab.errors import InvalidMessagesError
from headroom_lab.messages import read
from headroom_lab.messages.given import Request, is_one, request_of
from headroom_lab.messages.needles import FAR, needles
from headroom_lab.redact import masked_repr


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
    """One conversation: its id, source, messages (a system prompt within) and needles.

    ``model`` and ``tools`` are its own, None where it brings none; ``beside_tokens`` those of what
    was sent with it but stands in no file.
    """

    id: str
    source: str
    messages: list[Any]
    needles: tuple[CorpusNeedle, ...]
    model: str | None = None
    tools: Sequence[Any] | None = None
    beside_tokens: int = 0


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
        tuple(CorpusNeedle(n.tool, n.use, n.value, n.kind, n.strict) for n in found),
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


def as_corpus(given: Any, system: Any = None, tools: Any = None) -> list[CorpusItem]:
    """Return conversations as corpus items, their needles extracted where they bring none.

    ``given``: one conversation, or several of these or corpus items; a mapping names them.
    ``system`` and ``tools`` are those of conversations that have none of their own. Raises
    InvalidMessagesError, which tells of several conversations the one that can't be read.
    """
    if is_one(given):
        return [_item("conversation", given, system, tools)]
    if not isinstance(given, Iterable) or isinstance(given, (str, bytes)):
        raise InvalidMessagesError(type(given).__name__, "messages, or several conversations")
    named = given.items() if isinstance(given, Mapping) else enumerate(given, start=1)
    items = [_one_of(name, value, system, tools) for name, value in named]
    if not items:
        raise InvalidMessagesError("an empty list", "at least one conversation")
    return items


def _one_of(name: Any, given: Any, system: Any, tools: Any) -> CorpusItem:
    """Return one of several conversations; an error names it."""
    if isinstance(given, CorpusItem):
        return given
    title = f"conversation {name}" if isinstance(name, int) else str(name)
    try:
        return _item(title, given, system, tools)
    except InvalidMessagesError as error:
        raise InvalidMessagesError(
            f"{error.found} (conversation {name})",
            error.expected,
            message=error.message,
            field=error.field,
        ) from error


def _item(name: str, given: Any, system: Any, tools: Any) -> CorpusItem:
    """Return a conversation, or what holds one, with its needles."""
    own = request_of(given)
    request = Request(
        own.messages,
        own.model,
        system if own.system is None else own.system,
        tools if own.tools is None else own.tools,
    )
    item = corpus_item(name, "given", request.conversation.to_list())
    beside = own.beside_tokens
    return replace(item, model=request.model, tools=request.tools, beside_tokens=beside)


def conversations(corpus: Iterable[CorpusItem]) -> Iterator[tuple[CorpusItem, Request]]:
    """Yield each item with the request that its conversation is, its system prompt within."""
    for item in corpus:
        yield item, Request(read(item.messages), item.model, None, item.tools, item.beside_tokens)


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
