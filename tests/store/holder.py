"""Other programs that hold a DuckDB file, and the processes that write to a store."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_HOLD = """
import sys, duckdb
con = duckdb.connect(sys.argv[1], read_only=sys.argv[2] == "read")
print("held", flush=True)
sys.stdin.read()
"""


@contextmanager
def held(path: Path, how: str = "write") -> Iterator[int]:
    """Hold a DuckDB file in another process; yield its process id."""
    command = [sys.executable, "-c", _HOLD, str(path), how]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process.pid
        process.communicate()


def start_writer(
    url: str, name: str, count: int, acknowledged: Path, merge_rows: int = 5_000
) -> subprocess.Popen[bytes]:
    """Start a process that records ``count`` rows and notes each one once it is acknowledged.

    It waits for a line on its standard input before it begins, and closes the store at the end.
    """
    arguments = [url, name, str(count), str(acknowledged), str(merge_rows)]
    return subprocess.Popen(
        [sys.executable, "-m", "tests.store.writer", *arguments],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
