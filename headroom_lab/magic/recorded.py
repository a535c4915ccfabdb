"""What the commands about recorded sessions answer, and what a word on a line names of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from os import PathLike
from os.path import expanduser, isfile
from pathlib import Path
from typing import Any

from headroom_lab.errors import HeadroomError
from headroom_lab.magic.naming import text_of, unquoted, variable
from headroom_lab.results import Record
from headroom_lab.results.sessions import Sessions
from headroom_lab.results.trace import Trace
from headroom_lab.traces.corpus import Corpus
from headroom_lab.traces.opening import ENDINGS
from headroom_lab.traces.places import session_names
from headroom_lab.traces.reading import read_trace

SHORTEST = 4  # characters of a session's name that tell it
MOST = 100  # files and names that are offered


def named(word: str, names: Mapping[str, Any]) -> Any:
    """Return what a word names: a variable's value, the session in a file, or one by its name."""
    if not word.isidentifier() or word not in names:
        path = session_path(word)
        if path is not None:
            return read_trace(path)
        if _is_path(word):
            raise HeadroomError(_no_file(unquoted(word)))
    value = variable(word, names)
    return read_trace(value) if isinstance(value, PathLike) else value


def session_path(word: str) -> Path | None:
    """Return the file that a word names, or that of the one session whose name so begins."""
    text = unquoted(word)
    path = expanduser(text)
    if isfile(path):  # which takes any text, a whole conversation too
        return Path(path)
    if len(text) < SHORTEST or "/" in text or not text.replace("-", "").replace("_", "").isalnum():
        return None
    found = [file for name, file in session_names().items() if name.startswith(text)]
    return found[0] if len(found) == 1 else None


def _is_path(word: str) -> bool:
    """Tell a word that can be meant as nothing but a file."""
    text = unquoted(word)
    return "/" in text or "\\" in text or Path(text).suffix in ENDINGS


def _no_file(text: str) -> str:
    """Return what is said of a path at which no file lies."""
    if Path(text).expanduser().is_dir():
        return (
            f"{text!r} is a folder, expected a file: %headroom sessions {text} lists what it holds"
        )
    return f"no file {text!r}"


def sessions(folder: str | None, prices: Any, names: Mapping[str, Any]) -> Record:
    """Return the recorded sessions on this machine, or in a folder."""
    from headroom_lab.traces.sessions import sessions

    return sessions(None if folder is None else text_of(folder, names), prices=prices)


def cost(session: Any, prices: Any, by: str) -> Record:
    """Return what a recorded session cost, or what each of its messages did; None: the newest.

    Of a corpus, or of rows of ``sessions()``, the table that tells what each cost.
    """
    if isinstance(session, (Corpus, Sessions)):
        if prices is not None or by != "class":
            raise HeadroomError(
                "several sessions: --prices and --by take one of them, as in corpus[0]"
            )
        return session
    trace = _session(_newest() if session is None else session)
    found = trace.cost if prices is None else trace.cost.at(prices)
    return found.by_message() if by == "message" else found


def side_by_side(first: Any, second: Any) -> Record:
    """Return two recorded sessions side by side."""
    return _session(first).compare(_session(second))


def watch(word: str | None, names: Mapping[str, Any]) -> Any:
    """Return a widget that follows a session's file; None: the newest on this machine."""
    from headroom_lab.explore import watch

    if word is None:
        return watch()
    return watch(session_path(word) or text_of(word, names))


def paths(fragment: str) -> Iterator[str]:
    """Yield the files and folders that a fragment may become a path of; hidden ones if asked."""
    typed, _, begun = fragment.rpartition("/")
    folder = Path(f"{typed}/" if "/" in fragment else ".").expanduser()
    try:
        entries = sorted(folder.iterdir())
    except OSError:
        return
    start = fragment[: len(fragment) - len(begun)]
    for entry in entries:
        shown = entry.name.startswith(begun) and (begun or not entry.name.startswith("."))
        if shown and not any(c in entry.name for c in " \t\"'"):
            if entry.is_dir():
                yield f"{start}{entry.name}/"
            elif entry.suffix in ENDINGS:
                yield f"{start}{entry.name}"


def _session(value: Any) -> Trace:
    """Return the recorded session that a value is or holds; HeadroomError for anything else."""
    from headroom_lab.replays.recorded import recorded_in

    trace = value if isinstance(value, Trace) else recorded_in(value)
    if trace is None:
        raise HeadroomError(f"found {type(value).__name__}, expected a session: read_trace(FILE)")
    return trace


def _newest() -> Trace:
    """Return the newest recorded session on this machine."""
    from headroom_lab.traces.sessions import sessions

    found = sessions()
    if not found:
        raise HeadroomError("no recorded session on this machine: name a file or a variable")
    newest: Trace = found[0].read()
    return newest
