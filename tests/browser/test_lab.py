"""A person's work in JupyterLab: run, read, complete, ask for help, reopen."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.conftest import WAIT, Lab, Watched, watch
from tests.browser.driving import (
    DONE,
    command,
    notebook,
    open_notebook,
    run_all,
    shot,
    show_theme,
)
from tests.conftest import ROOT

QUICKSTART = ROOT / "notebooks" / "01_quickstart.ipynb"
LOAD = "%load_ext headroom_lab"


def test_the_quickstart_runs_from_top_to_bottom(watched: Watched, lab: Lab) -> None:
    shutil.copy(QUICKSTART, lab.folder / "quickstart.ipynb")
    page = watched.page
    open_notebook(page, lab, "quickstart.ipynb")
    command(page, "notebook:clear-all-cell-outputs")
    page.wait_for_function("!document.querySelector('.jp-OutputArea-output')", timeout=WAIT)
    run_all(page, "could go")
    assert page.locator(".jp-OutputArea-output[data-mime-type*='stderr']").count() == 0
    headline = page.locator(".jp-OutputArea-output:has-text('tokens by role')").first
    headline.scroll_into_view_if_needed()
    assert re.search(r"14,210 → [\d,]+ tokens", headline.inner_text())
    shot(page, "quickstart-light")
    show_theme(page, "dark")
    shot(page, "quickstart-dark")
    assert watched.errors == []
    assert watched.outside == []


def test_an_untrusted_notebook_still_shows_every_number(watched: Watched, lab: Lab) -> None:
    shutil.copy(QUICKSTART, lab.folder / "cloned.ipynb")
    page = watched.page
    open_notebook(page, lab, "cloned.ipynb")
    area = page.locator(".jp-OutputArea-output:has-text('tokens by role')").first
    area.scroll_into_view_if_needed()
    stored = json.loads(QUICKSTART.read_text())["cells"]
    text = next(
        "".join(o["data"]["text/plain"])
        for cell in stored if cell["cell_type"] == "code"
        for o in cell["outputs"] if "tokens by role" in "".join(o.get("data", {}).get("text/plain", ""))
    )  # fmt: skip
    shown = area.inner_text()
    for number in re.findall(r"\d{1,3}(?:,\d{3})+", text.split("waste")[0]):
        assert number in shown
    shot(page, "untrusted")


def test_the_cell_magic_takes_a_typed_transcript(watched: Watched, lab: Lab) -> None:
    cell = "%%headroom simulate -m gpt-4o\nuser: Is it up?\nassistant: It is."
    name = notebook(lab.folder, "magic.ipynb", LOAD, cell, DONE)
    page = watched.page
    open_notebook(page, lab, name)
    run_all(page)
    assert "tokens by role" in page.locator(".jp-OutputArea").nth(1).inner_text()
    assert watched.errors == []


@pytest.fixture(scope="module")
def typing(browser: Any, lab: Lab) -> Iterator[Watched]:
    """A notebook that has loaded the magic, with an empty cell to type into."""
    with watch(browser, lab) as seen:
        open_notebook(seen.page, lab, notebook(lab.folder, "typing.ipynb", f"{LOAD}\n{DONE}", ""))
        run_all(seen.page)
        yield seen
        assert seen.errors == []
        assert seen.outside == []


def typed(page: Any, text: str) -> Any:
    """Type into the emptied cell and return it."""
    page.keyboard.press("Escape")  # what the test before left open
    cell = page.locator(".jp-Cell .cm-content").nth(1)
    cell.click()
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    page.keyboard.type(text)
    return cell.element_handle()


def test_tab_completes_a_command_and_its_options(typing: Watched) -> None:
    page = typing.page
    cell = typed(page, "%headroom ")
    page.keyboard.press("Tab")
    offered = page.locator(".jp-Completer .jp-Completer-item")
    offered.first.wait_for(timeout=WAIT)
    names = [item.get_attribute("data-value") for item in offered.all()]
    assert {"simulate", "score", "waste", "compare", "config", "report"} <= set(names)
    shot(page, "completion")
    page.keyboard.type("sim")
    page.keyboard.press("Enter")
    page.wait_for_function("e => e.innerText === '%headroom simulate'", arg=cell, timeout=WAIT)
    page.keyboard.type(" --max-t")
    page.keyboard.press("Tab")
    page.locator(".jp-Completer-item[data-value='--max-tokens']").wait_for(timeout=WAIT)
    page.keyboard.press("Enter")
    page.wait_for_function(
        "e => e.innerText === '%headroom simulate --max-tokens'", arg=cell, timeout=WAIT
    )


def test_shift_tab_shows_the_help(typing: Watched) -> None:
    page = typing.page
    typed(page, "%headroom")
    page.keyboard.press("Shift+Tab")
    tip = page.locator(".jp-Tooltip")
    tip.wait_for(timeout=WAIT)
    assert "See what is in a model's context" in tip.inner_text()
    shot(page, "shift-tab")
    page.keyboard.press("Escape")


@pytest.mark.parametrize(
    ("asked", "told"),
    [("%headroom?", "result.diff()"), ("%headroom simulate?", "usage: %headroom simulate")],
)
def test_a_question_mark_shows_the_help(typing: Watched, asked: str, told: str) -> None:
    page = typing.page
    typed(page, asked)
    page.keyboard.press("Control+Enter")
    page.locator(f".jp-Notebook .jp-OutputArea-output:has-text('{told}')").wait_for(timeout=WAIT)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_an_exported_page_asks_nobody_and_is_legible(
    watched: Watched, lab: Lab, theme: str
) -> None:
    from nbconvert import HTMLExporter

    exporter = HTMLExporter(theme=theme)
    html, _ = exporter.from_filename(str(QUICKSTART))
    picture = html[html.index("14,210") - 4000 : html.index("14,210") + 12000]
    assert "<script" not in picture
    (lab.folder / f"export-{theme}.html").write_text(html, encoding="utf-8")
    page = watched.page
    page.route(re.compile(r"https://"), lambda route: route.abort())
    page.goto(f"{lab.url}/files/export-{theme}.html")
    assert "14,210" in page.locator("body").inner_text()
    shot(page, f"export-{theme}")
