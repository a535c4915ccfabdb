"""Recorded sessions of any length: an agent that reads, searches, edits, runs and looks things up.

Every text is another one. Each request reads what the one before left in the cache; every fortieth
comes after a pause in which that expired.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from headroom_lab.providers.usage import Usage
from headroom_lab.results.trace import MAIN, Trace, TraceSegment, TraceStream
from headroom_lab.results.trace_requests import TraceRequest, TraceRequests
from tests.benchmarks.conversations import SERVICES, WORDS, record

MODEL = "claude-sonnet-4-5"
START = datetime(2026, 1, 5, 9, tzinfo=UTC)
BESIDE = 18_000  # tokens of system prompt and tools, which no log holds
PAUSE = 40  # requests from one pause to the next
Made = tuple[str, dict[str, Any], str]  # a tool, its arguments, what it answers


def long_session(requests: int, seed: int = 7) -> Trace:
    """Return a session of so many requests in one stream."""
    rng = random.Random(f"{seed}/{requests}")
    messages: list[dict[str, Any]] = [_asked("Find out why payments are retried, and mend it.")]
    recorded: list[TraceRequest] = []
    clock, last, characters = START, 0, 0
    for number in range(requests):
        characters += sum(len(json.dumps(m)) for m in messages[-2:])
        cold = number % PAUSE == PAUSE - 1
        clock += timedelta(minutes=12 if cold else 0.3)
        total = BESIDE + characters // 4
        read = 0 if cold else last
        usage = Usage(total, 150, read, total - read - 4)
        recorded.append(TraceRequest(number, MAIN, 0, len(messages), MODEL, usage, clock))
        last = total - 4
        messages += _answered(number, rng)
    stream = TraceStream(MAIN, tuple(messages), (TraceSegment("start", 0),))
    every = TraceRequests(recorded)
    return Trace("long", "Claude Code", "long.jsonl", {MAIN: stream}, every, models=(MODEL,))


def texts(session: Trace) -> Iterator[str]:
    """Yield the texts of a session, each once."""
    for message in session.streams[MAIN].messages:
        content = message["content"]
        for part in [{"text": content}] if isinstance(content, str) else content:
            yield str(part.get("text") or part.get("content") or json.dumps(part["input"]))


def _answered(number: int, rng: random.Random) -> list[dict[str, Any]]:
    """Return the answer to a request, and what comes then."""
    tool, arguments, text = _KINDS[number % len(_KINDS)](number, rng)
    name = f"toolu_{number:05d}"
    call = {"type": "tool_use", "id": name, "name": tool, "input": arguments}
    said = {"type": "text", "text": f"Now {' '.join(rng.choices(WORDS, k=12))}."}
    output = {"type": "tool_result", "tool_use_id": name, "content": text}
    return [
        {"role": "assistant", "content": [said, call]},
        {"role": "user", "content": [output]},
    ]


def _asked(text: str) -> dict[str, Any]:
    return {"role": "user", "content": text}


def _path(rng: random.Random) -> str:
    return f"/srv/{rng.choice(SERVICES)}/src/{rng.choice(WORDS)}/{rng.choice(WORDS)}.py"


def _code(rng: random.Random, lines: int) -> list[str]:
    """Return lines of Python."""
    found: list[str] = []
    while len(found) < lines:
        name, first, second = rng.choices(WORDS, k=3)
        number = rng.randrange(10_000)
        found += [
            f"def {name}_{first}_{number}({first}: str, {second}: int = {number % 90}) -> int:",
            f'    """Return the {second} of a {first} that the {name} holds."""',
            f"    found = {second}_by_{name}({first}, limit={number})",
            f"    if found is None or {second} > {number % 700}:",
            f'        raise ValueError(f"{name}: no {second} for {{{first}!r}}")',
            f"    return found.{name} + {second}",
            "",
        ]
    return found[:lines]


def _read(number: int, rng: random.Random) -> Made:
    numbered = (f"{at:6d}→{line}" for at, line in enumerate(_code(rng, rng.randrange(20, 60)), 1))
    return "Read", {"file_path": _path(rng)}, "\n".join(numbered)


def _searched(number: int, rng: random.Random) -> Made:
    rows = rng.randrange(8, 30)
    hits = (f"{_path(rng)}:{rng.randrange(900)}:{line}" for line in _code(rng, rows) if line)
    return "Grep", {"pattern": rng.choice(WORDS), "output_mode": "content"}, "\n".join(hits)


def _edited(number: int, rng: random.Random) -> Made:
    path, old = _path(rng), _code(rng, 4)
    new = [*old[:2], *_code(rng, 3)]
    arguments = {"file_path": path, "old_string": "\n".join(old), "new_string": "\n".join(new)}
    numbered = (f"{at:6d}→{line}" for at, line in enumerate(new, rng.randrange(300)))
    return "Edit", arguments, f"The file {path} has been updated:\n" + "\n".join(numbered)


def _tested(number: int, rng: random.Random) -> Made:
    rows = [
        f"{_path(rng)}::test_{rng.choice(WORDS)}_{rng.randrange(9999)} PASSED [{at:3d}%]"
        for at in range(rng.randrange(10, 40))
    ]
    broken = f"FAILED {_path(rng)}::test_{number} - AssertionError: {rng.randrange(99)} != {number}"
    last = f"1 failed, {len(rows)} passed in {rng.random() * 9:.2f}s"
    return (
        "Bash",
        {"command": f"pytest -v -k {rng.choice(WORDS)}"},
        "\n".join([*rows, broken, last]),
    )


def _logged(number: int, rng: random.Random) -> Made:
    rows = (
        f"2026-01-05T09:{rng.randrange(60):02d}:{rng.randrange(60):02d}Z "
        f"{rng.choice(('INFO', 'INFO', 'INFO', 'WARN', 'ERROR'))} {rng.choice(SERVICES)} "
        f"{' '.join(rng.choices(WORDS, k=6))} id={rng.randrange(16**8):08x}"
        for _ in range(rng.randrange(10, 40))
    )
    return "Bash", {"command": f"journalctl -u {rng.choice(SERVICES)}"}, "\n".join(rows)


def _looked_up(number: int, rng: random.Random) -> Made:
    rows = [record(rng, at) for at in range(rng.randrange(4, 16))]
    return "mcp__fleet__find_requests", {"service": rng.choice(SERVICES)}, json.dumps(rows)


_KINDS: tuple[Callable[[int, random.Random], Made], ...] = (
    _read, _searched, _edited, _tested, _read, _edited, _logged, _looked_up,
)  # fmt: skip
