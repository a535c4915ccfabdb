"""The quickstart in JupyterLab: run, read, change, reopen."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import SCREENSHOTS, Lab, Watched
from tests.conftest import ROOT

WAIT = 120_000  # milliseconds; a loaded machine is slow
KERNEL_IS_IDLE = (
    "window.jupyterapp?.shell?.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'"
)
QUICKSTART = ROOT / "notebooks" / "01_quickstart.ipynb"


def notebook(folder: Path, name: str, *cells: str) -> str:
    """Write a notebook of code cells and return its name."""
    import nbformat

    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    made.metadata["kernelspec"] = {
        "name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python",
    }  # fmt: skip
    nbformat.write(made, folder / name)
    return name


def open_notebook(page: Any, lab: Lab, name: str) -> None:
    """Open a notebook and wait until its kernel is idle."""
    page.goto(f"{lab.url}/lab/workspaces/auto-{Path(name).stem}/tree/{name}?reset")
    page.wait_for_selector(".jp-NotebookPanel .jp-Cell", timeout=WAIT)
    page.wait_for_function(KERNEL_IS_IDLE, timeout=WAIT)


def command(page: Any, name: str, arguments: str = "{}") -> None:
    """Start one of Lab's commands; it isn't waited for."""
    page.evaluate(f"() => {{ window.jupyterapp.commands.execute('{name}', {arguments}); }}")


def run_all(page: Any, sentinel: str) -> None:
    """Run all cells and wait for a printed word."""
    command(page, "notebook:run-all-cells")
    page.wait_for_selector(f".jp-OutputArea-output:has-text('{sentinel}')", timeout=WAIT)


def dark(page: Any) -> None:
    """Change to the dark theme."""
    command(page, "apputils:change-theme", "{theme: 'JupyterLab Dark'}")
    page.wait_for_selector('body[data-jp-theme-light="false"]', state="attached", timeout=WAIT)


def shot(page: Any, name: str) -> None:
    """Keep a screenshot in the ignored folder."""
    SCREENSHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png")


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
    dark(page)
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
    name = notebook(
        lab.folder, "magic.ipynb", "%load_ext headroom_lab", cell, "print('all ' + 'done')"
    )
    page = watched.page
    open_notebook(page, lab, name)
    run_all(page, "all done")
    assert "tokens by role" in page.locator(".jp-OutputArea").nth(1).inner_text()
    assert watched.errors == []


def test_tab_completes_commands(watched: Watched, lab: Lab) -> None:
    name = notebook(lab.folder, "tab.ipynb", "%load_ext headroom_lab\nprint('all ' + 'done')", "")
    page = watched.page
    open_notebook(page, lab, name)
    run_all(page, "all done")
    page.locator(".jp-Cell .cm-content").nth(1).click()
    page.keyboard.type("%headroom sim")
    page.keyboard.press("Tab")
    page.wait_for_function(
        "[...document.querySelectorAll('.jp-Completer, .jp-Cell .cm-content')]"
        ".some(e => e.innerText.includes('simulate'))",
        timeout=WAIT,
    )
    shot(page, "completion")


EXPLORE = (
    "import headroom_lab as hl\n"
    "hl.simulate(hl.load_example('package_audit'), model='gpt-4o').explore()"
)


def test_the_explorer_answers_keyboard_and_mouse(watched: Watched, lab: Lab) -> None:
    name = notebook(lab.folder, "explore.ipynb", EXPLORE, "print('all ' + 'done')")
    page = watched.page
    open_notebook(page, lab, name)
    run_all(page, "all done")
    items = page.get_by_label("items kept")
    items.wait_for(timeout=WAIT)
    code = page.locator(".jp-OutputArea textarea").first
    items.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("10")
    page.keyboard.press("Tab")
    page.wait_for_function(
        "[...document.querySelectorAll('.jp-OutputArea textarea')]"
        ".some(t => t.value.includes('max_items_after_crush=10'))",
        timeout=WAIT,
    )
    page.get_by_label("align the prompt").click()
    page.wait_for_function(
        "[...document.querySelectorAll('.jp-OutputArea textarea')]"
        ".every(t => !t.value.includes('CacheAligner'))",
        timeout=WAIT,
    )
    assert "max_items_after_crush=10" in code.input_value()
    shot(page, "explorer-light")
    dark(page)
    shot(page, "explorer-dark")
    assert watched.errors == []
    assert watched.outside == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_an_exported_page_asks_nobody_and_is_legible(
    watched: Watched, lab: Lab, theme: str, tmp_path: Path
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
