"""The context map in JupyterLab: chosen from by mouse and keyboard, zoomed, fluid, hostile text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.axe import violations
from tests.browser.conftest import WAIT, Lab, Watched, watch
from tests.browser.driving import show_theme
from tests.browser.test_explorers import IMPORT, STILL, opened, shot

SMALL = f"{IMPORT}\nhl.simulate(hl.load_example('package_audit'), model='gpt-4o').map().explore()"
LARGE = f"""{IMPORT}
from tests.display.samples import HOSTILE
from tests.display.test_large import MANY, talk
hostile = [dict(role='user', content=text) for text in HOSTILE.values()]
hl.explore_map([*hostile, *talk(MANY)], 'gpt-4o', policy='off')"""
LANE = ".headroom-lab-map-lane"
# The median time of frames in which the lane is zoomed, by that of the frames between them: other
# work on the machine slows both.
SLOWER = """async (lane) => {
  const box = lane.getBoundingClientRect();
  const frame = async (act) => {
    const before = performance.now();
    act();
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    return performance.now() - before;
  };
  const median = (found) => found.sort((a, b) => a - b)[found.length / 2];
  const zoomed = [], still = [];
  for (let at = 0; at < 40; at++) {
    zoomed.push(await frame(() => lane.dispatchEvent(new WheelEvent('wheel', {
      deltaY: at < 20 ? -60 : 60, ctrlKey: true, clientX: box.x + box.width / 3, cancelable: true }))));
    still.push(await frame(() => {}));
  }
  return median(zoomed) / median(still);
}"""


def chosen(page: Any) -> str:
    """Return what a screen reader says of the chosen block."""
    return str(page.locator(f"{LANE} [role=option]").first.inner_text())


@pytest.fixture(scope="module")
def maps(browser: Any, lab: Lab) -> Iterator[Watched]:
    """A notebook with a small map and a large one, run."""
    with watch(browser, lab) as seen:
        opened(seen.page, lab, "maps.ipynb", SMALL, LARGE)
        seen.page.locator(LANE).nth(1).wait_for(timeout=WAIT)
        yield seen
        assert seen.errors == []
        assert seen.outside == []


def test_a_message_is_chosen_by_mouse_and_keyboard(maps: Watched) -> None:
    page = maps.page
    assert not page.locator(STILL).first.is_visible()
    lane = page.get_by_role("listbox", name="Context map").first
    lane.focus()
    page.keyboard.press("End")
    page.keyboard.press("Home")
    page.keyboard.press("n")
    page.locator("summary:visible:has-text('#3 · tool pip_list')").wait_for(timeout=WAIT)
    assert chosen(page).startswith("#3 tool pip_list: 2,821 → 905 tokens, changed")
    page.locator("caption:visible:has-text('loss ledger')").wait_for(timeout=WAIT)
    page.keyboard.press("ArrowRight")
    page.locator("summary:visible:has-text('#4 · tool')").wait_for(timeout=WAIT)
    page.keyboard.press("+")
    page.keyboard.press("0")
    box = lane.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.25, box["y"] + 30)
    pointed = page.locator(".headroom-lab-map-said").first.inner_text()
    page.mouse.click(box["x"] + box["width"] * 0.25, box["y"] + 30)
    assert chosen(page) == pointed
    place = pointed.split()[0]
    page.locator(f"summary:visible:has-text('{place} ·')").wait_for(timeout=WAIT)
    for theme in ("light", "dark"):
        show_theme(page, theme)
        shot(page, f"map-{theme}")
        assert violations(page, ".headroom-lab-live") == []


def test_ten_thousand_messages_stay_fluid_and_hostile_ones_are_text(maps: Watched) -> None:
    page = maps.page
    lane = page.locator(LANE).nth(1)
    lane.scroll_into_view_if_needed()
    assert lane.evaluate(SLOWER) < 2
    lane.focus()
    page.keyboard.press("Home")
    page.locator("summary:visible:has-text('#0 · user')").wait_for(timeout=WAIT)
    shot(page, "map-large")
    assert page.locator(".headroom-lab-live :is(script, img[onerror])").count() == 0
