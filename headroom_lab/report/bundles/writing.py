"""write_bundle(): a result as a folder."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from hashlib import sha256
from io import StringIO
from pathlib import Path
from typing import Any

from headroom_lab.display.plots import KINDS, render_plot
from headroom_lab.display.plots.described import described
from headroom_lab.errors import HeadroomError, StoreError
from headroom_lab.report.bundles.manifest import manifest_of
from headroom_lab.report.bundles.page import Drawn, bundle_html, bundle_markdown, cited
from headroom_lab.report.bundles.place import PAGES, earlier, place_of, remove
from headroom_lab.report.bundles.reading import NAME
from headroom_lab.report.bundles.tables import FOLDER, write_tables
from headroom_lab.report.files import write_text
from headroom_lab.results.record import Record

FIGURES = "figures"


def write_bundle(
    record: Record, folder: str | os.PathLike[str], *, inputs: bool | None = None
) -> Path:
    """Write a record's bundle and return the path of its manifest; ``Record.to_report`` says how."""
    place = place_of(folder)
    try:
        place.mkdir(parents=True, exist_ok=True)
        return _written(record, place, inputs)
    except OSError as error:
        raise StoreError(f"to_report: {place}: {error}") from error


def _written(record: Record, place: Path, inputs: bool | None) -> Path:
    """Write all files; the manifest last, which vouches for the others."""
    old = earlier(place)
    manifest = manifest_of(record, place, inputs)
    manifest["tables"] = write_tables(record, place)
    plots = list(_drawn(record))
    (place / FIGURES).mkdir(exist_ok=True)
    for plot in plots:
        _write(place / FIGURES / f"{plot.name}.svg", plot.svg)
    written = [f"{FOLDER}/{name}.parquet" for name in sorted(manifest["tables"])]
    written += [f"{FIGURES}/{name}.svg" for name in sorted(plot.name for plot in plots)]
    manifest["files"] = {name: sha256((place / name).read_bytes()).hexdigest() for name in written}
    manifest["cite"] = cited(record, manifest)
    pages = bundle_html(record, manifest, plots), bundle_markdown(record, manifest, plots)
    for name, text in zip(PAGES, pages, strict=True):
        _write(place / name, text)
    path = place / NAME
    _write(path, json.dumps(manifest, indent=2, ensure_ascii=False) + "\n")
    remove(place, old, manifest)
    return path


def _write(path: Path, text: str) -> None:
    """Write one file."""
    write_text(path, text, f"to_report: {path}")


def _drawn(record: Record) -> Iterator[Drawn]:
    """Yield the plots of a record as SVG, each once; one that has nothing to show is left out."""
    done = set()  # a plot may have two names
    for kind, drawing in KINDS.get(record.picture, {}).items():
        if drawing in done:
            continue
        done.add(drawing)
        try:
            figure = render_plot(record, kind)
        except HeadroomError:
            continue
        yield Drawn(kind, _svg(figure), described(figure))


def _svg(figure: Any) -> str:
    """Return a figure as SVG, the same bytes for the same figure."""
    from matplotlib import rc_context

    buffer = StringIO()
    with rc_context({"svg.hashsalt": "headroom_lab", "svg.fonttype": "path"}):
        figure.savefig(buffer, format="svg", metadata={"Date": None})
    return buffer.getvalue()
