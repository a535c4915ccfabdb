"""A notebook that draws every picture, and what is asked of each of them in the browser."""

from __future__ import annotations

from typing import Any

from tests.browser.driving import DONE
from tests.display.samples import SAMPLES

PLOTS = {
    "plot-roles": "result.plot('roles')",
    "plot-messages": "result.plot('messages')",
    "plot-context": "result.plot('context')",
    "plot-waste": "result.plot('waste')",
    "plot-breakdown": "MessageScorer().score_messages(messages).plot('breakdown')",
    "plot-parts": "MessageScorer().score_messages(messages).plot('parts')",
    "plot-waterfall": "MessageScorer().score_messages(messages).plot('waterfall')",
    "plot-savings": "SAMPLES['metrics']().plot('savings')",
    "plot-replay-cost": "SAMPLES['replay']().plot('cost')",
    "plot-replay-tokens": "SAMPLES['replay']().plot('tokens')",
    "plot-cost-classes": "session().cost.plot('classes')",
    "plot-message-costs": "session().cost.by_message().plot()",
    "plot-session-context": "recorded.plot('context')",
    "plot-session-tools": "recorded.plot('tools')",
    "plot-session-classes": "recorded.plot('classes')",
    "plot-sweep-tradeoff": "SAMPLES['sweep']().plot('tradeoff')",
    "plot-sweep-tokens": "SAMPLES['sweep']().plot('tokens')",
}
EXPLORERS = {
    "explorer": "result.explore()",
    "explorer-of-map": "result.map().explore()",
    "explorer-of-session": "hl.explore_trace(recorded)",
    "explorer-of-weights": "hl.explore_weights(messages, limit=9000)",
}
PICTURES = {
    **{name: f"SAMPLES[{name!r}]()" for name in SAMPLES},
    "cost": "session().cost",
    "message-costs": "session().cost.by_message()",
    "real-simulation": "result",
    "real-diff": "result.diff()",
    "session": "recorded",
    "sessions-side-by-side": "recorded.compare(other)",
    **PLOTS,
    **EXPLORERS,
}
SETUP = """\
import headroom_lab as hl
from headroom_lab.transforms.windows.message_scorer import MessageScorer
from tests.display.samples import SAMPLES
from tests.replays.paper import session
messages = hl.load_example('package_audit')
from tests.traces.made import eventful_session
result = hl.simulate(messages, model='gpt-4o')
recorded = eventful_session('first', 30)
other = eventful_session('second', 45, 'claude-sonnet-4-5')"""
CELLS = (SETUP, *PICTURES.values(), DONE)

# What stands outside of its output without a scroll bar, texts that are cut off, texts that
# cover one another, letters too small to read: each as a sentence.
LAYOUT = """(output, mayScroll) => {
  const wrong = [], frame = output.getBoundingClientRect();
  const name = (e) => e.outerHTML.replace(/style="[^"]*"/g, '').slice(0, 120);
  const visible = (e) => e.checkVisibility() && !e.closest('style');
  const scrolls = (e) => {
    for (; e && e !== output.parentElement; e = e.parentElement)
      if (/auto|scroll/.test(getComputedStyle(e).overflowX)) return true;
    return false;
  };
  const texts = [];
  for (const e of output.querySelectorAll('*')) {
    if (!visible(e)) continue;
    const box = e.getBoundingClientRect(), style = getComputedStyle(e);
    const scrolled = getComputedStyle(e).overflowX !== 'visible' && e.scrollWidth > e.clientWidth + 1;
    if (box.right > frame.right + 1 && !scrolls(e)) wrong.push(`runs out of its output: ${name(e)}`);
    if (scrolled && !mayScroll && e.tagName !== 'SELECT' && e.firstElementChild?.tagName !== 'IMG')
      wrong.push(`has to be scrolled: ${name(e)}`);
    const own = [...e.childNodes].filter((n) => n.nodeType === 3 && n.data.trim());
    if (!own.length || e.closest('select')) continue;
    if (e.scrollWidth > e.clientWidth + 1 && style.overflowX === 'hidden')
      wrong.push(`is cut off: ${name(e)}`);
    if (parseFloat(style.fontSize) < 10.5) wrong.push(`is too small: ${name(e)}`);
    for (const node of own) {
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const r of range.getClientRects()) if (r.width > 1) texts.push([r, e]);
    }
  }
  texts.sort((a, b) => a[0].top - b[0].top);
  texts.forEach(([a, one], at) => {
    for (let next = at + 1; next < texts.length && texts[next][0].top < a.bottom - 3; next++) {
      const [b, other] = texts[next];
      if (Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2)
        wrong.push(`covers another text: ${name(one)} and ${name(other)}`);
    }
  });
  return wrong;
}"""
UNFOLD = "for (const fold of document.querySelectorAll('.jp-OutputArea details')) fold.open = true"


def outputs(page: Any) -> dict[str, Any]:
    """Return the output area of each picture's cell."""
    cells = page.locator(".jp-Notebook .jp-CodeCell")
    return {
        name: cells.nth(at).locator(".jp-Cell-outputArea").first
        for at, name in enumerate(PICTURES, start=1)
    }
