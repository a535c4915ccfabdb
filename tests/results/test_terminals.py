"""Results in real terminals: plain IPython and Jupyter Console show the text form."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pytest

from headroom_lab import load_example, simulate

PROGRAMS = {
    "ipython": ["-m", "IPython", "--simple-prompt", "--no-banner", "--colors=nocolor"],
    "console": ["-m", "jupyter_console", "--simple-prompt"],
}
SIZE = (200, 160)  # lines and columns: nothing wraps


@pytest.fixture(params=PROGRAMS)
def terminal(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[pexpect.spawn[str]]:
    """A terminal at its first prompt, the library imported and a simulation made."""
    home = {name: str(tmp_path) for name in ("IPYTHONDIR", "JUPYTER_RUNTIME_DIR", "HOME")}
    child = pexpect.spawn(
        sys.executable, PROGRAMS[request.param], encoding="utf-8", timeout=120, dimensions=SIZE,
        env={**os.environ, **home},
    )  # fmt: skip
    child.expect(r"In \[1\]:")
    said(child, "import headroom_lab as hl", 2)
    said(child, "result = hl.simulate(hl.load_example('package_audit'), model='gpt-4o')", 3)
    yield child
    child.close(force=True)


def said(child: pexpect.spawn[str], line: str, upto: int) -> str:
    """Type a line and return what is shown before the next prompt."""
    child.sendline(line)
    child.expect(rf"In \[{upto}\]:")
    return str(child.before).replace("\r", "")


def test_every_result_is_text(terminal: pexpect.spawn[str]) -> None:
    result = simulate(load_example("package_audit"), model="gpt-4o")
    asked = {
        "result": result.to_text(),
        "result.waste_signals": result.waste_signals.to_text(),
        "result.diff()": result.diff().to_text(),
        "result.explore()": result.to_text(),
        "result.plot()": "<Picture size",
    }
    for at, (line, wanted) in enumerate(asked.items(), start=4):
        shown = said(terminal, line, at)
        assert wanted in shown
        assert "<div" not in shown
        assert "Traceback" not in shown
