"""Pages that a person can open, compared literally.

``UPDATE_SNAPSHOTS=1 pytest tests/display/test_snapshots.py`` writes them anew.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from headroom_lab.display import render_html, render_markdown, render_text
from tests.display.samples import SAMPLES

FOLDER = Path(__file__).parent / "snapshots"
PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="color-scheme" content="light dark">
<title>{name}</title>
<style>body {{ font: 14px system-ui, sans-serif; margin: 16px; }} table {{ font-size: 12px; }}</style>
</head>
<body>
{html}
</body>
</html>
"""


def same(path: Path, found: str) -> None:
    """Compare with the snapshot, or write it where that is asked for."""
    if os.environ.get("UPDATE_SNAPSHOTS"):
        FOLDER.mkdir(exist_ok=True)
        path.write_text(found, encoding="utf-8", newline="\n")
    assert path.is_file(), f"no snapshot {path.name}: run with UPDATE_SNAPSHOTS=1 and look at it"
    assert found == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", SAMPLES)
def test_html(name: str) -> None:
    same(FOLDER / f"{name}.html", PAGE.format(name=name, html=render_html(SAMPLES[name]())))


@pytest.mark.parametrize("name", SAMPLES)
def test_text(name: str) -> None:
    same(FOLDER / f"{name}.txt", f"{render_text(SAMPLES[name]())}\n")


@pytest.mark.parametrize("name", SAMPLES)
def test_markdown(name: str) -> None:
    same(FOLDER / f"{name}.md", render_markdown(SAMPLES[name]()))


def test_no_snapshot_is_left_over() -> None:
    # tests/traces and tests/replays draw sessions that they make
    drawn = {"trace", "trace_comparison", "corpus", "cost", "message_costs"}
    assert {path.stem for path in FOLDER.iterdir()} == {*SAMPLES, *drawn}
