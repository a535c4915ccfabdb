"""Conversations of a corpus from files: named ones, recorded sessions, a corpus that was saved."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from headroom_lab.errors import InvalidMessagesError
from headroom_lab.results.skips import NO_FILE, Skip
from headroom_lab.traces.corpus_items import CorpusItem, CorpusNeedle
from headroom_lab.traces.formats import bodies, reader_for
from headroom_lab.traces.lines import Allowance
from headroom_lab.traces.opening import opened
from headroom_lab.traces.portable import is_line, item_from
from headroom_lab.traces.reading import Traces, files_at
from headroom_lab.traces.records import Record, records
from headroom_lab.traces.skipping import Skipping

NEEDLES = "needles.jsonl"  # beside conversations: which of their values are used again
SAVED = "conversations.jsonl"  # in the folder of a corpus that was saved


def items_at(path: Path) -> tuple[list[CorpusItem], list[Skip]]:
    """Return the conversations in a file, a folder or a glob in order, and what was left out.

    Raises HeadroomError where there is no such file.
    """
    if (path / SAVED).is_file():
        path = path / SAVED
    found_at, is_folder = files_at(path)
    files = list(found_at)
    named: list[tuple[Path, CorpusItem]] = []
    logs: list[Path] = []
    marked: dict[str, tuple[CorpusNeedle, ...]] = {}
    skipped = [] if files else [Skip(str(path), NO_FILE)]
    for file in files:
        if file.name == NEEDLES and is_folder:
            marked |= _needles(file)
        elif _is_named(file):
            skipping = Skipping(str(file))
            named += [(file, item) for item in _named(file, skipping)]
            skipped += skipping.rows()
        else:
            logs.append(file)
    traces = Traces(logs, is_folder=is_folder)
    found = [(Path(trace.path), CorpusItem(trace.id, trace.source, trace)) for trace in traces]
    ordered = sorted([*named, *found], key=lambda pair: pair[0])
    return [_marked(item, marked) for _, item in ordered], [*skipped, *traces.skipped]


def _is_named(file: Path) -> bool:
    """Tell a file whose lines are named conversations, and no log that has a reader of its own."""
    first = next((record for _, record in _records(file, Skipping(str(file)))), None)
    if first is None or not is_line(first):
        return False
    return "trace" in first or reader_for([first]) in (None, bodies.READER)


def _named(file: Path, skipping: Skipping) -> Iterator[CorpusItem]:
    """Yield the named conversations in a file; a line that holds none is noted."""
    for number, record in _records(file, skipping):
        try:
            if not is_line(record):
                raise KeyError("messages")
            item = item_from(record, str(file))
            if item.trace is None:
                _ = item.messages  # read, so that what can't be is told of here
        except InvalidMessagesError as error:
            skipping.add(f"a conversation that can't be read: found {error.found}", number)
        except (KeyError, TypeError, ValueError, AttributeError):
            skipping.add("a record that is no named conversation", number)
        else:
            yield item


def _records(file: Path, skipping: Skipping) -> Iterator[Record]:
    """Yield the records of a file that isn't an archive."""
    try:
        with opened(file) as stream:
            yield from records(stream, Allowance(file.stat().st_size), skipping)
    except OSError as error:
        skipping.add(f"the file can't be read: {error.strerror or error}")


def _needles(file: Path) -> dict[str, tuple[CorpusNeedle, ...]]:
    """Return conversation -> needles of a needles file."""
    found: dict[str, tuple[CorpusNeedle, ...]] = {}
    for _, row in _records(file, Skipping(str(file))):
        needle = CorpusNeedle(
            row["tool_index"], row["use_index"], row["value"], row["kind"], row["strict"]
        )
        found[row["id"]] = (*found.get(row["id"], ()), needle)
    return found


def _marked(item: CorpusItem, marked: dict[str, tuple[CorpusNeedle, ...]]) -> CorpusItem:
    """Return an item with the needles of the file that lies beside, where there is one."""
    if not marked or item.known_needles is not None:
        return item
    return CorpusItem(
        item.name, item.source, item.conversation, marked.get(item.name, ()), item.columns
    )
