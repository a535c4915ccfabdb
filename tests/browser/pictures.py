"""The README's pictures, made of the outputs that the gallery's notebook holds.

    python -m tests.browser.pictures

Each is drawn in a browser on a light and on a dark page, ``notebooks/pictures/NAME-light.png`` and
``…-dark.png``.
"""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterator
from typing import Any

import nbformat

from tests.browser.conftest import CHROMIUM, FLAGS
from tests.conftest import ROOT

HERE = ROOT / "notebooks"
PICTURES = HERE / "pictures"
# name -> how the gallery's heading over it begins
SHOWN = {
    "simulation": "**A simulation**",
    "map": "**The map of its context**",
    "bill": "**The bill**",
    "replay": "**A replay**",
    "sweep": "**A sweep**",
}
PAGES = {"light": ("#ffffff", "#1a1a1a"), "dark": ("#111111", "#e8e8e8")}
WIDTH, HEIGHT = 860, 560  # CSS pixels; what lies below isn't shown
COLOURS = 64


def outputs() -> Iterator[tuple[str, str]]:
    """Yield name and HTML of each picture."""
    cells = nbformat.read(HERE / "gallery.ipynb", as_version=4).cells
    for heading, cell in itertools.pairwise(cells):
        name = next((n for n, begins in SHOWN.items() if begins in heading.source), None)
        if name and heading.cell_type == "markdown":
            yield name, next(o.data["text/html"] for o in cell.outputs if "data" in o)


def page_of(html: str, theme: str) -> str:
    """Return the page that holds one picture."""
    ground, ink = PAGES[theme]
    look = f"background:{ground};color:{ink};color-scheme:{theme};font:14px sans-serif;margin:16px"
    return f'<!doctype html><body data-jp-theme-light="{str(theme == "light").lower()}" style="{look}">{html}'


def draw(browser: Any, html: str, theme: str) -> bytes:
    """Return a picture as PNG, as sharp as two pixels a CSS pixel, in few colours."""
    from PIL import Image

    page = browser.new_page(
        viewport={"width": WIDTH, "height": HEIGHT}, device_scale_factor=2, color_scheme=theme
    )
    page.set_content(page_of(html, theme))
    tall = min(HEIGHT, page.evaluate("document.documentElement.scrollHeight"))
    shot = page.screenshot(clip={"x": 0, "y": 0, "width": WIDTH, "height": tall})
    page.close()
    small = io.BytesIO()
    Image.open(io.BytesIO(shot)).convert("RGB").quantize(COLOURS).save(small, "PNG", optimize=True)
    return small.getvalue()


def main() -> None:
    """Draw them all."""
    from playwright.sync_api import sync_playwright

    PICTURES.mkdir(exist_ok=True)
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for name, html in outputs():
            for theme in PAGES:
                (PICTURES / f"{name}-{theme}.png").write_bytes(draw(browser, html, theme))
        browser.close()


if __name__ == "__main__":
    main()
