"""How a compressor of someone's is called: a function, a runnable, an object, a command."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Callable, Mapping
from contextlib import suppress
from copy import deepcopy
from hashlib import sha256
from pathlib import Path
from shutil import which
from typing import Any

from headroom_lab.errors import CompressorError, ConfigError
from headroom_lab.messages.parts import plain
from headroom_lab.policies.foreign.plugged import plugged
from headroom_lab.policies.presets import is_spelled, preset_names

Call = Callable[[list[Any]], Any]
EXPECTED = (
    "a function of messages, a LangChain runnable, an object with compress(messages), "
    "or a command as a list of arguments"
)


def is_compressor(given: Any) -> bool:
    """Tell whether something can be called as a compressor; classes and texts can't."""
    if isinstance(given, (type, str)):
        return False
    return callable(given) or _method(given) is not None or is_command(given)


def is_command(given: Any) -> bool:
    """Tell whether a list is a command: texts, the first of them a program that is there.

    A program that is called like a policy is none: the policy is meant.
    """
    texts = isinstance(given, list) and given and all(isinstance(part, str) for part in given)
    if not texts or is_spelled(given[0]) or given[0] in preset_names():
        return False
    return which(given[0]) is not None and given[0] not in plugged()


def name_of(given: Any) -> str:
    """Return what a compressor is called where it is given no name."""
    if isinstance(given, list):
        return str(given[-1] if len(given) > 1 else given[0]).rpartition("/")[2]
    name = getattr(given, "__name__", None) or getattr(given, "name", None)
    return str(name or type(given).__name__)


def call_of(given: Any, seconds: float) -> Call:
    """Return how messages are given to a compressor; ConfigError for what is none.

    They are copies, so that it may change them. A command has so many ``seconds``.
    """
    if isinstance(given, list) and given and all(isinstance(part, str) for part in given):
        return lambda messages: _run(list(given), messages, seconds)
    method = None if isinstance(given, (type, str)) else _method(given)
    chosen = method if method is not None else given
    if isinstance(chosen, (type, str)) or not callable(chosen):
        raise ConfigError(f"compressor: found a {type(given).__name__}, expected {EXPECTED}")
    return lambda messages: chosen(deepcopy([plain(message) for message in messages]))


def files_of(command: list[str]) -> list[str]:
    """Return the hashes of the files that a command names, its program first."""
    program = [which(part) or part for part in command[:1]]
    files = (Path(part) for part in [*program, *command[1:]])
    return [sha256(file.read_bytes()).hexdigest() for file in files if _is_file(file)]


def _is_file(path: Path) -> bool:
    """Tell whether there is such a file; a text too long for a path is none."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _method(given: Any) -> Any:
    """Return the method that compresses, None where there is none."""
    found = (getattr(given, name, None) for name in ("compress", "invoke"))
    return next((method for method in found if callable(method)), None)


def _run(command: list[str], messages: list[Any], seconds: float) -> Any:
    """Return what a command answers: JSON in on its standard input, JSON out."""
    given = json.dumps([plain(message) for message in messages], default=_plainly)
    ended, answer, told = _answered(command, given, seconds)
    if ended:
        said = (told.strip().splitlines() or ["no word"])[-1][:200]
        raise CompressorError(f"ended with {ended}: {said}")
    try:
        return json.loads(answer)
    except ValueError as error:
        raise CompressorError(f"answered {answer[:40]!r}, expected JSON: {error}") from None


def _answered(command: list[str], given: str, seconds: float) -> tuple[int, str, str]:
    """Return how a command ended, what it wrote and what it told; nothing that it began outlives it."""
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, stdin=pipe, stdout=pipe, stderr=pipe, encoding="utf-8", start_new_session=True
    ) as process:
        try:
            answer, told = process.communicate(given, timeout=seconds)
        finally:
            _end(process)
    return process.returncode, answer, told


def _end(process: subprocess.Popen[str]) -> None:
    """End a command with all that it began."""
    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    if process.poll() is None:
        process.kill()


def _plainly(value: Any) -> Any:
    """Return a value that JSON can hold."""
    return dict(value) if isinstance(value, Mapping) else str(value)
