"""``%headroom report`` on a real store."""

from __future__ import annotations

from pathlib import Path

from headroom_lab.store import open_store
from tests.magic.samples import Answer
from tests.report.samples import ROWS


def stored(folder: Path) -> str:
    """Return the URL of a store with rows."""
    url = f"sqlite:///{folder / 'a.db'}"
    with open_store(url) as store:
        for row in ROWS:
            store.record(row)
    return url


def test_the_page_is_shown_within_the_notebook(answer: Answer, tmp_path: Path) -> None:
    shown = answer(f"%headroom report --store {stored(tmp_path)} --period week")
    assert "640 of 2,500 input tokens" in shown.data
    assert "by week" in shown.data
    for tag in ("<main", "<html", "<title", "<body", "<meta"):
        assert tag not in shown.data


def test_markdown_is_shown_and_written(answer: Answer, tmp_path: Path) -> None:
    path = tmp_path / "report.md"
    url = stored(tmp_path)
    shown = answer(f"%headroom report --store {url} --format markdown --output {path}")
    assert path.read_text(encoding="utf-8") == shown.data
    assert "## By model and mode" in shown.data
