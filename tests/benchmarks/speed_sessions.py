"""How long the presets take on recorded sessions, against tiktoken's encoding of the same text.

``python -m tests.benchmarks.speed_sessions [--every N]`` prints ratios of processor time, medians
(first also the ninth tenth), with the target beside each: of text that nothing has seen, of the
same again, and of the same with one more message. Each session's last context counts once; of
lists, 1 × 100 to 200 × 50 records. What the library remembers is forgotten before each.
"""

from __future__ import annotations

import argparse
import gc
import json
import statistics
import sys
import warnings
from collections.abc import Iterator
from typing import Any

from headroom_lab import read_trace, simulate
from headroom_lab.cache import ContentCache
from headroom_lab.messages import read
from headroom_lab.tokens.counting import reference
from tests.benchmarks.conversations import conversation
from tests.benchmarks.speed import timed
from tests.conftest import SHARED, shared_conversations

POLICIES = ("default", "lossless", "balanced", "aggressive")
TARGETS = {
    "first": (1.5, 2, 2.5, 3),
    "first, nine in ten": (3, 3, 4, 4),
    "again": (0.2, 0.2, 0.3, 0.3),
    "one more message": (0.1, 0.15, 0.2, 0.2),
    "lists, first": (1, 1.5, 2, 2),
}
LISTS = ((1, 100), (1, 1_000), (10, 200), (50, 100), (200, 50))
Times = dict[str, float]


def contexts(every: int) -> Iterator[list[Any]]:
    """Yield the messages of every Nth recorded session."""
    found = [one["messages"] for one in shared_conversations()]
    yield from found[::every]
    for path in sorted((SHARED / "sessions" / "coding").glob("*"))[::every]:
        trace = read_trace(path)
        last = max(r.number for r in trace.requests if r.stream == "main")
        yield list(trace.at(last).messages)


def measured(messages: list[Any], policy: str) -> Times:
    """Return the ratios of one conversation under one policy."""
    for one in gc.get_objects():
        if type(one) is ContentCache:
            one.clear()
    given, again, longer = (json.loads(json.dumps(messages)) for _ in range(3))
    longer.append({"role": "user", "content": "And what follows from that?"})
    encode = reference("o200k_base").encode_ordinary
    texts = [block.text for block in read(given).blocks if block.text]
    unit = timed(lambda: [encode(text) for text in texts])
    return {
        "first": timed(lambda: simulate(given, "gpt-4o", policy=policy)) / unit,
        "again": timed(lambda: simulate(again, "gpt-4o", policy=policy)) / unit,
        "one more message": timed(lambda: simulate(longer, "gpt-4o", policy=policy)) / unit,
    }


def column(policy: str, sessions: list[list[Any]]) -> Times:
    """Return a policy's medians."""
    rows = [measured(messages, policy) for messages in sessions]
    found = {name: statistics.median(row[name] for row in rows) for name in rows[0]}
    found["first, nine in ten"] = statistics.quantiles((r["first"] for r in rows), n=10)[-1]
    lists = [measured(conversation(*size), policy)["first"] for size in LISTS]
    return found | {"lists, first": statistics.median(lists)}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=1)
    warnings.simplefilter("ignore")
    for policy in POLICIES:
        simulate(conversation(2, seed=99), model="gpt-4o", policy=policy)
    reference("o200k_base").encode_ordinary("warm up")
    sessions = list(contexts(parser.parse_args().every))
    columns = {policy: column(policy, sessions) for policy in POLICIES}
    print(f"| × tiktoken (target) | {' | '.join(POLICIES)} |\n|---|--:|--:|--:|--:|")
    for name, targets in TARGETS.items():
        pairs = zip(POLICIES, targets, strict=True)
        cells = [f"{columns[policy][name]:.2f} ({target})" for policy, target in pairs]
        print(f"| {name} | {' | '.join(cells)} |")


if __name__ == "__main__":
    sys.exit(main())
