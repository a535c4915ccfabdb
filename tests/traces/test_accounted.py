"""No word of a recorded session goes unaccounted, and what a request was counted as comes out.

Contexts of up to ``SIZE`` characters here: the first and last request of each session's streams and
the last of each segment. ``python -m tests.benchmarks.recorded`` goes through all of them.
"""

from __future__ import annotations

import json

import pytest

import headroom_lab as hl
from headroom_lab.results.trace import Trace
from headroom_lab.results.trace_requests import TraceRequest
from headroom_lab.traces.context import in_context
from tests.benchmarks.recorded import sampled, total, traces, unaccounted
from tests.traces.shared import needs_sessions

SIZE = 60_000
pytestmark = needs_sessions


@pytest.fixture(scope="module")
def requests() -> list[tuple[Trace, TraceRequest]]:
    """Return the requests that are looked at, each with its session."""
    return [
        (trace, request)
        for trace in traces()
        for request in sampled(trace)
        if 0 < _size(trace, request) < SIZE
    ]


def _size(trace: Trace, request: TraceRequest) -> int:
    """Return the characters of what was in a request's context."""
    stream = trace.streams[request.stream]
    messages = in_context(stream, stream.segments[request.segment], request.stop)
    return len(json.dumps(messages)) if messages else 0


def test_sent_and_removed_are_the_original(requests: list[tuple[Trace, TraceRequest]]) -> None:
    for trace, request in requests[::7]:
        for number, preset, good in unaccounted(trace, [request]):
            assert good, f"{trace.path}: request {number} under {preset}"


def test_text_and_what_is_in_no_file_are_the_recorded_total(
    requests: list[tuple[Trace, TraceRequest]],
) -> None:
    looked_at = 0
    for trace, request in requests:
        found = total(trace, request)
        if found is None:
            continue
        looked_at += 1
        assert found.remains >= 0, trace.path
        if found.remains:  # the text alone counts more than was recorded
            assert found.beside == 0, trace.path
            assert found.recorded < 1000 or found.remains < 0.05 * found.recorded, trace.path
    assert looked_at > 90


def test_a_simulation_tells_the_recorded_total(requests: list[tuple[Trace, TraceRequest]]) -> None:
    for trace, request in requests[::9]:
        found = total(trace, request)
        if found is not None and not found.remains and not trace.is_whole:
            result = hl.simulate(trace.at(request.number), policy="lossless")
            assert result.tokens_before == request.input_tokens
            assert result.tokens_beside == found.beside
