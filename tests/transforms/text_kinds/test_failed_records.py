"""What fails in JSON stays under every preset, whatever form its failure has."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any

import pytest

from headroom_lab import simulate

Make = Callable[[int], Any]


def _word(number: int) -> str:
    return "".join(random.Random(number).choices("abcdefghijkl", k=8))


def _list(ok: Make, bad: Any, count: int = 150) -> list[Any]:
    return [bad if number == 77 else ok(number) for number in range(count)]


def _sent(value: Any, policy: str) -> str:
    call = {"id": "c", "type": "function", "function": {"name": "run", "arguments": "{}"}}
    messages: list[dict[str, Any]] = [
        {"role": "user", "content": "What went wrong?"},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "c", "content": json.dumps(value, ensure_ascii=False)},
    ]
    for number in range(14):
        messages.append({"role": "assistant", "content": f"step {number} done"})
        messages.append({"role": "user", "content": f"go on {number}"})
    sent = simulate(messages, model="gpt-4o", policy=policy).messages
    return str(next(one["content"] for one in sent if one["role"] == "tool"))


def _exit(name: str, code: int) -> Any:
    return _list(lambda n: {"cmd": _word(n), name: 0}, {"cmd": "zeta", name: code})


def _table(columns: str, rows: str, bad: list[Any], usual: Any) -> Any:
    names = ["a", "b", "exit"]
    return {columns: names, rows: _list(lambda n: [n, _word(n), usual], bad)}


def _keyed(ok: Any, bad: Any) -> Any:
    return {f"k{n}": bad if n == 77 else {**ok, "n": _word(n)} for n in range(150)}


def _edges() -> Any:
    return _list(lambda n: {"node": {"id": n, "x": _word(n)}}, None)


SAMPLES: dict[str, tuple[Any, str]] = {
    "exit": (_exit("exit", 137), "137"),
    "exit code": (_exit("exitCode", 2), "zeta"),
    "return code": (_exit("returncode", -9), "-9"),
    "texts": (_list(lambda n: f"{_word(n)} handled", "ERROR zeta gone"), "ERROR zeta gone"),
    "columns": (_table("columns", "rows", [77, "x", "FAILED zeta"], "ok"), "FAILED zeta"),
    "exit column": (_table("fields", "data", [77, "zeta", 3], 0), "zeta"),
    "keyed": (_keyed({"s": "ok"}, {"s": "failed", "n": "zeta"}), "zeta"),
    "keyed success": (_keyed({"ok": True}, {"ok": False, "n": "zeta"}), "zeta"),
    "keyed deep": ({"jobs": _keyed({"s": "ok"}, {"s": "échoué", "n": "zeta"})}, "zeta"),
    "graphql": ({"data": {"edges": _edges()}, "errors": [{"message": "zeta"}]}, "zeta"),
    "jsonrpc": ([{"id": n, "result": _word(n)} for n in range(99)] + [{"id": 99, "error": {"message": "zeta"}}], "zeta"),
    "eslint": (
        _list(
            lambda n: {"filePath": _word(n), "messages": [], "errorCount": 0},
            {"filePath": "q", "messages": [{"severity": 2, "message": "zeta"}], "errorCount": 1},
        ),
        "zeta",
    ),
    "pytest": (
        {
            "tests": _list(
                lambda n: {"nodeid": _word(n), "outcome": "passed"},
                {"nodeid": "q", "outcome": "failed", "call": {"longrepr": "zeta"}},
            )
        },
        "zeta",
    ),
    "suites": (
        {
            "suites": [
                {"tests": _list(lambda n: {"t": _word(n), "state": "passed"}, {"t": "zeta", "state": "failed"})}
            ]
        },
        "zeta",
    ),
    "in a text": ({"out": json.dumps(_exit("exit", 137)), "took": 3}, "137"),
    "nested state": (
        _list(lambda n: {"m": {"s": {"v": "up"}}}, {"m": {"s": {"v": "OOMKilled"}, "w": "zeta"}}),
        "zeta",
    ),
}  # fmt: skip


@pytest.mark.parametrize("policy", ["lossless", "balanced", "aggressive"])
@pytest.mark.parametrize("name", SAMPLES)
def test_what_failed_stays(name: str, policy: str) -> None:
    value, needle = SAMPLES[name]
    assert needle in _sent(value, policy).replace("\\", "")


def test_what_most_records_say_is_no_signal() -> None:
    value = [
        {"cmd": _word(number), "exit": 137, "out": _word(number + 500)} for number in range(150)
    ]
    sent = _sent(value, "aggressive")
    assert len(sent) < len(json.dumps(value)) / 4
