"""What tools take of the requests, and which were never called."""

from __future__ import annotations

import pytest

from headroom_lab import read_trace, tool_definitions
from headroom_lab.waste.detect import detect_waste
from tests.conftest import ROOT
from tests.policies.definitions.corpus import FILES, real_tools
from tests.policies.definitions.test_deferring import MODEL, TOOLS, session


def test_each_tool_has_its_tokens_calls_and_share_of_the_bill() -> None:
    found = tool_definitions(session(20, 2), MODEL, tools=TOOLS)
    assert found.requests == 20
    assert found.tokens == sum(row.tokens for row in found.rows) + found.frame_tokens
    assert len(found.never_called) == 38
    assert {row.tool: row.calls for row in found.rows if row.calls} == {"tool_0": 10, "tool_1": 9}
    assert sum(row.share for row in found.rows) < found.tokens / found.input_tokens
    # written once at $3.75 a million, read nineteen times at $0.30
    whole = found.tokens - found.frame_tokens
    assert found.cost == pytest.approx(whole * (3.75 + 19 * 0.30) / 1e6)


def test_a_recorded_session_counts_each_request_at_its_own_price() -> None:
    trace = read_trace(ROOT / "data" / "recorded" / "workday.jsonl.xz")
    found = tool_definitions(trace)
    assert found.requests == len(trace.requests)
    assert found.never_called == ()
    cost = found.cost
    assert cost is not None
    tokens = found.tokens - found.frame_tokens
    assert 24 * 0.3e-6 * tokens < cost < 24 * 3.75e-6 * tokens


def test_it_says_where_a_log_holds_none() -> None:
    found = tool_definitions(session(3, 1), MODEL)
    assert found.rows == ()
    assert "tools= takes them" in found.note
    assert "tools= takes them" in str(found)
    assert tool_definitions(session(3, 1), MODEL, tools=FILES[0]).rows


def test_it_is_shown_in_words_and_html() -> None:
    found = tool_definitions(session(3, 1), MODEL, tools=real_tools())
    assert "113 tools" in str(found)
    assert "113 never called" in str(found)
    assert len(found._repr_mimebundle_()["text/html"]) < 16_384
    assert list(found.to_frame()["tool"]) == [row.tool for row in found.rows]


def test_unused_tools_and_idle_words_are_waste() -> None:
    body = {"messages": session(3, 1), "model": MODEL, "tools": [*TOOLS, *real_tools()]}
    found = detect_waste(body)
    assert found.unused_tool_tokens > 39 * 300
    assert found.tokens < found.total_tokens
    first = detect_waste({**body, "messages": body["messages"][:1]})  # nothing is called yet
    assert first.unused_tool_tokens == 0
    assert first.schema_tokens > 500


def test_a_corpus_tells_what_is_called_elsewhere() -> None:
    corpus = {"one": session(40, 4), "two": session(20, 2)}
    found = tool_definitions(session(20, 2), MODEL, tools=TOOLS, corpus=corpus)
    assert len(found.never_called) == 38
    assert len(found.never_called_in_corpus) == 36
    assert {row.tool: row.corpus_calls for row in found.rows}["tool_1"] == 10 + 9
    assert "In the corpus 36 of these are never called either" in str(found)
    alone = tool_definitions(session(20, 2), MODEL, tools=TOOLS)
    assert alone.never_called_in_corpus == ()
    assert "corpus" not in str(alone)


def test_a_stream_of_a_session_counts_by_what_is_recorded() -> None:
    trace = read_trace(ROOT / "data" / "recorded" / "workday.jsonl.xz")
    stream = next(iter(trace.streams.values()))
    found, whole = tool_definitions(stream), tool_definitions(trace)
    assert found.requests == len(stream.requests)
    if len(trace.streams) == 1:
        assert found.cost == whole.cost
