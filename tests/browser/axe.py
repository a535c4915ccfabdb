"""axe-core on parts of a page; the script comes with the package axe-playwright-python."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT

RUN = """([selector]) => axe.run({include: [[selector]]}, {resultTypes: ['violations']})"""


def violations(page: Any, selector: str) -> list[str]:
    """Return what axe-core finds wrong in all elements of a selector, no rule switched off."""
    assert page.locator(selector).count() > 0, f"no {selector} to look at"
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate(RUN, [selector])
    return [
        f"{rule['id']}: {node['html'][:300]} ({node['failureSummary']})"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]
