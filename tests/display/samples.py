"""Records made by hand for the pictures, and the same records full of hostile text."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, ClassVar

from headroom_lab.magic.simulated_call import SimulatedCall
from headroom_lab.results import (
    Column,
    CrushedItem,
    CrushResult,
    Diff,
    MessageRow,
    Provenance,
    Removal,
    Removals,
    SimulationResult,
    StepSummary,
    Table,
    TransformResult,
    Volatile,
    WasteSignals,
)
from headroom_lab.results.record import Record
from tests.display.measured import MEASURED
from tests.display.studied import STUDIED
from tests.display.tried import TRIED

HASH = "0123456789abcdef"
EXACT = Provenance("0.1.0", "o200k_base, exact", True, "genai-prices 0.2", "2026-10-01", "1a2b3c4d")
GUESS = Provenance("0.1.0", "estimate: o200k_base x 1.16, ±15 %", False, None, None, "1a2b3c4d")


@dataclass(frozen=True)
class Plant:
    """A row of a table that has no picture of its own."""

    name: str
    height: float
    leaves: int
    alive: bool


class Plants(Table[Plant]):
    """A table that has no picture of its own."""

    picture: ClassVar[str] = "plants"
    table_columns: ClassVar[tuple[Column, ...]] = (
        Column("name", "str", "name"),
        Column("height", "float64", "height in m"),
        Column("leaves", "int64", "leaves"),
        Column("alive", "bool"),
    )


def record(index: int) -> dict[str, Any]:
    """Return one item of a tool's output."""
    note = "timeout: upstream <b>did not</b> answer" if index == 17 else ""
    status = "error" if index == 17 else "ok"
    return {"id": index, "host": f"web-{index % 7:02d}", "status": status, "note": note}


def listing(indices: range | list[int]) -> str:
    """Return items as the JSON of a tool's output."""
    return json.dumps([record(index) for index in indices])


ROWS = (
    MessageRow(0, "system", None, "kept", 812, 812, "You answer in one sentence.", None),
    MessageRow(1, "user", None, "kept", 30, 30, "Which host times out?", None),
    MessageRow(2, "assistant", "list_hosts", "kept", 58, 58, 'list_hosts({"all":true})', None),
    MessageRow(
        3, "tool", "list_hosts", "changed", 2400, 420,
        listing(range(60)), listing([0, 1, 2, 17, 58, 59]),
    ),
    MessageRow(4, "assistant", "read_log", "dropped", 60, 0, 'read_log({"host":"web-03"})', None),
    MessageRow(
        5, "tool", "read_log", "dropped", 1340, 0,
        "\n".join(f"12:00:{i:02d} GET /health 200" for i in range(60)), None,
    ),
    MessageRow(
        6, "tool", "read_file", "changed", 700, 380,
        "\n".join(f"line {i}" for i in range(90)),
        "\n".join([*(f"line {i}" for i in range(40)), "[30 lines left out]",
                   *(f"line {i}" for i in range(70, 90))]),
    ),
    MessageRow(7, "user", None, "kept", 12, 12, "And why?", None),
)  # fmt: skip

REMOVALS = Removals(
    [
        Removal(3, "list_hosts", "[3:17]", "item", "like items that are kept", 14, 480, HASH,
                "smart_crusher", listing(range(3, 17))),
        Removal(3, "list_hosts", "[18:58]", "item", "like items that are kept", 40, 1500, HASH,
                "smart_crusher", listing(range(18, 58))),
        Removal(4, "read_log", "", "message", "oldest turn first", 1, 60, HASH, "rolling_window",
                'read_log({"host":"web-03"})'),
        Removal(5, "read_log", "", "message", "oldest turn first", 1, 1340, HASH, "rolling_window",
                "12:00:00 GET /health 200"),
        Removal(6, "read_file", "lines 41-70", "line", "seen before", 30, 340, HASH,
                "smart_crusher", "line 40"),
    ]
)  # fmt: skip

STEPS = (
    StepSummary("cache_aligner", 5415, 5415, 0, ()),
    StepSummary("smart_crusher", 5415, 3115, 3, ("smart_crusher:2",)),
    StepSummary("rolling_window", 3115, 1715, 2, ("rolling_window:2",)),
)


def simulation(**changes: Any) -> SimulationResult:
    """Return a simulation that saves; its cut costs more while the prompt cache is warm."""
    rows = tuple(replace(r, after=r.before) if r.change == "kept" else r for r in ROWS)
    result = SimulationResult(
        tokens_before=5415,
        tokens_after=1715,
        transforms_applied=["smart_crusher:2", "rolling_window:2"],
        waste_signals=WasteSignals(610, 0, 44, 9, 340, 5415),
        messages=[{}] * 6,
        rows=rows,
        removals=REMOVALS,
        steps=STEPS,
        warnings=["messages[7]: no assistant message before it"],
        tokens_markers=24,
        context_limit=128_000,
        cost_before=0.0135375,
        cost_after=0.0042875,
        cached_cost_before=0.0068,
        cached_cost_after=0.0071,
        provenance=EXACT,
    )
    return replace(result, **changes)


