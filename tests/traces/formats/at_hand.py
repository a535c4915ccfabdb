"""A file of each format that is read: those at hand, and the samples made by hand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from tests.traces.formats import samples
from tests.traces.made import claude_session, jsonl
from tests.traces.shared import NATIVE, SESSIONS

LARGEST = 100_000  # bytes: what is larger takes long to damage in many places


def small_files() -> dict[str, bytes]:
    """Return a small file a format by name; those at hand only where they are."""
    found = {name: _written(value) for name, (_, value) in samples.SAMPLES.items()}
    found["Claude Code"] = jsonl(claude_session(3))
    found["OpenHands SDK"] = _written(samples.OPENHANDS_SDK)
    found["LangChain lines"] = _written(samples.LANGCHAIN)
    for path in (*_native(), SESSIONS / "codex" / "05.jsonl", SESSIONS / "pi" / "03.jsonl"):
        if path.exists() and path.stat().st_size < LARGEST:
            found[path.name] = path.read_bytes()
    return found


def all_files() -> Iterator[Path]:
    """Yield the files at hand, of any size; sessions of agents in lines."""
    yield from _native()
    for agent in ("claude_code", "codex", "gemini_cli", "pi"):
        yield from sorted((SESSIONS / agent).glob("*.json*"))


def is_lines(data: bytes) -> bool:
    """Tell a file of more than one line each of which is JSON."""
    lines = [line for line in data.splitlines() if line.strip()]
    try:
        return len(lines) > 1 and all(isinstance(json.loads(line), dict) for line in lines)
    except ValueError:
        return False


def _native() -> list[Path]:
    return [path for path in sorted(NATIVE.glob("*")) if path.name != "truth.json"]


def _written(value: object) -> bytes:
    return jsonl(value) if isinstance(value, list) else json.dumps(value, indent=1).encode()
