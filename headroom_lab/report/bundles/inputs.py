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
    if isinstance(about, (str, Path)):
        return {"path": str(Path(about).expanduser().resolve())}
    corpus = about if isinstance(about, Corpus) else Corpus(about)
    note: dict[str, Any] = {
        "conversations": len(corpus),
        "content_hash": corpus.content_hash,
        "single": not _holds_many(about),
    }
    place = _place(about, corpus)
    if keep or (keep is None and not place):
        corpus.save(folder / FOLDER)
        masked = any(redact_data(line_of(item)) != line_of(item) for item in corpus)
        place |= {"kept": FOLDER, "masked": masked}
    return note | place


def found(note: dict[str, Any], folder: Path) -> Any:
    """Return what a note tells of; HeadroomError where it isn't there any more."""
    if "example" in note:
        return load_example(note["example"])
    if "path" in note and "content_hash" not in note:
        return Path(note["path"])
    if "path" in note and Path(note["path"]).exists():
        return read_trace(note["path"])
    if "kept" in note:
        corpus = Corpus.load(folder / FOLDER)
        return corpus[0] if note["single"] else corpus
    raise HeadroomError(
        f"the {note['conversations']} conversations of this manifest aren't kept with it: "
        "give them, as in rerun(path, corpus)"
    )


def hash_of(about: Any) -> str | None:
    """Return the content hash of conversations; None for a path, whose content is read later."""
    if isinstance(about, (str, Path)):
        return None
    return (about if isinstance(about, Corpus) else Corpus(about)).content_hash


def _place(about: Any, corpus: Corpus) -> dict[str, Any]:
    """Return where something can be found again: an example's name, a session's file."""
    if isinstance(about, Trace) and about.path and Path(about.path).exists():
        return {"path": str(Path(about.path).resolve())}
    for name in example_names() if isinstance(about, list) else ():
        if load_example(name) == about:
            return {"example": name}
    return {}


def _holds_many(about: Any) -> bool:
    """Tell whether several conversations were given, rather than one."""
    return isinstance(about, Corpus) or len(Corpus(about)) > 1
