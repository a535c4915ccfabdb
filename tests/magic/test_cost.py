"""%headroom cost: what a recorded session cost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from IPython.core.error import UsageError

import headroom_lab as hl
from headroom_lab.results.cost import SessionCost
from headroom_lab.results.cost_by_message import MessageCosts
from tests.traces.made import claude_session, jsonl


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "s.jsonl"
    path.write_bytes(jsonl(claude_session(6)))
    return path


def test_a_file_a_variable_and_prices(shell: Any, path: Path) -> None:
    listed = shell.run_line_magic("headroom", f"cost {path}")
    assert isinstance(listed, SessionCost)
    shell.user_ns["trace"] = hl.read_trace(path)
    shell.user_ns["ours"] = 0.5
    assert shell.run_line_magic("headroom", "cost trace").total == listed.total
    for prices in ("0.5", "$ours"):
        half = shell.run_line_magic("headroom", f"cost trace --prices {prices}")
        assert half.total == pytest.approx(listed.total / 2)
    assert isinstance(shell.run_line_magic("headroom", "cost trace --by message"), MessageCosts)


def test_what_is_no_session_is_refused(shell: Any) -> None:
    shell.user_ns["messages"] = [{"role": "user", "content": "hi"}]
    with pytest.raises(UsageError, match="expected a session"):
        shell.run_line_magic("headroom", "cost messages")
