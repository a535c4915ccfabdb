"""What each policy that people choose themselves does to the bill, beside the presets.

    python -m tests.benchmarks.policies [--half first|second] [--keep FILE]

A row a policy, as ``tests.benchmarks.money`` has them, on the second half of the split unless asked
otherwise. Tool definitions are compared in the sessions whose file holds them, however short.
"""

from __future__ import annotations

import argparse
import warnings
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from headroom_lab import (
    defer_tools,
    drop_unused_tools,
    keep_images,
    protect,
    read_traces,
    replay,
    slim_tools,
)
from headroom_lab.results.trace import Trace
from tests.benchmarks.money import LEAST, Line, by_policy, lines_of, saved
from tests.benchmarks.split import Half, session_files

PRESETS = ("lossless", "balanced", "aggressive", "thrifty")


def chosen() -> list[Any]:
    """Return the policies that cut messages, the presets first."""
    return [
        *PRESETS,
        "superseded",
        ["thrifty", "superseded"],
        protect("thrifty", tools=["Edit"]),
        keep_images(),
    ]


def of_definitions() -> list[Any]:
    """Return the policies that cut tool definitions; which are called is seen on the first half."""
    corpus = [trace for path in session_files("first") for trace in read_traces(path)]
    return [slim_tools(), defer_tools(), drop_unused_tools(corpus)]


def measured(trace: Trace, half: Half, name: str, definitions: Callable[[], list[Any]]) -> Line:
    """Return what the policies do to a session; ``definitions`` gives those for its tools."""
    long, tools = len(trace.requests) >= LEAST, bool(trace.tools)
    return {
        "half": half,
        "session": name,
        "policies": by_policy(replay(trace, chosen(), progress=False)) if long else {},
        "definitions": by_policy(replay(trace, definitions(), progress=False)) if tools else {},
    }


def main(show: Callable[[str], Any] = print) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", choices=("first", "second"), default="second")
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    lines = list(
        lines_of([options.half], options.keep, partial(measured, definitions=of_definitions))
    )
    show(f"{options.half} half, sessions of {LEAST} requests or more")
    for text in saved(lines):
        show(text)
    show(f"\ntool definitions, in {sum(bool(line['definitions']) for line in lines)} sessions")
    for text in saved(lines, "definitions"):
        show(text)


if __name__ == "__main__":
    main()
