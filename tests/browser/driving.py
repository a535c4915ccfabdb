"""What a person does in JupyterLab: open a notebook, run it, change the theme, look."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat

from tests.browser.conftest import SCREENSHOTS, WAIT, Lab

KERNEL_IS_IDLE = (
    "window.jupyterapp?.shell?.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'"
)
DONE = "print('all ' + 'done')"
FAILED = ".jp-OutputArea-output:is([data-mime-type$='error'], [data-mime-type$='stderr'])"
THEMES = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}


def notebook(folder: Path, name: str, *cells: str) -> str:
    """Write a notebook of code cells and return its name."""
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


def run_all(page: Any, sentinel: str = "all done") -> None:
    """Run all cells and wait for a printed word; a cell that fails ends the test."""
    command(page, "notebook:run-all-cells")
    failed = page.locator(FAILED)
    page.locator(f".jp-OutputArea-output:has-text('{sentinel}')").or_(failed).first.wait_for(
        timeout=WAIT
    )
    assert failed.all_inner_texts() == []


def show_theme(page: Any, theme: str) -> None:
    """Change to the light or the dark theme."""
    command(page, "apputils:change-theme", f"{{theme: '{THEMES[theme]}'}}")
    light = str(theme == "light").lower()
    page.wait_for_selector(f'body[data-jp-theme-light="{light}"]', state="attached", timeout=WAIT)


def show_sidebar(page: Any, shown: bool) -> None:
    """Open the file browser beside the notebook, or close it, as one does in a narrow window."""
    browser = page.locator("#jp-left-stack")
    if browser.is_visible() != shown:
        command(page, "application:toggle-left-area")
        browser.wait_for(state="visible" if shown else "hidden")


def save(page: Any) -> None:
    """Save the notebook and wait until that is done."""
    page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")


def shot(page: Any, name: str) -> None:
    """Keep a screenshot in the ignored folder."""
    SCREENSHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png")
