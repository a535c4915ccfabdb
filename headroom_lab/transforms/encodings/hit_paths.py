"""Search hits under the path they stand in, which is said once above them.

    [each path stands once above its hits, all under "/srv/app/"]
    views/list.ts
    14:  x = 3
    15-  y = 4
    views/page.ts
    3:  z = 5

stands for hits and lines around them as grep writes both: ``/srv/app/views/list.ts:14:  x = 3``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from headroom_lab.transforms.encodings.folded_lines import MOST
from headroom_lab.transforms.encodings.sections import in_sections, said_in_sections
from headroom_lab.transforms.encodings.word_for_word import Encoding
from headroom_lab.transforms.outlining.detect import kind_of
from headroom_lab.transforms.outlining.errors import error_lines
from headroom_lab.transforms.output_transform import EachOutput, Rewritten

LEAST = 3  # hits
SHORTEST = 8  # characters of a folder that all paths stand under
_LOOKED_AT = 48  # lines at the beginning among which a hit must stand
_PATH = re.compile(r"((?:[A-Za-z]:(?=[\\/]))?[^:\n]*[./\\][^:\n]*):(?=\d{1,9}:)")
_NUMBER = re.compile(r"\d{1,9}([:-])")
_FOLDER = re.compile(r".*[/\\]", re.DOTALL)
_BEGINS = "[each path stands once above its hits"
_NOTE = re.compile(
    re.escape(_BEGINS) + r"(?:, hits themselves whole)?"
    r'(?:, all under "([^"\n]+)")?'
    r'(?:, lines around them (without a colon )?under "([^"\n]+)")?\]\n'
)
_BETWEEN = "--"  # what grep writes between hits with lines around them


class HitPaths(Encoding, EachOutput):
    """Says the path before each hit of a search once, above its hits.

    The folder that all paths stand under is said once too. Hits that speak of an error are sent as
    they are, and all hits where lines around them are told from them by their numbers alone.
    ``repathed`` gives the text back byte for byte.

    Example::

        sent = transforms.HitPaths().apply(messages).messages
        decode(sent) == messages
    """

    name = "hit_paths"

    def rewrite(self, text: str) -> Rewritten | None:
        """Return a text with the paths of its hits said once."""
        return said_in_sections(text, _said_once, repathed)


def repathed(text: str) -> str:
    """Return a text with the path before each of its hits."""
    return in_sections(text, _repathed)


@dataclass(frozen=True, slots=True)
class _Hit:
    """A line's path and what stands behind it; ``root`` is what stood before that of a line
    around a hit."""

    path: str
    rest: str
    root: str | None = None


@dataclass(frozen=True, slots=True)
class _Note:
    """The folder of all paths, what stood before those of lines around hits, whether there are any.

    Some tools shorten the path of every line up to its first colon: ``bare`` says that only lines
    without one have the root.
    """

    folder: str
    root: str
    bare: bool
    whole: bool = False

    def fits(self, hit: _Hit) -> bool:
        """Tell whether a line is written without its path and made whole again as it was."""
        return not self.whole if hit.root is None else hit.root == self.before(hit.rest)

    def before(self, rest: str) -> str:
        """Return what stood before the path of a line around a hit."""
        return "" if self.bare and ":" in rest else self.root

    def written(self) -> str:
        """Return the line that says so."""
        which = "lines around them without a colon" if self.bare else "lines around them"
        themselves = ", hits themselves whole" if self.whole else ""
        under = f', all under "{self.folder}"' if self.folder else ""
        return f"{_BEGINS}{themselves}{under}" + (
            f', {which} under "{self.root}"]' if self.root else "]"
        )


def _said_once(text: str) -> str:
    """Return one section with the paths of its hits said once."""
    lines = text.split("\n")
    if text.startswith(_BEGINS) or not any(map(_PATH.match, islice(lines, _LOOKED_AT))):
        return text
    whole = error_lines(lines, kind_of(text))
    hits = [None if at in whole else _hit(line) for at, line in enumerate(lines)]
    found = list(_with_around(lines, hits))
    if sum(hit is not None for hit in found) < LEAST:
        return text
    return "\n".join(_grouped(lines, found, _note(found)))


def _note(found: Sequence[_Hit | None]) -> _Note:
    """Return what is said once of hits."""
    paths = list(dict.fromkeys(hit.path for hit in found if hit))
    around = [hit for hit in found if hit and hit.root is not None]
    root = next((hit.root for hit in around if hit.root), "")
    bare = any(not hit.root and ":" in hit.rest for hit in around)
    return _Note(_folder(paths), root, bare, bool(around))


def _hit(line: str) -> _Hit | None:
    """Return the hit that a line is, None where it is none."""
    match = _PATH.match(line)
    return _Hit(match[1], line[match.end() :]) if match else None


def _with_around(lines: Sequence[str], hits: Sequence[_Hit | None]) -> Iterator[_Hit | None]:
    """Yield what each line is, those around a hit too: they name the path above or below."""
    above = ""
    for line, hit, below in zip(lines, hits, _below(hits), strict=True):
        above = hit.path if hit else above
        yield hit or _around(line, above) or _around(line, below)


def _below(hits: Sequence[_Hit | None]) -> list[str]:
    """Return for each line the path of the next hit, an empty one behind the last."""
    found = [""]
    for hit in reversed(hits):
        found.append(hit.path if hit else found[-1])
    return found[:0:-1]


def _around(line: str, path: str) -> _Hit | None:
    """Return the line around a hit that a line is, None where it names another path or none."""
    at = line.find(f"{path}-") if path else -1
    rest = line[at + len(path) + 1 :]
    number = _NUMBER.match(rest) if at >= 0 else None
    return _Hit(path, rest, line[:at]) if number and number[1] == "-" else None


def _folder(paths: Sequence[str]) -> str:
    """Return the folder that all paths stand under, an empty text where it is short."""
    one, other = min(paths), max(paths)  # what these two share, all do
    pairs = enumerate(zip(one, other, strict=False))
    shared = next((at for at, (here, there) in pairs if here != there), 0)
    match = _FOLDER.match(one, 0, shared)
    return match[0] if match and len(match[0]) >= SHORTEST else ""


def _grouped(lines: Sequence[str], hits: Sequence[_Hit | None], note: _Note) -> Iterator[str]:
    """Yield the note, hits below their paths, and all other lines as they are."""
    said = ""
    yield note.written()
    for line, hit in zip(lines, hits, strict=True):
        if hit is None or not note.fits(hit):
            said = _path_behind(line, said)
            yield line
            continue
        if hit.path != said:
            said = hit.path
            yield said[len(note.folder) :]
        yield hit.rest


def _path_behind(line: str, path: str) -> str:
    """Return the path that holds behind a line that stands as it came, an empty text for none."""
    match = _PATH.match(line)
    return match[1] if match else path if line == _BETWEEN else ""


def _repathed(text: str) -> str:
    """Return one section with the path before each of its hits."""
    match = _NOTE.match(text) if text.startswith(_BEGINS) else None
    if match is None:
        return text
    note = _Note(match[1] or "", match[3] or "", bool(match[2]))
    lines, path, left = text[match.end() :].split("\n"), "", MOST
    out: list[str] = []
    for line, after in zip(lines, [*lines[1:], ""], strict=True):
        number = _NUMBER.match(line) if path else None
        if number:
            root = note.before(line) if number[1] == "-" else ""
            out.append(f"{root}{path}{number[1]}{line}")
            left -= len(out[-1])
        elif line != _BETWEEN and _NUMBER.match(after) and not _PATH.match(line):
            path = note.folder + line
        else:
            path = _path_behind(line, path)
            out.append(line)
        if left < 0:
            return text
    return "\n".join(out)
