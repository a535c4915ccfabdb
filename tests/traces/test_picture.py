"""How a session looks: at one glance, within its cap, whatever stands in the file."""

from __future__ import annotations

from pathlib import Path

import pytest

import headroom_lab as hl
from headroom_lab.results.trace import Trace
from tests.display.test_snapshots import FOLDER, PAGE, same
from tests.traces.made import claude_session, jsonl
from tests.traces.shared import SESSIONS, needs_sessions


@pytest.fixture
def trace(tmp_path: Path) -> Trace:
    lines = claude_session(16)
    cut = {"type": "system", "subtype": "compact_boundary", "uuid": "c", "parentUuid": None}
    later = claude_session(4, prefix="z")
    later[0] |= {"parentUuid": "c", "isCompactSummary": True}
    for line in later:
        line["timestamp"] = line["timestamp"].replace("T03", "T04")
    agent = claude_session(2, prefix="a")
    for line in agent:
        line |= {"isSidechain": True, "agentId": "a7"}
    (tmp_path / "s1.jsonl").write_bytes(jsonl([*lines, cut, *later, {"type": "mode"}]))
    (tmp_path / "agent-a7.jsonl").write_bytes(jsonl(agent))
    return hl.read_trace(tmp_path / "s1.jsonl")


def test_the_picture_is_the_one_that_was_looked_at(trace: Trace) -> None:
    same(FOLDER / "trace.txt", trace.to_text() + "\n")
    same(FOLDER / "trace.md", trace.to_markdown() + "\n")
    same(FOLDER / "trace.html", PAGE.format(name="trace", html=trace.to_html()))


def test_it_says_what_a_session_cost_and_what_happened(trace: Trace) -> None:
    text = trace.to_text()
    assert "22 requests" in text.splitlines()[0]
    for word in ("read from cache", "compaction", "Bash", "1 sub-agent", "Left out: 1 line"):
        assert word in text


def test_hostile_names_act_nowhere(tmp_path: Path) -> None:
    lines = claude_session(2)
    for line in lines:
        line |= {"cwd": "<script>alert(1)</script>\x1b[31m", "sessionId": "$x$</td>"}
    lines[1]["message"]["content"][0]["name"] = "<img src=x onerror=y>"
    path = tmp_path / "s.jsonl"
    path.write_bytes(jsonl(lines))
    trace = hl.read_trace(path)
    assert "<script" not in trace.to_html()
    assert "<img" not in trace.to_html()
    assert "\x1b" not in trace.to_text()


def test_a_row_a_message_and_a_row_a_request(trace: Trace) -> None:
    messages, requests = trace.to_frame(), trace.requests.to_frame()
    assert len(messages) == sum(len(stream.messages) for stream in trace.streams.values())
    assert set(messages["role"]) == {"user", "assistant", "tool"}
    assert messages["segment"].max() == 1
    assert len(requests) == 22
    wanted = {"stream", "segment", "started", "model", "uncached_tokens", "cache_read_tokens"}
    wanted |= {"cache_write_5m_tokens", "cache_write_1h_tokens", "output_tokens"}
    assert wanted | {"output_recorded", "cost_in_file", "cost"} <= set(requests.columns)
    assert requests["cost"].sum() == pytest.approx(trace.requests.cost)


@pytest.mark.parametrize("kind", ["context", "tools", "classes"])
def test_each_plot_is_drawn(trace: Trace, kind: str) -> None:
    assert trace.plot(kind).png().startswith(b"\x89PNG")


@needs_sessions
def test_the_largest_session_fits_its_cap() -> None:
    largest = hl.read_trace(SESSIONS / "coding" / "03.jsonl.xz")
    assert len(largest.to_html().encode()) <= 16 * 1024
    tools = largest.tool_costs()
    assert 0 < sum(row.cost or 0 for row in tools) < (largest.requests.cost or 0)
