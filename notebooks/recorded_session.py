"""A recorded session for notebooks: what an agent leaves behind, made up, the same each time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Json = dict[str, Any]
START, NEW, ANSWER = 9_000, 2_400, 180  # tokens: at first, with each request, of each answer
PAUSE = 20  # after so many requests the agent waits for an hour, and the cache is gone


def record(folder: str | Path, requests: int = 40) -> Path:
    """Write a session of so many requests in Claude Code's form and return its file."""
    path = Path(folder) / "session.jsonl"
    lines = list(_lines(requests))
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


def _lines(requests: int) -> Iterator[Json]:
    """Yield the question, then each call with its output."""
    yield _line(0, "user", {"role": "user", "content": "Why do the nightly tests fail?"})
    for at in range(requests):
        tool = ("Read", "Bash", "Grep")[at % 3]
        yield _line(2 * at + 1, "assistant", _call(at, tool))
        yield _line(2 * at + 2, "user", _output(at, tool))


def _line(place: int, kind: str, message: Json) -> Json:
    """Return a line of the log."""
    hour, minute = divmod(place + (60 if place > 2 * PAUSE else 0), 60)
    return {
        "type": kind,
        "uuid": f"u{place}",
        "parentUuid": f"u{place - 1}" if place else None,
        "sessionId": "nightly",
        "cwd": "/home/me/project",
        "isSidechain": False,
        "timestamp": f"2026-10-01T{9 + hour:02d}:{minute:02d}:00.000Z",
        "message": message,
    }


def _call(at: int, tool: str) -> Json:
    """Return an answer that calls a tool, with what the request used."""
    read = 0 if at in (0, PAUSE) else START + NEW * (at - 1)
    return {
        "id": f"msg_{at}",
        "role": "assistant",
        "model": "claude-sonnet-4-5",
        "content": [
            {"type": "text", "text": f"Next I look at part {at} of the log."},
            {"type": "tool_use", "id": f"call_{at}", "name": tool, "input": {"part": at}},
        ],
        "stop_reason": "tool_use",
        "usage": {
            "input_tokens": 12,
            "cache_read_input_tokens": read,
            "cache_creation_input_tokens": START + NEW * at - read,
            "output_tokens": ANSWER,
        },
    }


def _output(at: int, tool: str) -> Json:
    """Return what the tool answered: records, all but one alike."""
    rows = [
        {"id": at * 100 + n, "test": f"test_{n % 9}", "result": "ok", "seconds": 0.1 * (n % 7)}
        for n in range(60)
    ]
    rows[17] |= {"result": "failed", "note": f"{tool}: timeout in part {at}"}
    block = {"type": "tool_result", "tool_use_id": f"call_{at}", "content": json.dumps(rows)}
    return {"role": "user", "content": [block]}
