"""What the presets keep of recorded coding sessions: values, and edits that still work.

``python -m tests.benchmarks.coding [--per N]`` prints a Markdown table for each half of the split
(chosen on the first, reported on the second). Of each session N requests (8) whose answer uses
something that stood four or more messages back are simulated, drawn by a seed of the file's name.
"""

from __future__ import annotations

import argparse
import sys
import warnings
from pathlib import Path

from tests.benchmarks.contexts import of_session
from tests.benchmarks.halves import measured, sessions_table
from tests.benchmarks.split import Half, session_files


def coding_files(half: Half) -> list[Path]:
    """Return the coding sessions of a half."""
    return [path for path in session_files(half) if path.parent.name == "coding"]


def main() -> None:
    """Measure both halves and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--per", type=int, default=8)
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    halves: tuple[Half, Half] = ("first", "second")
    for half in halves:
        found = measured(
            context for path in coding_files(half) for context in of_session(path, options.per)
        )
        print(f"## coding sessions, {half} half\n", *sessions_table(found), sep="\n", flush=True)


if __name__ == "__main__":
    sys.exit(main())
