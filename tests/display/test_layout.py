"""The pages laid out by a browser: nothing runs out of a narrow window.

Where Chromium is missing the tests skip on a user's machine and fail in CI.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from headroom_lab.display import render_html
from tests.display.samples import HOSTILE, SAMPLES, poisoned

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-background-networking",
]
# The rules of JupyterLab's style sheet for tables in outputs.
LAB = """<style>
body { margin: 0; font: 14px/1.6 sans-serif; }
main { padding: 0 16px; }
table { border-collapse: collapse; font-size: 12px; table-layout: fixed; margin: 0 auto 1em; }
td, th, tr { text-align: right; vertical-align: middle; padding: 0.5em; white-space: normal; }
pre { margin: 0; font: 13px monospace; }
</style>"""
# A wide table scrolls in its frame, which itself stands in the window.
OUTSIDE = """() => [...document.querySelectorAll('main *')]
    .filter(e => !e.parentElement.closest('[style*="overflow-x:auto"]'))
    .filter(e => e.getBoundingClientRect().right > window.innerWidth + 1)
    .map(e => e.outerHTML.slice(0, 80))"""


@pytest.fixture(scope="module")
def page() -> Iterator[Any]:
    """Open an empty page in headless Chromium."""
    if CHROMIUM is None:
        message = "Chromium is missing: install it from the system's packages"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium.new_page(viewport={"width": 800, "height": 600})
        chromium.close()


def outside(page: Any, html: str) -> Any:
    """Return what stands outside of the window, all folds open."""
    opened = html.replace("<details>", "<details open>")
    page.set_content(f"<!DOCTYPE html>{LAB}<main>{opened}</main>")
    return page.evaluate(OUTSIDE)


@pytest.mark.parametrize("name", SAMPLES)
def test_nothing_runs_out_of_a_narrow_window(page: Any, name: str) -> None:
    assert outside(page, render_html(SAMPLES[name]())) == []


# What of a table has to be scrolled for: bars and last columns would be out of sight.
SCROLLED = """() => [...document.querySelectorAll('main [style*="overflow-x:auto"]')]
    .filter(e => e.checkVisibility() && e.scrollWidth > e.clientWidth + 1)
    .map(e => `${e.innerText.slice(0, 40)}: ${e.scrollWidth} in ${e.clientWidth}`)"""


@pytest.mark.parametrize("width", [466, 600, 800])
@pytest.mark.parametrize("name", SAMPLES)
def test_no_table_has_to_be_scrolled(page: Any, name: str, width: int) -> None:
    html = render_html(SAMPLES[name]()).replace("<details>", "<details open>")
    page.set_content(f'<!DOCTYPE html>{LAB}<main style="padding:0;width:{width}px">{html}</main>')
    assert page.evaluate(SCROLLED) == []


@pytest.mark.parametrize("hostile", ["one long word", "wide", "ansi", "image", "many brackets"])
@pytest.mark.parametrize("name", SAMPLES)
def test_no_word_breaks_the_layout(page: Any, name: str, hostile: str) -> None:
    assert outside(page, render_html(poisoned(SAMPLES[name](), HOSTILE[hostile]))) == []
