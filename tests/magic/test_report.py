"""``%headroom report`` on a real store."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from headroom_lab import load_example, rerun
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


@pytest.mark.parametrize(
    "line",
    [
        "simulate m -m gpt-4o --policy lossless+window",
        "compare m -m gpt-4o --policy off,lossless+window",
        "replay m -m gpt-4o --policy lossless",
        "sweep m -m gpt-4o --grid policy=off,lossless+window",
    ],
)
def test_a_result_is_written_as_a_bundle_that_is_made_again(
    line: str, answer: Answer, tmp_path: Path, shell: Any
) -> None:
    shell.user_ns["m"] = load_example("docs_page")
    answer(f"%headroom {line} --report {tmp_path / 'bundle'}")
    assert (tmp_path / "bundle" / "index.html").exists()
    assert rerun(tmp_path / "bundle").same
