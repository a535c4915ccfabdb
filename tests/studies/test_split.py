"""The split is a partition of the conversations at hand, source by source."""

from __future__ import annotations

import json

import pytest

from headroom_lab.traces.corpus import Corpus
from tests.benchmarks.split import SHARED, conversations, drawn, session_files, split


def test_each_half_has_its_share_of_each_source() -> None:
    for sources in split().values():
        for halves in sources.values():
            assert not set(halves["first"]) & set(halves["second"])
            assert len(halves["first"]) - len(halves["second"]) in (0, 1)
            assert drawn(halves["first"] + halves["second"]) == halves


def test_the_sessions_at_hand_are_split() -> None:
    truth = SHARED / "sessions" / "truth.jsonl"
    if not truth.exists():
        pytest.skip(f"no recorded sessions at {truth.parent}")
    first, second = session_files("first"), session_files("second")
    rows = map(json.loads, truth.read_text(encoding="utf-8").splitlines())
    assert sorted(first + second) == sorted(truth.parent / row["file"] for row in rows)
    assert all(path.exists() for path in first + second)
    assert {path.parent.name for path in session_files("first", "codex")} == {"codex"}


def test_the_conversations_at_hand_are_split() -> None:
    if not (SHARED / "traces").exists():
        pytest.skip(f"no conversations at {SHARED}")
    known = {item.name for item in Corpus.read(SHARED / "traces")}
    first, second = ({item.name for item in conversations(h)} for h in ("first", "second"))
    assert first | second == known
    assert not first & second
