"""generate_report(): the stored metrics as a page or as Markdown."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

from headroom_lab.errors import ConfigError, nearest
from headroom_lab.redact import redact
from headroom_lab.report.figures import report_of
from headroom_lab.report.files import write_text
from headroom_lab.report.page import report_html, report_markdown
from headroom_lab.report.queries import read_figures
from headroom_lab.report.text import ReportText
from headroom_lab.store import MemoryStore, Store, open_store
from headroom_lab.store.summary import PERIODS, Period

Format = Literal["html", "markdown"]
FORMATS = {
    "html": ("text/html", report_html),
    "markdown": ("text/markdown", report_markdown),
}
SUFFIXES: dict[str, Format] = {".md": "markdown", ".markdown": "markdown"}


def generate_report(
    store_url: str | os.PathLike[str] | Store | None = None,
    format: Format | None = None,
    period: Period = "day",
    output_path: str | os.PathLike[str] | None = None,
) -> str:
    """Return a report on stored metrics, and write it where an output path is given.

    A notebook shows what is returned; it is a str all the same. The same rows give the same bytes.

    Args:
        store_url: what ``open_store`` takes, or an open store (``client.metrics``).
        format: "html", one page that needs nothing from outside, or "markdown"; None takes it from the suffix
            of the path (.md, .markdown), "html" where that tells none.
        period: "hour", "day" (the default), "week" or "month", in UTC.
        output_path: a file, replaced whole or not at all; None writes none.

    Raises:
        ConfigError: for an unknown format or period and for a path without a folder.
        StoreError: where the store can't be read or the file can't be written.

    Example::

        generate_report(client.metrics, output_path="report.html")
    """
    if format is None:
        format = SUFFIXES.get(Path(output_path or "").suffix.lower(), "html")
    if format not in FORMATS:
        raise ConfigError(nearest("format", str(format), FORMATS))
    if period not in PERIODS:
        raise ConfigError(nearest("period", str(period), PERIODS))
    path = None if output_path is None else _target(output_path)
    if isinstance(store_url, Store):
        figures = read_figures(store_url, period)
    else:
        with open_store(store_url) as store:
            figures = read_figures(store, period)
    mime, render = FORMATS[format]
    report = report_of(figures, _source(store_url), period)
    text = ReportText(render(report), mime, f"{report.title}: {report.lead[0]}")
    if path is not None:
        write_text(path, text, f"output_path {path}")
    return text


def _source(store: str | os.PathLike[str] | Store | None) -> str:
    """Return how a report names its store: as the caller did, secrets masked."""
    if store is None or isinstance(store, MemoryStore):
        return "a store in memory"
    if isinstance(store, Store):
        return f"the store {redact(Path(store.name).name)}"
    return f"the store {redact(os.fspath(store))}"


def _target(path: str | os.PathLike[str]) -> Path:
    """Return where to write; ConfigError where there is no such folder."""
    target = Path(path).expanduser()
    if target.is_dir():
        raise ConfigError(f"output_path {target}: found a folder, expected a file")
    if not target.parent.is_dir():
        raise ConfigError(f"output_path {target}: the folder {target.parent} doesn't exist")
    return target
