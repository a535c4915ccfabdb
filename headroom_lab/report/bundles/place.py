"""A bundle's folder: which files in it are a bundle's own; all others are left as they are."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from headroom_lab.errors import ConfigError, HeadroomError
from headroom_lab.report.bundles.inputs import FOLDER
from headroom_lab.report.bundles.reading import NAME, read_manifest
from headroom_lab.results.corpus import TABLES
from headroom_lab.traces.corpus_reading import SAVED
from headroom_lab.traces.opening import path_of

PAGES = ("index.html", "report.md")
_LISTED = re.compile(r"data/[^/]+\.parquet|figures/[^/]+\.svg")  # what a manifest may call its own
_SAVED = (SAVED, *(f"{table}.parquet" for table in TABLES))


def place_of(folder: str | os.PathLike[str]) -> Path:
    """Return a bundle's folder; ConfigError for a file, and for nothing."""
    place = path_of(folder, "a folder", "to_report: folder")
    if place.exists() and not place.is_dir():
        raise ConfigError(f"to_report: {place}: found a file, expected a folder")
    return place


def earlier(place: Path) -> frozenset[str]:
    """Return the files of the bundle that a folder holds; ConfigError for a file that is no bundle's."""
    own = frozenset(_own(place))
    for path in place.rglob("*"):
        name = path.relative_to(place).as_posix()
        if (
            name not in own
            and not path.is_dir()
            and "." not in {part[0] for part in name.split("/")}
        ):
            raise ConfigError(
                f"to_report: {place}: found {name!r}, which no report wrote: expected a folder of its own"
            )
    return own


def remove(place: Path, old: frozenset[str], manifest: Mapping[str, Any]) -> None:
    """Remove what an earlier bundle left that isn't in the one of a manifest."""
    about = manifest.get("inputs") or {}
    saved = (place / FOLDER).resolve()
    is_about = "path" in about and Path(about["path"]).is_relative_to(
        saved
    )  # still read from there
    for name in old - set(_files(manifest)):
        if not (is_about and name.startswith(f"{FOLDER}/")):
            (place / name).unlink(missing_ok=True)
    with suppress(OSError):  # it holds something, or isn't there
        (place / FOLDER).rmdir()


def _own(place: Path) -> Iterator[str]:
    """Yield the files of the bundle in a folder, nothing where there is none."""
    with suppress(HeadroomError):
        yield from _files(read_manifest(place / NAME))


def _files(manifest: Mapping[str, Any]) -> Iterator[str]:
    """Yield the files of a manifest's bundle; of those that it lists only such as a bundle has."""
    yield from (NAME, *PAGES)
    listed, about = manifest.get("files"), manifest.get("inputs")
    if isinstance(listed, Mapping):
        yield from (name for name in listed if _LISTED.fullmatch(name))
    if isinstance(about, Mapping) and "kept" in about:
        yield from (f"{FOLDER}/{name}" for name in _SAVED)
