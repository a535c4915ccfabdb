"""Both explorers in JupyterLab: changed by keyboard and mouse, saved, reopened, not trusted."""

from __future__ import annotations

import json
import re
import urllib.request
from typing import Any

import nbformat

from tests.browser.axe import violations
from tests.browser.conftest import WAIT, Lab, Watched
from tests.browser.driving import DONE, notebook, open_notebook, run_all, save, shot

IMPORT = "import headroom_lab as hl"
SIMULATION = f"{IMPORT}\nhl.simulate(hl.load_example('package_audit'), model='gpt-4o').explore()"
WEIGHTS = f"{IMPORT}\nhl.explore_weights(hl.load_example('log_hunt'), limit=9000)"
CODE = "[...document.querySelectorAll('.jp-OutputArea textarea')]"
STILL = ".headroom-lab-still"


def opened(page: Any, lab: Lab, name: str, *cells: str) -> None:
    """Open a notebook and run it."""
    open_notebook(page, lab, notebook(lab.folder, name, *cells, DONE))
    run_all(page)
    page.locator(".headroom-lab-live").first.wait_for(timeout=WAIT)


def put(page: Any, label: str, value: str) -> None:
    """Give an input another value by the keyboard alone."""
    box = page.get_by_label(label, exact=True)
    box.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type(value)
    page.keyboard.press("Tab")


def headline(page: Any) -> str:
    """Return the first line of the picture that an explorer shows."""
    return str(page.locator(".headroom-lab-live .headroom-lab > div").first.inner_text())


def changed(page: Any, before: str) -> str:
    """Wait until the headline is another one and return it."""
    live = ".headroom-lab-live .headroom-lab > div"
    page.wait_for_function(
        f"before => document.querySelector('{live}')?.innerText !== before",
        arg=before,
        timeout=WAIT,
    )
    return headline(page)


def test_settings_and_messages_are_chosen_by_keyboard_and_mouse(watched: Watched, lab: Lab) -> None:
    page = watched.page
    opened(page, lab, "settings.ipynb", SIMULATION)
    assert not page.locator(STILL).is_visible()
    first = headline(page)
    put(page, "items kept", "10")
    page.wait_for_function(f"{CODE}.some(t => t.value.includes('max_items_after_crush=10'))")
    second = changed(page, first)
    page.get_by_label("align the prompt").click()
    page.wait_for_function(f"{CODE}.every(t => !t.value.includes('CacheAligner'))")
    put(page, "first items", "9")
    assert changed(page, second)
    code = page.locator(".jp-OutputArea textarea").first.input_value()
    assert "max_items_after_crush=10" in code
    page.get_by_role("button", name="Copy as Python").click()
    page.get_by_role("status").filter(has_text=re.compile("^copied$")).first.wait_for(timeout=WAIT)
    page.get_by_label("What went", exact=True).select_option(index=0)
    page.locator("summary:visible:has-text('#3 · tool pip_list')").wait_for(timeout=WAIT)
    put(page, "message shown", "4")
    page.locator("summary:visible:has-text('#4 · tool pip_inspect')").wait_for(timeout=WAIT)
    page.get_by_label("Messages", exact=True).select_option(index=3)
    page.locator("summary:visible:has-text('#3 · tool pip_list')").wait_for(timeout=WAIT)
    assert page.locator(".headroom-lab-live ins:visible").count() > 0
    shot(page, "explorer")
    assert watched.errors == []
    assert watched.outside == []


def test_weights_change_by_keyboard_and_mouse(watched: Watched, lab: Lab) -> None:
    page = watched.page
    opened(page, lab, "weights.ipynb", WEIGHTS)
    said = page.locator(".headroom-lab-live p").first
    assert "at a limit of 9,000" in said.inner_text()
    ranked = ".headroom-lab-live tbody th"
    order = page.locator(ranked).all_inner_texts()
    put(page, "recency", "0")
    page.wait_for_function(
        f"order => [...document.querySelectorAll('{ranked}')].map(e => e.innerText) + '' !== order",
        arg=",".join(order), timeout=WAIT,
    )  # fmt: skip
    limit = page.get_by_label("limit in tokens")
    limit.hover()
    box = limit.bounding_box()
    page.mouse.click(box["x"] + box["width"] - 12, box["y"] + box["height"] * 0.3)  # the arrow up
    page.locator("p:visible:has-text('at a limit of 9,001')").wait_for(timeout=WAIT)
    assert violations(page, ".headroom-lab-live") == []
    assert watched.errors == []
    assert watched.outside == []


def end_kernels(lab: Lab) -> None:
    """Shut down every kernel, as a server that is started again has none."""
    with urllib.request.urlopen(f"{lab.url}/api/sessions") as answer:
        sessions = json.load(answer)
    for session in sessions:
        address = f"{lab.url}/api/sessions/{session['id']}"
        urllib.request.urlopen(urllib.request.Request(address, method="DELETE")).close()


def cloned(lab: Lab, name: str) -> str:
    """Copy a notebook as another hand changed it, so that it isn't trusted."""
    made = nbformat.read(lab.folder / name, 4)
    made.cells.append(nbformat.v4.new_markdown_cell("changed by another hand"))
    nbformat.write(made, lab.folder / f"cloned-{name}")
    return f"cloned-{name}"


def test_a_saved_explorer_shows_what_it_showed_last(watched: Watched, lab: Lab) -> None:
    page, name = watched.page, "saved.ipynb"
    opened(page, lab, name, SIMULATION)
    put(page, "items kept", "10")
    last = changed(page, headline(page))
    page.wait_for_function(
        f"last => document.querySelector('{STILL}').textContent.includes(last)", arg=last
    )
    save(page)
    end_kernels(lab)
    open_notebook(page, lab, name)
    still = page.locator(STILL)
    still.wait_for(timeout=WAIT)
    assert last in still.inner_text()
    assert "run this cell again" in still.inner_text()
    absent = page.get_by_text("model not found")
    absent.wait_for(state="attached", timeout=WAIT)
    assert not absent.is_visible()
    shot(page, "explorer-reopened")
    open_notebook(page, lab, cloned(lab, name))
    area = page.locator(".jp-OutputArea:has-text('Explorer of a simulation')").first
    area.wait_for(timeout=WAIT)
    assert last in area.inner_text()
    assert page.locator(".headroom-lab-live").count() == 0
    shot(page, "explorer-untrusted")
    assert watched.outside == []
