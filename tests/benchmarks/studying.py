"""One study on one process, on two, on a cluster of two, and killed after a third of its cells.

``python -m tests.benchmarks.studying [--conversations N]`` sweeps the recorded conversations and
coding sessions over twelve policies: tokens, the bill after the cache, values and edits kept. It
prints how long each took, the hash of its table, and how many figures were worked out again.
Beside the clock stands processor time, which other work on the machine changes little: of one
process all of it, of several what the caller spent and the longest worker.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
import tempfile
import time
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from headroom_lab import Corpus, keep_last, sweep
from headroom_lab.policies.presets import preset_names
from headroom_lab.results.sweep import SweepResult
from tests.conftest import SHARED

EVALUATORS = ("tokens", "replay", "retention", "editable")
MODEL = "claude-sonnet-4-5"
LOG = "STUDYING_LOG"  # the file that each finished cell adds a byte to
GONE = 60  # seconds after which no worker of a killed study may stand


def worker(conversation: Any, result: Any) -> dict[str, float]:
    """Tell which process a cell was worked out in, and its processor time up to then."""
    if LOG in os.environ:
        with open(os.environ[LOG], "ab") as log:
            log.write(b".")
    return {"process": os.getpid(), "seconds": time.process_time()}


@dataclass(frozen=True)
class Timed:
    """A finished study: seconds by the clock, processor seconds on its longest way, its table."""

    name: str
    clock: float
    longest: float
    table: str
    computed: int
    reused: int

    def line(self, one: Timed) -> str:
        """Return a row of the table; ``one`` is the study in one process."""
        ratios = [f"{a / b:.2f}" for a, b in ((one.clock, self.clock), (one.longest, self.longest))]
        same = "same" if self.table == one.table else "OTHER"
        cells = [f"{self.clock:.1f}", f"{self.longest:.1f}", *ratios, f"{self.table[:12]} {same}"]
        return f"| {' | '.join([self.name, *cells, f'{self.computed:,}', f'{self.reused:,}'])} |"


def corpus(most: int) -> Corpus:
    """Return the recorded conversations and coding sessions, at most so many of them."""
    folders = (SHARED / "traces", SHARED / "sessions" / "coding")
    found = [one for folder in folders for one in Corpus.read(folder)]
    return Corpus(found[:: max(1, -(-len(found) // most))])


def studied(items: Corpus, **options: Any) -> SweepResult:
    """Return the study."""
    policies = [*preset_names(), *(keep_last(messages) for messages in (10, 20, 60))]
    evaluators = [*EVALUATORS, worker]
    return sweep(items, {"policy": policies}, evaluators=evaluators, model=MODEL, **options)


def timed(name: str, items: Corpus, **options: Any) -> Timed:
    """Return a study with the time that it took."""
    clock, own = time.perf_counter(), time.process_time()
    found = studied(items, **options)
    clock, own = time.perf_counter() - clock, time.process_time() - own
    frame = found.rows.to_frame()
    by_process = frame.groupby("worker.process")["worker.seconds"].max()
    others = by_process.drop(os.getpid(), errors="ignore").max() if len(by_process) else 0.0
    table = frame[[column for column in frame if not column.startswith("worker.")]]
    hashed = hashlib.sha256(table.to_csv(index=False).encode()).hexdigest()
    assert found.provenance is not None
    done = found.provenance
    longest = own + (others if others == others else 0.0)
    return Timed(name, clock, longest, hashed, done.computed, done.reused)


def killed(keep: Path, most: int, cells: int) -> tuple[int, bool]:
    """Kill a study after so many cells; return how many figures it kept, and whether all of it ended."""
    log = keep.with_suffix(".log")
    log.touch()
    command = [sys.executable, "-m", "tests.benchmarks.studying", f"--conversations={most}"]
    study = subprocess.Popen(
        [*command, f"--keep={keep}"], env={**os.environ, LOG: str(log)}, stdout=subprocess.PIPE
    )
    while log.stat().st_size < cells and study.poll() is None:
        time.sleep(0.05)
    study.kill()
    try:  # its output is at an end when its last worker is gone
        study.communicate(timeout=GONE)
        ended = True
    except subprocess.TimeoutExpired:
        ended = False
    with duckdb.connect(str(keep), read_only=True) as file:
        (kept,) = file.execute("select count(*) from cells").fetchone() or (0,)
    return kept, ended


def clustered(items: Corpus) -> Timed:
    """Return the study on a cluster of two processes of this machine."""
    from distributed import Client, LocalCluster

    with (
        LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50
        ) as cluster,
        Client(cluster) as client,
    ):
        return timed("Dask, two workers", items, engine=client, progress=False)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--conversations", type=int, default=103, metavar="N")
    parser.add_argument("--keep", help=argparse.SUPPRESS)  # the study that is to be killed
    asked = parser.parse_args()
    warnings.simplefilter("ignore")
    items = corpus(asked.conversations)
    if asked.keep:
        studied(items, engine="processes", workers=2, keep=asked.keep, progress=False)
        return
    print(f"{len(items)} conversations × {len(preset_names()) + 3} policies\n")
    print("| | clock, s | processor, s | × clock | × processor | table | computed | reused |")
    print("|---|--:|--:|--:|--:|---|--:|--:|", flush=True)
    one = timed("one process", items, engine="here", progress=False)
    print(one.line(one), flush=True)
    two = timed("two processes", items, engine="processes", workers=2, progress=False)
    print(two.line(one), flush=True)
    print(clustered(items).line(one), flush=True)
    with tempfile.TemporaryDirectory() as folder:
        keep = Path(folder) / "cells.duckdb"
        third = len(items) * (len(preset_names()) + 3) // 3
        kept, ended = killed(keep, asked.conversations, third)
        again = timed(
            "killed, resumed", items, engine="processes", workers=2, keep=keep, progress=False
        )
    print(again.line(one))
    redone = again.computed + kept - one.computed
    workers = "all workers ended" if ended else "WORKERS LEFT"
    print(f"\nkept when killed {kept:,}, worked out again {redone:,}, {workers}")


if __name__ == "__main__":
    main()
