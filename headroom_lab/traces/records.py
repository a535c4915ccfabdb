"""The records of a file: the objects in its lines, or the ones that a JSON document holds."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import IO, Any

import orjson

from headroom_lab.traces.lines import Allowance, Line, lines
from headroom_lab.traces.skipping import Skipping

Record = tuple[int, dict[str, Any]]
DOCUMENT = 2  # times the longest line: a JSON document, which has to be read as a whole
_DECODER = json.JSONDecoder()


def records(stream: IO[bytes], allowed: Allowance, skipping: Skipping) -> Iterator[Record]:
    """Yield the objects in a stream, each with its line; what can't be read is noted.

    Lines of JSON are read one at a time. Where the first line isn't JSON by itself the whole is
    tried as one document.
    """
    found = lines(stream, allowed, skipping)
    first = next(found, None)
    if first is None:
        skipping.add("the file is empty")
        return
    if not _is_whole(first[1]):
        head, is_all = _gathered(first, found, DOCUMENT * allowed.longest)
        values = _document(head) if is_all else None
        if values is not None:
            yield from _objects(((1, value) for value in values), skipping)
            return
        found = chain(head[1:], found)
        first = head[0]
    yield from _objects(_values(chain([first], found), skipping), skipping)


def _is_whole(line: bytes | str) -> bool:
    """Tell whether a line is JSON by itself."""
    try:
        orjson.loads(line)
    except orjson.JSONDecodeError:
        return bool(_several(_text(line))[0])
    return True


def _gathered(first: Line, found: Iterator[Line], most: int) -> tuple[list[Line], bool]:
    """Return lines up to ``most`` bytes, the size of a document, and whether these are all."""
    head, size = [first], len(first[1])
    for line in found:
        head.append(line)
        size += len(line[1])
        if size > most:
            return head, False
    return head, True


def _document(head: list[Line]) -> list[Any] | None:
    """Return what one JSON document holds, in a list of its own; None for none."""
    whole = "".join(_text(line) for _, line in head)
    try:
        return [_loaded(whole)]
    except ValueError:
        return None


def _objects(
    values: Iterable[tuple[int, Any]], skipping: Skipping, *, deep: bool = False
) -> Iterator[Record]:
    """Yield the objects among values; the others are noted.

    An array is its items, but an array of messages is a conversation, as one object.
    """
    for number, value in values:
        if isinstance(value, dict):
            yield number, value
        elif isinstance(value, list) and _is_conversation(value):
            yield number, {"contents" if "parts" in value[0] else "messages": value}
        elif isinstance(value, list) and value and not deep:
            yield from _objects(((number, item) for item in value), skipping, deep=True)
        else:
            skipping.add(f"JSON that is no object but {type(value).__name__}", number)


def _is_conversation(listed: list[Any]) -> bool:
    """Tell a list of messages, as vendors and LangChain spell them."""
    if not listed or not all(isinstance(one, dict) for one in listed):
        return False
    first = listed[0]
    if isinstance(first.get("role"), str):
        return "content" in first or _is_gemini(first.get("parts"))
    return _is_langchain(first)


def _is_gemini(parts: Any) -> bool:
    """Tell Gemini's parts, which have no type, from those of other libraries."""
    listed = parts if isinstance(parts, list) else []
    return bool(listed) and all(isinstance(p, dict) and "type" not in p for p in listed)


def _is_langchain(entry: dict[str, Any]) -> bool:
    """Tell LangChain's message that has a type in its role's place."""
    kinds = ("human", "ai", "system")
    return (entry.get("type") in kinds and ("content" in entry or "data" in entry)) or (
        entry.get("lc") == 1 and "kwargs" in entry
    )


def _values(found: Iterator[Line], skipping: Skipping) -> Iterator[tuple[int, Any]]:
    """Yield the JSON in each line: usually one value, sometimes several, or a broken one."""
    for number, line in found:
        try:
            value = orjson.loads(line)
        except orjson.JSONDecodeError:
            for value in _repaired(number, line, skipping):
                yield number, value
        else:
            yield number, value


def _repaired(number: int, line: bytes | str, skipping: Skipping) -> Iterator[Any]:
    """Yield what can be read of a line that the strict reader refuses."""
    text = _text(line)
    if isinstance(line, bytes) and "�" in text and b"\xef\xbf\xbd" not in line:
        skipping.add("bytes that aren't UTF-8, read as �", number)
    found, rest = _several(text)
    yield from found
    if rest:
        skipping.add("a line, or the end of one, that isn't JSON", number)


def _several(text: str) -> tuple[list[Any], str]:
    """Return the JSON values that a line begins with, and what stands behind them."""
    found: list[Any] = []
    rest = text.strip()
    while rest:
        try:
            value, end = _DECODER.raw_decode(rest)
        except (ValueError, RecursionError):
            break
        found.append(_sound(value))
        rest = rest[end:].lstrip(" ,\t\r\n")
    return found, rest


def _loaded(text: str) -> Any:
    """Return the value of a JSON text; ValueError where it is none, or nested without end."""
    try:
        return orjson.loads(text.encode("utf-8", "replace"))
    except orjson.JSONDecodeError:
        return _loaded_leniently(text)


def _loaded_leniently(text: str) -> Any:
    """Return what orjson refuses and the standard library takes: NaN, lone surrogates' escapes."""
    try:
        return _sound(json.loads(text))
    except RecursionError:
        raise ValueError("nested too deep") from None


def _sound(value: Any) -> Any:
    """Return a value without lone surrogates, which no text that is sent can hold."""
    text = json.dumps(value, ensure_ascii=False)
    if text.isascii() or text.encode("utf-8", "ignore").decode("utf-8") == text:
        return value
    return json.loads(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))


def _text(line: bytes | str) -> str:
    """Return a line as text."""
    return line if isinstance(line, str) else line.decode("utf-8", "replace")


def peeked(found: Iterator[Record], count: int) -> tuple[list[Record], Iterator[Record]]:
    """Return the first records, and all of them again."""
    head = list(islice(found, count))
    return head, chain(head, found)
