"""Secrets in tables: a column that is called a secret's name holds one in every row."""

from __future__ import annotations

from collections.abc import Generator, Iterator

from headroom_lab.redact.lazy import lazy
from headroom_lab.redact.names import level_of
from headroom_lab.redact.values import is_mixed, is_secret

_HOOK = lazy(r"pass|pwd|secret|token|key|kennwort|contrase|senha|密码|密碼|пароль|パスワード")
_BREAK = lazy(r"\r?\n|(?:\\+r)?\\+n")
_CELL = lazy(r"[\w.-]{1,40}(?: [\w.-]{1,40})?")
_RULE = lazy(r"[\s|+:=─┼├┤│-]+")
_QUOTES = lazy(r"[\"'`]")
_VALUE = lazy(r"[\s\\\"'`]*([^\s\\\"'`]+)")
_ROOM = 300  # characters of a head on either side of a name
_SIGNS = ("\t", "\\t", "|", "│", ";", ",")
_AROUND = " \t\"'\\`|│"


def column_spans(text: str, lowered: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each secret in a table of CSV, TSV, Markdown or a database."""
    seen = -1
    for hook in _HOOK.finditer(lowered):
        if hook.start() < seen:
            continue
        start, stop = _line(text, hook.start())
        seen = stop
        head = text[start:stop]
        for sign in _SIGNS:
            columns = _columns(head, sign) if sign in head else {}
            if columns:
                seen = yield from _values(text, stop, sign, head.count(sign), columns)
                break


def _line(text: str, place: int) -> tuple[int, int]:
    """Return where the line begins and ends that a place stands in."""
    before = max(0, place - _ROOM)
    breaks = [match.end() for match in _BREAK.finditer(text, before, place)]
    after = _BREAK.search(text, place, place + _ROOM)
    return (breaks or [before])[-1], after.start() if after else min(len(text), place + _ROOM)


def _columns(head: str, sign: str) -> dict[int, int]:
    """Return the columns that are called as a secret is, with how sure the name makes us."""
    cells = [_called(cell) for cell in head.split(sign)]
    inner = [cell for cell in cells if cell]
    if len(inner) < 2 or not all(map(_CELL.fullmatch, inner)):
        return {}
    if any(map(str.isdigit, inner)):  # a number names no column: that is a numbered line
        return {}
    levels = {number: level_of(cell) for number, cell in enumerate(cells) if cell}
    return {number: level for number, level in levels.items() if level is not None}


def _called(cell: str) -> str:
    """Return what a cell of a head says; the first one may stand behind the key of a text."""
    pieces = [piece.strip(_AROUND) for piece in _QUOTES.split(cell)]
    return (pieces[-1] or (pieces[-2] if len(pieces) > 1 else "")).strip(":")


def _values(
    text: str, place: int, sign: str, signs: int, columns: dict[int, int]
) -> Generator[tuple[int, int], None, int]:
    """Yield the secrets of the rows behind a head, and return where the table ends.

    A row has as many cells as the head; the last one of a table in JSON stands with what follows.
    """
    while line := _BREAK.match(text, place):
        start = line.end()
        end = _BREAK.search(text, start)
        stop = end.start() if end else len(text)
        if not _RULE.fullmatch(text, start, stop):
            cells = text[start:stop].split(sign, signs + 1)
            if len(cells) <= signs or (len(cells) > signs + 1 and "\\" not in line[0]):
                return place
            yield from _row(text, start, cells, len(sign), columns)
        place = stop
    return place


def _row(
    text: str, start: int, cells: list[str], width: int, columns: dict[int, int]
) -> Iterator[tuple[int, int]]:
    """Yield the places of a row's secrets; ``width`` is how long the sign between cells is."""
    for number, level in columns.items():
        begin = start + sum(len(cell) + width for cell in cells[:number])
        value = _VALUE.match(text, begin, begin + len(cells[number]))
        if value and is_mixed(value[1]) and is_secret(value[1], level, quoted=True):
            yield value.span(1)