def grown() -> SimulationResult:
    """Return a simulation that made the list longer, with estimated counts and no price."""
    rows = (*ROWS[:3], replace(ROWS[3], tokens_before=380, tokens_after=420))
    return SimulationResult(
        1283, 1323, [], WasteSignals(total_tokens=1283), model="claude-x", rows=rows,
        provenance=GUESS,
    )  # fmt: skip


def transform() -> TransformResult:
    """Return what a pipeline did."""
    return TransformResult(
        messages=[{}] * 6,
        tokens_before=5415,
        tokens_after=1715,
        transforms_applied=["smart_crusher:2", "rolling_window:2"],
        removals=REMOVALS,
        warnings=["still 15 tokens over the limit of 1,700"],
        tokens_markers=24,
        origins=(0, 1, 2, 3, 6, 7),
        steps=STEPS,
        volatile=(Volatile("date", "2026-10-01", 0, 14), Volatile("uuid", "6f1c-07", 0, 80)),
        stable_prefix_hash=HASH,
        stable_prefix_tokens=812,
    )


def crush() -> CrushResult:
    """Return what became of sixty items."""
    reasons = {0: "first items", 1: "first items", 2: "first items", 17: "error item",
               58: "last items", 59: "last items"}  # fmt: skip
    items = tuple(
        CrushedItem(
            "", i, i in reasons, reasons.get(i, "like items that are kept"), 0.9 if i == 17 else 0.1,
            38, json.dumps(record(i)),
        )
        for i in range(60)
    )  # fmt: skip
    text = listing(list(reasons))
    return CrushResult(
        json.loads(text), text, 2400, 420, items, Removals(REMOVALS[:2]), "select items", True, 24,
        HASH,
    )  # fmt: skip


SAMPLES: dict[str, Callable[[], Record]] = {
    "simulation": simulation,
    "simulation-grown": grown,
    "simulation-empty": lambda: SimulationResult(0, 0, [], WasteSignals()),
    "simulated-call": lambda: SimulatedCall.of(simulation()),
    "context_map": lambda: simulation().map(),
    "waste": lambda: simulation().waste_signals,
    "waste-of-unknown-size": lambda: WasteSignals(1200, 300, 40, 0, 7),
    "removals": lambda: REMOVALS,
    "removals-none": Removals,
    "transform": transform,
    "crush": crush,
    "crush-unchanged": lambda: CrushResult({}, "{}", 2, 2),
    "diff": lambda: simulation().diff(),
    "diff-of-one": lambda: simulation().diff(6),
    "diff-none": Diff,
    "table": lambda: Plants([Plant("oak", 21.5, 250_000, True), Plant("fern", 0.4, 12, False)]),
    "table-of-one": lambda: Plants([Plant(f"tree {i}", i / 7, i, True) for i in range(512)]),
    **MEASURED,
    **STUDIED,
    **TRIED,
}

HOSTILE: dict[str, str] = {
    "script": "<script>alert(1)</script>",
    "image": "\"><img src=x onerror=alert(1)>'",
    "closing tags": "</style></pre></summary></details></table></div><h1>gone",
    "link": "[see](javascript:alert(1)) javascript:alert(1) www.example.com https://example.com",
    "ansi": "\x1b[31mred\x1b[0m \x9b2J\x07\x08",
    "bidi": "abc\u202efdp.exe\u2066\u200f\u061c\u200b\U000e0041",
    "broken": "\ud800\ufffe\x00\ufdd0\u2028\x85",
    "table": "| a | b |\n|---|---|\n| `1` | **2** |\r\n# head\n---\n$x$ \\(y\\) \\[z\\] ~~s~~",
    "template": "{{ 7 * 7 }}{% raw %}{# no #}",
    "entities": "&lt;b&gt; &amp;amp; &#60;",
    "one long word": "W" * 1_000_000,
    "many brackets": "<&\"'" * 50_000,
    "hidden characters": "\U000e0001" * 100_000,
    "wide": "漢字" * 100_000,
    "many lines": "\n" * 200_000,
    "emoji": "👩‍👩‍👧" * 1000,
}


def poisoned(value: Any, text: str) -> Any:
    """Return a copy of ``value`` in which ``text`` stands for every text, deep inside too."""
    if isinstance(value, str):
        return text
    if isinstance(value, Table):
        return type(value)(poisoned(row, text) for row in value)
    if isinstance(value, (list, tuple)):
        return type(value)(poisoned(item, text) for item in value)
    if isinstance(value, dict):
        return {text + str(key): poisoned(item, text) for key, item in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return replace(
            value, **{f.name: poisoned(getattr(value, f.name), text) for f in fields(value)}
        )
    return value
