"""A watched session in JupyterLab: it follows its file, and a saved notebook shows it."""

from __future__ import annotations

from tests.browser.axe import violations
from tests.browser.conftest import WAIT, Lab, Watched
from tests.browser.driving import open_notebook, save, shot
from tests.browser.test_explorers import IMPORT, STILL, cloned, end_kernels, headline, opened
from tests.traces.made import claude_session, jsonl

LINES = claude_session(30)


def test_a_session_is_followed_while_it_is_written(watched: Watched, lab: Lab) -> None:
    page, name = watched.page, "watched.ipynb"
    path = lab.folder / "s1.jsonl"
    path.write_bytes(jsonl(LINES[:3]))
    opened(page, lab, name, f"{IMPORT}\nwatcher = hl.watch('s1.jsonl')\nwatcher")
    assert headline(page).startswith("1 request,")
    assert not page.locator(STILL).is_visible()
    with path.open("ab") as file:
        file.write(jsonl(LINES[3:]))
    page.locator(".headroom-lab-live :text('30 requests,')").first.wait_for(timeout=WAIT)
    page.wait_for_function(
        f"() => document.querySelector('{STILL}').textContent.includes('30 requests,')"
    )
    assert violations(page, ".headroom-lab-live") == []
    shot(page, "watched")
    page.get_by_role("button", name="Stop watching").click()
    page.get_by_text("No longer watching").first.wait_for(timeout=WAIT)
    save(page)
    end_kernels(lab)
    open_notebook(page, lab, name)
    still = page.locator(STILL)
    still.wait_for(timeout=WAIT)
    assert "30 requests," in still.inner_text()
    assert "follow it again" in still.inner_text()
    shot(page, "watched-reopened")
    open_notebook(page, lab, cloned(lab, name))
    area = page.locator(".jp-OutputArea:has-text('Watched session')").first
    area.wait_for(timeout=WAIT)
    shot(page, "watched-not-trusted")
    assert "30 requests," in area.inner_text()
    assert "cache read" in area.inner_text()
    assert watched.errors == []
    assert watched.outside == []
