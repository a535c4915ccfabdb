"""How long a simulation takes, against tiktoken's encoding of the same text.

``python -m tests.benchmarks.speed [--peer PYTHON] [--rounds N] [--output FILE]`` prints a table
of ratios (medians of rounds in one process, each on unseen text) and writes JSON with versions.
``--peer`` is the Python of an environment in which headroom-ai is installed.
"""

from __future__ import annotations

import argparse
import copy
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

from headroom_lab import SmartCrusher, SmartCrusherConfig, simulate
from headroom_lab.tokens.counting import reference
from tests.benchmarks.conversations import conversation, texts

SIZES = ((1, 50), (10, 50), (50, 50), (200, 50), (10, 1000))
RESULTS = Path(__file__).parent / "results" / "speed.json"


def timed(work: Callable[[], Any]) -> float:
    """Return the seconds that a piece of work takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def one_round(turns: int, records: int, seed: int) -> dict[str, float]:
    """Measure one conversation that nothing has seen: seconds by name."""
    messages = conversation(turns, records, seed)
    encode = reference("o200k_base").encode_ordinary
    longer = [*messages, *conversation(1, records, seed + 1000)[1:]]
    other = [SmartCrusher(SmartCrusherConfig(max_items_after_crush=20))]
    return {
        "tiktoken": timed(lambda: [encode(text) for text in texts(messages)]),
        "first": timed(lambda: simulate(messages, model="gpt-4o")),
        "settings": timed(
            lambda: simulate(copy.deepcopy(messages), model="gpt-4o", pipeline=other)
        ),
        "turn": timed(lambda: simulate(longer, model="gpt-4o")),
        "again": timed(lambda: simulate(longer, model="gpt-4o")),
    }


def measure(rounds: int, peer: str | None) -> dict[str, Any]:
    """Return medians by size, with versions and machine."""
    simulate(conversation(2, seed=99), model="gpt-4o")
    reference("o200k_base").encode_ordinary("warm up")
    rows = []
    for turns, records in SIZES:
        runs = [one_round(turns, records, seed) for seed in range(rounds)]
        medians = {name: statistics.median(run[name] for run in runs) for name in runs[0]}
        ratios = {
            name: statistics.median(run[name] / run["tiktoken"] for run in runs)
            for name in ("first", "settings", "turn", "again")
        }
        rows.append({"turns": turns, "records": records, "seconds": medians, "ratios": ratios})
    found = {"rows": rows, "versions": versions(), "machine": platform.platform()}
    if peer:
        add_peer(found, peer)
    return found


def add_peer(found: dict[str, Any], python: str) -> None:
    """Time the peer on the same conversations."""
    with tempfile.TemporaryDirectory() as folder:
        for row in found["rows"]:
            messages = conversation(row["turns"], row["records"], seed=0)
            name = f"{row['turns']}x{row['records']}"
            (Path(folder) / f"{name}.json").write_text(json.dumps(messages), encoding="utf-8")
        script = Path(__file__).with_name("peer.py")
        run = subprocess.run(
            [python, str(script), folder],
            capture_output=True, text=True, check=True, env={**os.environ, "HF_HUB_OFFLINE": "1"},
        )  # fmt: skip
    answer = json.loads(run.stdout.strip().splitlines()[-1])
    found["versions"]["headroom-ai"] = answer["version"]
    for row in found["rows"]:
        first, again = answer["times"][f"{row['turns']}x{row['records']}"]
        row["peer"] = {"first": first, "again": again}


def versions() -> dict[str, str]:
    """Return the versions that the figures hold for."""
    names = ("headroom-lab", "tiktoken", "toktok-rs", "numpy")
    return {"python": platform.python_version(), **{name: version(name) for name in names}}


def table(found: dict[str, Any]) -> str:
    """Return the figures as a Markdown table."""
    lines = [
        "| turns × records | tiktoken | first | other settings | one more turn | again | "
        "headroom-ai first, again |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for row in found["rows"]:
        ratio, peer = row["ratios"], row.get("peer")
        ours = row["seconds"]
        other = (
            f"{peer['first'] / ours['first']:.1f} × ours, {peer['again'] / ours['again']:.1f} × ours"
            if peer
            else "–"
        )
        cells = [f"{ratio[name]:.2f} ×" for name in ("first", "settings", "turn", "again")]
        lines.append(
            f"| {row['turns']} × {row['records']} | {ours['tiktoken']:.3f} s | "
            f"{' | '.join(cells)} | {other} |"
        )
    return "\n".join(lines)


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peer")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--output", type=Path, default=RESULTS)
    options = parser.parse_args()
    found = measure(options.rounds, options.peer)
    print(table(found))
    options.output.parent.mkdir(exist_ok=True)
    options.output.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
