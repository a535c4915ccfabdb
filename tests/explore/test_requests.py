"""The explorer of a session: each request is shown with its own context, usage and cost."""

from __future__ import annotations

from dataclasses import replace

import pytest

from headroom_lab import explore_trace, simulate
from headroom_lab.errors import ConfigError, OutOfRangeError
from headroom_lab.explore import TraceExplorer
from headroom_lab.results.trace_requests import TraceRequests
from tests.display.parsing import parsed
from tests.traces.made import eventful_session


@pytest.fixture
def explorer() -> TraceExplorer:
    found: TraceExplorer = explore_trace(eventful_session("first", 12))
    return found


def test_it_opens_at_the_last_request_and_goes_to_any(explorer: TraceExplorer) -> None:
    last = len(explorer.trace.requests) - 1
    assert explorer.number == last
    for number, at in ((0, 0), (3, 3), (-1, last)):
        explorer.go(number)
        assert explorer.number == explorer._which.value == at
        assert explorer.map.blocks == simulate(explorer.trace.at(at), policy="off").map().blocks
        assert explorer.map.cached_tokens == explorer.trace.requests[at].cache_read_tokens
        assert explorer.map.is_recorded


def test_what_a_request_used_and_cost_stands_beside_its_number(explorer: TraceExplorer) -> None:
    explorer.go(1)
    one = explorer.trace.requests[1]
    said = "".join(parsed(explorer._used.value).itertext())
    assert said.startswith(f"of 0 to {len(explorer.trace.requests) - 1} · {one.stream} · ")
    assert f"{one.input_tokens:,} tokens sent" in said
    assert "$" in said


def test_the_buttons_stop_at_the_ends(explorer: TraceExplorer) -> None:
    last = explorer.number
    explorer._step(1)
    assert explorer.number == last
    explorer._step(-1)
    assert explorer.number == last - 1
    explorer.go(0)
    explorer._step(-1)
    assert explorer.number == 0


def test_a_request_that_there_is_not_is_told(explorer: TraceExplorer) -> None:
    with pytest.raises(OutOfRangeError):
        explorer.go(999)
    empty = replace(explorer.trace, requests=TraceRequests(()))
    with pytest.raises(ConfigError, match="found no request"):
        explore_trace(empty)


def test_its_map_is_the_one_that_the_map_explores(explorer: TraceExplorer) -> None:
    explorer.go(1)
    assert explorer.map.explore().map is explorer.map
