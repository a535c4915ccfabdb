"""The gallery as it is stored, in Notebook 7: not trusted, not run."""

from __future__ import annotations

import shutil

from tests.browser.axe import violations
from tests.browser.conftest import WAIT, Lab, Watched
from tests.browser.driving import shot
from tests.browser.gallery import LAYOUT, UNFOLD
from tests.conftest import ROOT

GALLERY = ROOT / "notebooks" / "gallery.ipynb"
OUTPUT = ".jp-OutputArea-output"
OURS = f"{OUTPUT}:not(:has(> img))"  # a figure of one's own has no description
LOOKED_AT = 12  # outputs whose layout is measured
# What the gallery opens with, its map, its scores: each in words that only its picture has.
KEY = ("tokens by role", "what stands in the context", "importance by message", "by policy")


def test_notebook_7_shows_the_gallery_untrusted(watched: Watched, lab: Lab) -> None:
    shutil.copy(GALLERY, lab.folder / "stored.ipynb")
    page = watched.page
    page.goto(f"{lab.url}/notebooks/stored.ipynb")
    page.locator(f"{OUTPUT} table").nth(20).wait_for(state="attached", timeout=WAIT)
    page.set_viewport_size({"width": 800, "height": 1000})
    page.evaluate(UNFOLD)
    text = " ".join(page.locator(OUTPUT).all_inner_texts())
    assert [word for word in KEY if word not in text] == []
    assert page.locator(f"{OUTPUT} img").count() > 10
    wrong = [page.locator(OUTPUT).nth(at).evaluate(LAYOUT, True) for at in range(LOOKED_AT)]
    assert [found for found in wrong if found] == []
    shot(page, "notebook-7")
    assert violations(page, OURS) == []
    assert watched.outside == []
