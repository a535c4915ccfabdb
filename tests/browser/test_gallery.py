"""Every picture in JupyterLab, light and dark, in a wide and a narrow window; and exported."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.axe import violations
from tests.browser.conftest import SCREENSHOTS, Lab, Watched, watch
from tests.browser.driving import notebook, open_notebook, run_all, save, show_sidebar, show_theme
from tests.browser.gallery import CELLS, EXPLORERS, LAYOUT, UNFOLD, outputs

NAME = "gallery.ipynb"
OUTPUT = ".jp-OutputArea-output"
BESIDE = 466  # pixels of an output beside the side bar
# Drawing each picture takes longest, and only a person looks at them: SCREENSHOTS=1 keeps all.
LOOKED_AT = bool(os.environ.get("SCREENSHOTS"))
VIEWS = [(width, theme) for width in (1400, 800) for theme in ("light", "dark")]


@pytest.fixture(scope="module")
def gallery(browser: Any, lab: Lab) -> Iterator[Watched]:
    """Run the notebook of all pictures once; it is saved as it ran."""
    with watch(browser, lab) as seen:
        notebook(lab.folder, NAME, *CELLS)
        open_notebook(seen.page, lab, NAME)
        run_all(seen.page)
        seen.page.locator(".headroom-lab-live").nth(2).wait_for()
        save(seen.page)
        yield seen


@pytest.fixture(scope="module", params=VIEWS, ids=lambda view: f"{view[1]}-{view[0]}")
def view(gallery: Watched, request: pytest.FixtureRequest) -> tuple[Watched, int, str]:
    """Show the gallery in one theme and width, everything unfolded."""
    width, theme = request.param
    page = gallery.page
    # all of a picture is in the window, so that a screenshot shows it from top to bottom
    page.set_viewport_size({"width": width, "height": 3000})
    show_sidebar(page, width > 1000)
    show_theme(page, theme)
    page.evaluate(UNFOLD)
    return gallery, width, theme


def test_nothing_is_cut_off_or_covered(view: tuple[Watched, int, str]) -> None:
    gallery, width, theme = view
    folder = SCREENSHOTS / f"{theme}-{width}"
    shutil.rmtree(folder, ignore_errors=True)
    wrong = {}
    for name, output in outputs(gallery.page).items():
        found = output.evaluate(LAYOUT, False)
        if found:
            wrong[name] = found
        if found or LOOKED_AT:
            output.screenshot(path=folder / f"{name}.png")
    assert wrong == {}


def test_beside_a_side_bar_only_plots_have_to_be_scrolled(gallery: Watched) -> None:
    page = gallery.page
    page.set_viewport_size({"width": 900, "height": 3000})
    show_sidebar(page, True)
    wide = page.locator(OUTPUT).first.evaluate("output => output.clientWidth")
    page.set_viewport_size({"width": 900 + BESIDE - wide, "height": 3000})
    page.evaluate(UNFOLD)
    found = {n: output.evaluate(LAYOUT, False) for n, output in outputs(page).items()}
    assert {name: wrong for name, wrong in found.items() if wrong} == {}, page.viewport_size


def test_axe_finds_nothing_in_any_picture(view: tuple[Watched, int, str]) -> None:
    gallery, _, _ = view
    assert violations(gallery.page, OUTPUT) == []


def test_no_error_and_no_request_to_others(gallery: Watched) -> None:
    assert gallery.errors == []
    assert gallery.outside == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_in_the_exported_page(
    gallery: Watched, browser: Any, lab: Lab, theme: str
) -> None:
    from nbconvert import HTMLExporter

    html, _ = HTMLExporter(theme=theme).from_filename(str(lab.folder / NAME))
    (lab.folder / f"gallery-{theme}.html").write_text(html, encoding="utf-8")
    with watch(browser, lab) as seen:
        seen.page.route(lambda url: not url.startswith(lab.url), lambda route: route.abort())
        seen.page.goto(f"{lab.url}/files/gallery-{theme}.html")
        seen.page.evaluate(UNFOLD)
        if LOOKED_AT:
            seen.page.screenshot(path=SCREENSHOTS / f"export-{theme}.png", full_page=True)
        seen.page.set_viewport_size({"width": 800, "height": 3000})
        found = [output.evaluate(LAYOUT, False) for output in seen.page.locator(OUTPUT).all()]
        assert [wrong for wrong in found if wrong] == []
        assert violations(seen.page, OUTPUT) == []
        assert seen.page.locator(".headroom-lab-still:visible").count() == len(EXPLORERS)
