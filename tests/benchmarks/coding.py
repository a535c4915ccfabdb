"""What the presets keep of recorded coding sessions: values, and edits that still work.

``python -m tests.benchmarks.coding [--per N]`` prints a Markdown table for each half of the split
(chosen on the first, reported on the second). Of each session N requests (8) whose answer uses
something that stood four or more messages back are simulated, drawn by a seed of the file's name.
"""

from __future__ import annotations

import argparse
import random
import sys
import warnings
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from headroom_lab import read_trace, simulate
from headroom_lab.replays.kept import Judge
from headroom_lab.replays.needs import stream_needs
from tests.benchmarks.split import Half, session_files

PRESETS = ("lossless", "balanced", "aggressive")
Counts = Counter[tuple[str, str]]


def coding_files(half: Half) -> list[Path]:
    """Return the coding sessions of a half."""
    return [path for path in session_files(half) if path.parent.name == "coding"]


def judged(path: Path, per: int) -> Iterator[Counts]:
    """Yield what each preset saves and keeps at some requests of a session."""
    trace = read_trace(path)
    stream = trace.streams["main"]
    needed = stream_needs(stream)
    requests = [request for request in trace.requests if request.stream == "main"]
    stops = [*(request.stop for request in requests), len(stream.messages)]
    spans = zip(requests, pairwise(stops), strict=True)
    using = [each for each in spans if any(need.far for need in needed.used(*each[1]))]
    random.Random(path.name).shuffle(using)
    for request, span in using[:per]:
        given = trace.at(trace.requests.index(request))
        for preset in PRESETS:
            result = simulate(given, policy=preset)
            judge = Judge(needed)
            judge.see(*span, result.messages)
            yield counted(preset, judge, result)


def counted(preset: str, judge: Judge, result: Any) -> Counts:
    """Return one request's tokens and what is kept of what is used far behind."""
    text = result.tokens_before - result.tokens_unlisted  # but for what the file doesn't hold
    found: Counts = Counter({(preset, "tokens"): text, (preset, "saved"): result.tokens_saved})
    for need, is_kept in judge.seen:
        if need.far and need.strict:
            found[preset, need.kind] += 1
            found[preset, f"{need.kind} kept"] += is_kept
    return found


def table(counts: Counts) -> str:
    """Return a row a preset."""
    lines = ["| preset | saved | far values kept | far edits possible |", "|---|--:|--:|--:|"]
    for preset in PRESETS:
        saved = counts[preset, "saved"] / max(counts[preset, "tokens"], 1)
        shares = [
            f"{counts[preset, f'{kind} kept']} of {counts[preset, kind]} "
            f"({counts[preset, f'{kind} kept'] / max(counts[preset, kind], 1):.3f})"
            for kind in ("value", "edit")
        ]
        lines.append(f"| {preset} | {saved:.1%} | {shares[0]} | {shares[1]} |")
    return "\n".join(lines)


def main() -> None:
    """Measure both halves and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--per", type=int, default=8)
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    halves: tuple[Half, Half] = ("first", "second")
    for half in halves:
        whole: Counts = Counter()
        for path in coding_files(half):
            for found in judged(path, options.per):
                whole.update(found)
        print(f"## coding sessions, {half} half\n\n{table(whole)}\n", flush=True)


if __name__ == "__main__":
    sys.exit(main())
