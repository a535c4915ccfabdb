"""How long replays of long sessions take, against tiktoken's encoding of the session's texts.

``python -m tests.benchmarks.speed_replays [--requests N] [--rounds N] [--profile POLICY]`` prints
for each preset, and for all together, the processor time of a replay as a multiple of tiktoken's,
how much more a session of twice as many requests takes, and the memory at most. Each is measured in
a process of its own, in which nothing has been seen; the least disturbed of the rounds counts.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import pstats
import subprocess
import sys
import time
import warnings

from headroom_lab import replay
from headroom_lab.tokens.counting import reference
from tests.benchmarks.long_sessions import long_session, texts
from tests.benchmarks.speed import timed

POLICIES = ("off", "default", "lossless", "balanced", "aggressive", "thrifty")
TARGET, LINEAR = 30, 2.2  # × tiktoken for all six; of twice the requests against once
Figures = dict[str, float]


def measured(policies: list[str], requests: int) -> Figures:
    """Return the seconds of tiktoken and of a replay that nothing has seen, in this process."""
    warnings.simplefilter("ignore")
    replay(long_session(4, seed=99), list(POLICIES), progress=False)
    encode = reference("o200k_base").encode_ordinary
    encode("warm up")
    session = long_session(requests)
    found = list(texts(session))
    unit = timed(lambda: [encode(text) for text in found])
    before = _peak()
    seconds = timed(lambda: replay(session, policies, progress=False))
    return {"tiktoken": unit, "seconds": seconds, "bytes": _peak(), "more": _peak() - before}


def apart(policies: tuple[str, ...], requests: int, rounds: int) -> Figures:
    """Return what the least disturbed of some processes of their own measure."""
    code = f"""
import json
from tests.benchmarks.speed_replays import measured
print(json.dumps(measured({list(policies)!r}, {requests})))
"""
    command = [sys.executable, "-c", code]
    runs = [
        json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        for _ in range(rounds)
    ]
    return min(runs, key=lambda run: float(run["seconds"] / run["tiktoken"]))


def row(name: str, policies: tuple[str, ...], requests: int, rounds: int) -> str:
    """Return the row of some policies as Markdown."""
    one, two = (apart(policies, count, rounds) for count in (requests, 2 * requests))
    ratio = one["seconds"] / one["tiktoken"]
    growth = two["seconds"] / one["seconds"]
    cells = [f"{ratio:.1f}", f"{one['seconds']:.2f}", f"{growth:.2f}", f"{two['bytes'] / 1e6:.0f}"]
    return f"| {name} | {' | '.join(cells)} |"


def profiled(policies: list[str], requests: int) -> None:
    """Print where the time of a replay lies."""
    warnings.simplefilter("ignore")
    replay(long_session(4, seed=99), policies, progress=False)
    session, profile = long_session(requests), cProfile.Profile(time.process_time)
    profile.runcall(replay, session, policies, progress=False)
    for order in ("cumulative", "tottime"):
        pstats.Stats(profile).sort_stats(order).print_stats(45)


def _peak() -> int:
    """Return the bytes that the process took at most (Linux)."""
    with open("/proc/self/status", encoding="utf-8") as status:
        return 1024 * int(status.read().split("VmHWM:")[1].split()[0])


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--profile")
    options = parser.parse_args()
    if options.profile:
        return profiled(options.profile.split("+"), options.requests)
    print(f"{options.requests} requests; targets for all six: {TARGET} ×, {LINEAR}, 1 GB\n")
    print("| policy | × tiktoken | seconds | twice the requests | MB at most then |")
    print("|---|--:|--:|--:|--:|")
    for name in POLICIES:
        print(row(name, (name,), options.requests, options.rounds), flush=True)
    print(row("all six", POLICIES, options.requests, options.rounds))
    return None


if __name__ == "__main__":
    sys.exit(main())
