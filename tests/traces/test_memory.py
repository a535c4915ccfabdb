"""What is held of files: one session at a time while they are read, a text once in a corpus."""

from __future__ import annotations

import gc
import json
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

from headroom_lab.traces.corpus import Corpus
from headroom_lab.traces.reading import read_traces
from tests.traces.made import claude_session, jsonl


def held(make: Callable[[], Any]) -> tuple[int, int]:
    """Return the bytes that what is made holds, and the most that were held on the way."""
    gc.collect()
    tracemalloc.start()
    kept = make()
    gc.collect()
    found = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del kept
    return found


def test_memory_does_not_grow_with_the_number_of_files(tmp_path: Path) -> None:
    for at in range(30):
        lines = claude_session(40, prefix=f"s{at}")
        lines[2]["message"]["content"][0]["content"] = "long " * 20_000
        (tmp_path / f"{at:02d}.jsonl").write_bytes(jsonl(lines))

    def through(pattern: str) -> int:
        return sum(len(trace.requests) for trace in read_traces(tmp_path / pattern))

    through("00.jsonl")
    _, few = held(lambda: through("0[0-2].jsonl"))
    _, many = held(lambda: through("*.jsonl"))
    assert many < 1.8 * few  # what grows are the names of the requests that were counted


def test_a_corpus_holds_each_text_once(tmp_path: Path) -> None:
    talk = [
        {"name": f"talk {at}", "messages": [{"role": "user", "content": f"{at} " * 5_000}]}
        for at in range(60)
    ]
    path = tmp_path / "talks.jsonl"
    path.write_bytes(jsonl(talk))

    def used() -> Corpus:
        corpus = Corpus.read(path)
        assert len(corpus.messages) == len(corpus.to_frame()) == len(corpus) == 60
        assert corpus.content_hash
        assert corpus.sample(30).filter("messages > 0").to_text()
        return corpus

    used()
    texts, _ = held(lambda: [json.loads(line) for line in path.read_bytes().splitlines()])
    kept, _ = held(used)
    assert kept < 1.3 * texts
