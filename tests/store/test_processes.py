"""Several processes at one store, some of them killed."""

from __future__ import annotations

import os
import random
import time
from contextlib import suppress
from pathlib import Path
from subprocess import Popen

import pytest

from headroom_lab.results import RequestMetrics
from headroom_lab.store import open_store
from tests.store.holder import start_writer
from tests.store.samples import ids, row

# HEADROOM_KILL_ROUNDS=50 HEADROOM_STORE_ROWS=2000 for the long run
ROUNDS = int(os.environ.get("HEADROOM_KILL_ROUNDS", "1"))
ROWS = int(os.environ.get("HEADROOM_STORE_ROWS", "300"))
WRITERS = 4


def row_named(name: str) -> RequestMetrics:
    """Return a row with that request id."""
    return row(0, request_id=name)


def begin(writers: list[Popen[bytes]]) -> None:
    """Let all writers go at once, when each one is ready."""
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"ready\n"
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write(b"go\n")
        writer.stdin.flush()


def noted(paths: list[Path]) -> set[str]:
    """Return the ids of all rows that were acknowledged."""
    return {line for p in paths if p.exists() for line in p.read_text().split("\n") if line}


def test_no_row_of_four_processes_is_lost_or_there_twice(path: Path) -> None:
    notes = [path.parent / f"notes{n}" for n in range(WRITERS)]
    writers = [start_writer(str(path), f"w{n}", ROWS, notes[n]) for n in range(WRITERS)]
    begin(writers)
    ends = [writer.communicate(timeout=120)[0].split() for writer in writers]
    assert [writer.returncode for writer in writers] == [0] * WRITERS
    with open_store(path) as store:
        assert ids(store) == sorted(f"w{n}-{i}" for n in range(WRITERS) for i in range(ROWS))
    assert not list(path.parent.rglob("*.spool/*.spool"))
    taken = max(float(e[1]) for e in ends) - min(float(e[0]) for e in ends)
    print(f"{path.suffix}: {WRITERS * ROWS / taken:,.0f} rows/s")


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_a_kill_at_any_moment_loses_no_acknowledged_row(path: Path, seed: int) -> None:
    chance = random.Random(seed)
    notes = [path.parent / f"notes{n}" for n in range(3)]
    # Merging often makes many of the kills fall into a merge.
    writers = [start_writer(str(path), f"w{n}", 400, notes[n], merge_rows=25) for n in range(3)]
    begin(writers)
    time.sleep(chance.random() * 0.4)
    writers[0].kill()
    with open_store(path) as store:
        assert set(ids(store)) >= noted(notes[:1])
    for writer in writers:
        writer.communicate(timeout=120)
    with open_store(path) as store:
        found = ids(store)
    assert len(found) == len(set(found))
    assert noted(notes) <= set(found)
    # A row that was on its way when the kill came may be there or not.
    assert len(set(found) - noted(notes)) <= 1


def test_a_forked_child_has_a_spool_of_its_own(path: Path) -> None:
    with open_store(path) as store:
        store.record(row_named("parent-1"))
        child = os.fork()
        if child == 0:
            with suppress(BaseException):
                store.record(row_named("child-1"))
                os._exit(0 if "child-1" in ids(store) else 1)
            os._exit(2)
        store.record(row_named("parent-2"))
        assert os.waitpid(child, 0)[1] == 0
        store.record(row_named("parent-3"))
        assert ids(store) == ["child-1", "parent-1", "parent-2", "parent-3"]
        assert "child-1" in ids(open_store(path))
