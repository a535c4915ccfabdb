"""What a result is about, so that it is found again: an example, a file, or kept in the bundle."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from headroom_lab.errors import HeadroomError
from headroom_lab.redact import redact_data
from headroom_lab.results.trace import Trace
from headroom_lab.traces.corpus import Corpus
from headroom_lab.traces.examples import example_names, load_example
from headroom_lab.traces.portable import line_of
from headroom_lab.traces.reading import read_trace

FOLDER = "inputs"


def noted(about: Any, folder: Path, keep: bool | None) -> dict[str, Any]:
    """Return how to find again what a result is about, kept in the folder where nothing else does.

    ``keep`` True keeps it in any case, False in none: whoever makes the result again gives it then.
    """
    is_path = isinstance(about, (str, Path))
    if is_path and not keep:
        return {"path": _resolved(about)}
    corpus = _corpus(about)
    note: dict[str, Any] = {
        "conversations": len(corpus),
        "content_hash": corpus.content_hash,
        "single": not is_path and not isinstance(about, Corpus) and len(corpus) == 1,
    }
    place = _place(about)
    if keep or (keep is None and not place):
        corpus.save(folder / FOLDER)
        lines = list(map(line_of, corpus))
        place |= {"kept": FOLDER, "masked": any(redact_data(line) != line for line in lines)}
    return note | place


def found(note: dict[str, Any], folder: Path) -> Any:
    """Return what a note tells of; HeadroomError where it isn't there any more."""
    if "example" in note:
        return load_example(note["example"])
    if "path" in note and "content_hash" not in note:
        return Path(note["path"])
    if "path" in note and Path(note["path"]).exists():  # a single one was read before it was given
        return read_trace(note["path"]) if note.get("single") else Path(note["path"])
    if "kept" in note:
        corpus = Corpus.load(folder / FOLDER)
        return corpus[0] if note.get("single") else corpus
    raise HeadroomError(
        f"the {note.get('conversations', '')} conversations of this manifest aren't kept with it: "
        "give them, as in rerun(path, corpus)"
    )


def hash_of(about: Any) -> str | None:
    """Return the content hash of conversations; None for a path, whose content is read later."""
    if isinstance(about, (str, Path)):
        return None
    return _corpus(about).content_hash


def _corpus(about: Any) -> Corpus:
    """Return what a result is about as a corpus; a path is read."""
    if isinstance(about, (str, Path)):
        return Corpus.read(about)
    return about if isinstance(about, Corpus) else Corpus(about)


def _resolved(path: str | Path) -> str:
    return str(Path(path).expanduser().resolve())


def _place(about: Any) -> dict[str, Any]:
    """Return where something can be found again: an example's name, the file of a session or of several."""
    if isinstance(about, (str, Path)):
        return {"path": _resolved(about)}
    if isinstance(about, Trace) and about.path and Path(about.path).exists():
        return {"path": _resolved(about.path)}
    for name in example_names() if isinstance(about, list) else ():
        if load_example(name) == about:
            return {"example": name}
    return {}
