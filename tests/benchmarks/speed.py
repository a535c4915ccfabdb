"""How long a simulation takes, against tiktoken's encoding of the same text.

``python -m tests.benchmarks.speed [--peer PYTHON] [--rounds N] [--output FILE]`` prints a table
of ratios of processor time (medians of rounds in one process, each on unseen text), how time and memory grow up to
10,000 messages, and writes JSON with versions. ``--peer`` is the Python of an environment in
which headroom-ai is installed.

"first" is a simulation of unseen text with the default pipeline; "settings" the same text with
``max_items_after_crush=20``, so that lists of 50 which the default leaves whole are chosen from
for the first time; "settings again" the same with 21; "turn" is with one more turn, which also
brings another query to every list; "again" is the same once more.
"""

from __future__ import annotations

import argparse
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

RATIOS = ("first", "settings", "settings again", "turn", "again")
GROWTH = (625, 1250, 2500)  # turns of four messages
SIZES = ((1, 50), (10, 50), (50, 50), (200, 50), (10, 1000))
RESULTS = Path(__file__).parent / "results" / "speed.json"


def timed(work: Callable[[], Any]) -> float:
    """Return the processor time that a piece of work takes, all threads together, in seconds."""
    started = time.process_time()
    work()
    return time.process_time() - started


def one_round(turns: int, records: int, seed: int) -> dict[str, float]:
    """Measure one conversation that nothing has seen: seconds by name."""
    messages = conversation(turns, records, seed)
    encode = reference("o200k_base").encode_ordinary
    longer = [*messages, *conversation(1, records, seed + 1000)[1:]]

    def chosen(items: int) -> list[SmartCrusher]:
        return [SmartCrusher(SmartCrusherConfig(max_items_after_crush=items))]

    return {
        "tiktoken": timed(lambda: [encode(text) for text in texts(messages)]),
        "first": timed(lambda: simulate(messages, model="gpt-4o")),
        "settings": timed(lambda: simulate(messages, model="gpt-4o", policy=chosen(20))),
        "settings again": timed(lambda: simulate(messages, model="gpt-4o", policy=chosen(21))),
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
            name: statistics.median(run[name] / run["tiktoken"] for run in runs) for name in RATIOS
        }
        rows.append({"turns": turns, "records": records, "seconds": medians, "ratios": ratios})
    found = {"rows": rows, "versions": versions(), "machine": platform.platform()}
    found["growth"] = [grown(turns) for turns in GROWTH]
    if peer:
        add_peer(found, peer)
    return found


def grown(turns: int) -> dict[str, Any]:
    """Measure a long conversation in a process of its own (Linux): characters, processor
    time in seconds, bytes that it takes at most."""
    code = (
        "import json, time\n"
        "from headroom_lab import simulate\n"
        "from tests.benchmarks.conversations import conversation, texts\n"
        "simulate(conversation(2, seed=99), model='gpt-4o')\n"
        f"messages = conversation({turns}, 50, 5)\n"
        "size = sum(map(len, texts(messages)))\n"
        "status = lambda: open('/proc/self/status').read()\n"
        "peak = lambda: 1024 * int(status().split('VmHWM:')[1].split()[0])\n"
        "before, started = peak(), time.process_time()\n"
        "simulate(messages, model='gpt-4o')\n"
        "print(json.dumps({'messages': len(messages), 'characters': size,"
        " 'seconds': time.process_time() - started, 'bytes': peak() - before}))\n"
    )
    runs = []
    for _ in range(3):
        run = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        )
        runs.append(json.loads(run.stdout))
    return min(runs, key=lambda run: run["seconds"])


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
        "| turns × records | tiktoken | first | other settings | others again | one more turn | "
        "again | headroom-ai first, again |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for row in found["rows"]:
        ratio, peer = row["ratios"], row.get("peer")
        ours = row["seconds"]
        other = (
            f"{peer['first'] / ours['first']:.1f} × ours, {peer['again'] / ours['again']:.1f} × ours"
            if peer
            else "–"
        )
        cells = [f"{ratio[name]:.2f} ×" for name in RATIOS]
        lines.append(
            f"| {row['turns']} × {row['records']} | {ours['tiktoken']:.3f} s | "
            f"{' | '.join(cells)} | {other} |"
        )
    lines += [
        "",
        "| messages | characters | seconds of processor | memory at most |",
        "|---:|---:|---:|---:|",
    ]
    lines += [
        f"| {g['messages']:,} | {g['characters']:,} | {g['seconds']:.2f} | {g['bytes'] / 1e6:.0f} MB |"
        for g in found["growth"]
    ]
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
