"""A session of a dozen requests, worked out on paper: what each class holds is written down."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from headroom_lab.providers.usage import Usage
from headroom_lab.results.trace import Trace, TraceSegment, TraceStream
from headroom_lab.results.trace_requests import TraceRequest, TraceRequests

SONNET, OPUS = "claude-sonnet-4-5", "claude-opus-4-5"
START = datetime(2026, 1, 5, 9, tzinfo=UTC)


def asked(text: str) -> dict[str, Any]:
    return {"role": "user", "content": text}


def answer(text: str) -> dict[str, Any]:
    return {"role": "assistant", "content": [{"type": "text", "text": text}]}


def called(number: int, path: str) -> dict[str, Any]:
    call = {"type": "tool_use", "id": f"t{number}", "name": "Read", "input": {"file_path": path}}
    return {"role": "assistant", "content": [call]}


def output(number: int, text: str) -> dict[str, Any]:
    part = {"type": "tool_result", "tool_use_id": f"t{number}", "content": text}
    return {"role": "user", "content": [part]}


def request(
    number: int, minutes: float, stop: int, classes: tuple[int, int, int, int, int],
    segment: int = 0, stream: str = "main", model: str = SONNET,
) -> TraceRequest:  # fmt: skip
    """Return a request: uncached, read, written for five minutes, for one hour, output."""
    fresh, read, short, long, out = classes
    usage = Usage(fresh + read + short + long, out, read, short + long, long)
    started = START + timedelta(minutes=minutes)
    return TraceRequest(number, stream, segment, stop, model, usage, started)


def session() -> Trace:
    """Return a session of a dozen requests, two sub-agents among them."""
    words = "the words of the file " * 400
    messages = [
        asked("mend it"), called(1, "a.py"), output(1, words), called(2, "b.py"),
        output(2, words), answer("done"), asked("and c"), answer("so"),
        asked("summary: " + "what was done " * 300), answer("go on"), asked("next"), answer("ok"),
        asked("another"), answer("fine"),
    ]  # fmt: skip
    segments = (
        TraceSegment("start", 0),
        TraceSegment("compaction", 8),
        TraceSegment("branch", 12, kept=(8, 9)),
        TraceSegment("model switch", 14, kept=(8, 9, 12, 13)),
    )
    agent = (asked("look"), answer("seen"), asked("more"), answer("too"))
    main = TraceStream("main", (*messages, asked("with opus"), answer("hm")), segments)
    start = (TraceSegment("start", 0),)
    streams = {
        "main": main,
        "agent-1": TraceStream("agent-1", agent, start),
        "agent-2": TraceStream("agent-2", agent, start),
    }
    requests = [
        # main: each reads what the one before read and wrote
        request(0, 0, 1, (10, 0, 20_000, 0, 100)),
        request(1, 1, 3, (10, 20_000, 2_000, 0, 100)),
        # a pause of ten minutes: all 22,000 are written again, and 3,000 more
        request(2, 11, 5, (10, 0, 25_000, 0, 200)),
        # from here on writes for one hour
        request(3, 12, 7, (10, 25_000, 0, 1_000, 300)),
        # a compaction: system prompt and tools are written again
        request(4, 13, 9, (0, 0, 0, 21_000, 400), segment=1),
        # half an hour later the one-hour entry still stands
        request(5, 43, 11, (0, 21_000, 0, 500, 100), segment=1),
        # a branch from request 4's context: only 20,000 of its 21,000 are read
        request(6, 44, 13, (0, 20_000, 0, 1_500, 100), segment=2),
        # another model: all 21,500 are written again
        request(7, 45, 15, (0, 0, 22_000, 0, 100), segment=3, model=OPUS),
        # two sub-agents, the second of which loses its cache without a reason
        request(8, 20, 1, (0, 15_000, 500, 0, 50), stream="agent-1"),
        request(9, 20.5, 3, (0, 15_500, 500, 0, 50), stream="agent-1"),
        request(10, 30, 1, (0, 0, 15_500, 0, 50), stream="agent-2"),
        request(11, 30.5, 3, (0, 0, 16_000, 0, 50), stream="agent-2"),
    ]
    return Trace("paper", "Claude Code", "paper.jsonl", streams, TraceRequests(requests))
