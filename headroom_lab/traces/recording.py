"""Requests written down as they are made: a line of JSON each, in files that several may share.

A line is appended in one write to a file opened for appending, under a lock that all processes
see, so that lines never mix; a process that is killed leaves whole lines behind it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any

import orjson

from headroom_lab.errors import ConfigError
from headroom_lab.file_locks import locked, open_private
from headroom_lab.messages.parts import plain
from headroom_lab.redact import redact_data
from headroom_lab.traces.belonging import recorded_number
from headroom_lab.traces.opening import path_of

OURS = "headroom_lab"  # who wrote a line, under the key ``recorded_by``
VERSION = 1
_NAME = "requests-{:04d}.jsonl"
_MODE = 0o600  # conversations are their owner's to read


@dataclass(frozen=True)
class Recorder:
    """Writes requests with their answers into a folder, for ``read_traces`` to give back.

    A client takes one, or its folder alone, as ``record=``. Processes and threads may share a
    folder. Each line holds all that its request sent, so that it can be read by itself.

    Args:
        folder: where the files ``requests-0001.jsonl`` … go; it is made where there is none.
        max_bytes: the size from which a new file is begun, in bytes; a line is never split
            (64,000,000).
        redact: False writes secrets as they are (True).

    Raises:
        ConfigError: for a ``max_bytes`` that is no positive number, or a folder that is a file.

    Example::

        client = HeadroomClient(OpenAI(), record=Recorder("traces/", max_bytes=8_000_000))
        read_traces(".")
    """

    folder: str | PathLike[str]
    max_bytes: int = 64_000_000
    redact: bool = True

    def __post_init__(self) -> None:
        path_of(self.folder, "a folder", "record")
        if type(self.max_bytes) is not int or self.max_bytes <= 0:
            raise ConfigError(f"max_bytes: found {self.max_bytes!r}, expected a positive number")
        if self._folder.exists() and not self._folder.is_dir():
            raise ConfigError(f"record: {str(self._folder)!r} is a file, expected a folder")

    def write(self, record: Mapping[str, Any]) -> None:
        """Append a request.

        Args:
            record: what ``read_traces`` reads again: ``request``, ``response`` and what stands
                beside them; SDK objects in it become plain data.

        Raises:
            ConfigError: for what is no mapping.
            OSError: where the folder can't be written to, or its disk is full.

        Example::

            Recorder("traces/").write({"request": {"model": "gpt-4o", "messages": []}})
        """
        if not isinstance(record, Mapping):
            raise ConfigError(f"record: found {type(record).__name__}, expected a mapping")
        line = self._line({"recorded_by": OURS, "version": VERSION, **record})
        self._folder.mkdir(parents=True, exist_ok=True)
        while not self._appended(line):
            pass  # another process has begun the next file: into that one

    @property
    def _folder(self) -> Path:
        return Path(self.folder).expanduser()

    def _line(self, record: Mapping[str, Any]) -> bytes:
        """Return a record as one line, secrets masked."""
        data = plain(record)
        data = redact_data(data, other=_described) if self.redact else data
        try:
            return orjson.dumps(data, default=_described, option=_OPTIONS)
        except TypeError:  # a lone surrogate, or a number of more than 64 bits
            return json.dumps(data, default=_described).encode() + b"\n"

    def _appended(self, line: bytes) -> bool:
        """Append a line to the newest file; False where that is full and a new one was begun."""
        number = max(map(recorded_number, self._folder.iterdir()), default=0) or 1
        flags = os.O_RDWR | os.O_APPEND | os.O_CREAT
        file = open_private(self._folder / _NAME.format(number), flags)
        try:
            with locked(file):
                size = os.lseek(file, 0, os.SEEK_END)
                if size and size + len(line) > self.max_bytes:
                    (self._folder / _NAME.format(number + 1)).touch(_MODE)
                    return False
                _written(file, line if _ends_a_line(file, size) else b"\n" + line)
        finally:
            os.close(file)
        return True


def recorder(given: str | PathLike[str] | Recorder | None) -> Recorder | None:
    """Return what ``record=`` stands for; ConfigError for anything else."""
    if given is None or isinstance(given, Recorder):
        return given
    if isinstance(given, (str, PathLike)):
        return Recorder(given)
    raise ConfigError(f"record: found {type(given).__name__}, expected a folder or a Recorder")


def _ends_a_line(file: int, size: int) -> bool:
    """Tell whether a file ends with a whole line; one that was killed may have left a part."""
    if size == 0:
        return True
    os.lseek(file, size - 1, os.SEEK_SET)
    return os.read(file, 1) == b"\n"


def _written(file: int, line: bytes) -> None:
    """Write a line; the rest of it where a disk takes only a part at once."""
    rest = memoryview(line)
    while rest:
        rest = rest[os.write(file, rest) :]


def _described(value: Any) -> Any:
    """Return what stands for a value that JSON has no form for: bytes, classes, open files."""
    if isinstance(value, (str, int, float, bool)) or value is None:
        return value
    name = value.__qualname__ if isinstance(value, type) else type(value).__qualname__
    return f"<{name}>"


_OPTIONS = orjson.OPT_APPEND_NEWLINE | orjson.OPT_NON_STR_KEYS
