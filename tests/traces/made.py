"""Sessions made for tests, in the form that agents write."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson

from headroom_lab.results.trace import Trace
from headroom_lab.traces.places import PLACES
from headroom_lab.traces.reading import read_trace


def jsonl(lines: Iterable[Any]) -> bytes:
    """Return records as lines of JSON."""
    return b"".join(orjson.dumps(line) + b"\n" for line in lines)


def claude_session(requests: int, prefix: str = "") -> list[dict[str, Any]]:
    """Return the lines of a Claude Code session: a question, then calls with their outputs."""
    lines: list[dict[str, Any]] = []

    def add(kind: str, message: dict[str, Any], **more: Any) -> None:
        at = len(lines)
        lines.append(
            {
                "type": kind,
                "uuid": f"{prefix}u{at}",
                "parentUuid": lines[-1]["uuid"] if lines else None,
                "sessionId": "s1",
                "cwd": "/home/me/project",
                "isSidechain": False,
                "timestamp": f"2026-01-02T03:{at % 60:02d}:00.000Z",
                "message": message,
                **more,
            }
        )

    add("user", {"role": "user", "content": "Which host is down?"})
    for turn in range(requests):
        call = {
            "type": "tool_use",
            "id": f"{prefix}call-{turn}",
            "name": "Bash",
            "input": {"command": f"ping host-{turn}"},
        }
        add(
            "assistant",
            {
                "id": f"msg_{prefix}{turn}",
                "role": "assistant",
                "model": "claude-opus-4-5",
                "content": [call],
                "stop_reason": "tool_use",
                "usage": {
                    "input_tokens": 10,
                    "cache_read_input_tokens": 20_000 + 1000 * turn,
                    "cache_creation_input_tokens": 1000,
                    "cache_creation": {"ephemeral_1h_input_tokens": 400},
                    "output_tokens": 50,
                },
            },
            requestId=f"req_{prefix}{turn}",
        )
        result = {
            "type": "tool_result",
            "tool_use_id": call["id"],
            "content": f"output {turn}: host-{turn} answers in 12 ms",
        }
        add("user", {"role": "user", "content": [result]})
    return lines[:-1]


def eventful_session(name: str, requests: int, model: str = "claude-opus-4-5") -> Trace:
    """Return a session read from a file, with a pause, a compaction and a last file written."""
    lines = claude_session(requests)
    cut = {"type": "system", "subtype": "compact_boundary", "uuid": "c", "parentUuid": None}
    later = claude_session(requests // 3, prefix="z")
    later[0] |= {"parentUuid": "c", "isCompactSummary": True}
    last = later[-1]["message"]["content"][0]
    last["name"], last["input"] = "Write", {"file_path": f"/home/{name}/a.py", "content": "x = 1"}
    for line in lines[requests:]:
        line["timestamp"] = line["timestamp"].replace("T03", "T05")
    for line in later:
        line["timestamp"] = line["timestamp"].replace("T03", "T07")
    every = [*lines, cut, *later]
    for line in every:
        line |= {"sessionId": name, "cwd": f"/home/{name}"}
        if line["type"] == "assistant":
            line["message"]["model"] = model
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.jsonl"
        path.write_bytes(jsonl(every))
        return read_trace(path)


def kept_session(home: Path, monkeypatch: Any) -> None:
    """Leave a session where Claude Code keeps its own, below ``home``; nothing else is found."""
    for variable in ("XDG_CACHE_HOME", *(place.variable for place in PLACES)):
        monkeypatch.setenv(variable, str(home / variable))
    monkeypatch.setenv("CLAUDE_CONFIG_DIR", str(home / "claude"))
    folder = home / "claude" / "projects" / "mine"
    folder.mkdir(parents=True)
    lines = map(json.dumps, claude_session(2))
    (folder / "s1.jsonl").write_text("\n".join(lines), encoding="utf-8")
