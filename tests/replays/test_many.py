"""Several sessions replayed: how what a policy does is spread over them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from headroom_lab import Corpus, ReplayedCorpus, load_example, replay, sessions
from headroom_lab.errors import UnknownNameError
from tests.chat import SYSTEM, call, result, said, user
from tests.studies.steps import Rewriting
from tests.traces.made import claude_session, eventful_session, jsonl

CLAUDE = "claude-sonnet-4-5"


def session(words: int) -> list[dict[str, Any]]:
    """Return a session whose outputs are of a length."""
    messages: list[dict[str, Any]] = [SYSTEM, user("look at all of it")]
    for turn in range(4):
        messages += [call(f"c{turn}"), result(f"c{turn}", f"output {turn} " + "word " * words)]
    return [*messages, said()]


def found() -> ReplayedCorpus:
    """Return three sessions under two policies, one of them dear."""
    corpus = Corpus({"short": session(20), "long": session(800), "audit": load_example("log_hunt")})
    policies = {"lossless": "lossless", "dear": Rewriting(3)}
    return replay(corpus, policies, model=CLAUDE, progress=False)


def test_what_policies_do_is_told_of_all_and_of_each() -> None:
    many = found()
    assert (many.sessions, list(many.results)) == (3, ["short", "long", "audit"])
    assert many.policies == ("lossless", "dear")
    for name in many.policies:
        total = many.of(name)
        each = sorted(
            t.net_percent or 0.0
            for r in many.results.values()
            for t in r.totals
            if t.policy == name
        )
        assert list(total.percents) == each
        assert total.worst_percent == each[-1]
        assert total.median_percent == each[1]
        assert total.loses_in == sum(percent > 0.05 for percent in each)
    assert many.of("dear").loses_in >= 1
    assert many.verdict.startswith("lossless: −")
    with pytest.raises(UnknownNameError):
        many.of("lossles")
    with pytest.raises(UnknownNameError):
        many["middle"]


def test_a_row_is_a_session_and_policy() -> None:
    many = found()
    frame = many.to_frame()
    assert len(frame) == 3 * 3
    assert frame["policy"].unique().tolist() == ["unchanged", "lossless", "dear"]
    assert many["long"].unchanged.cost == frame.query("session == 'long'")["cost"].iloc[0]
    for said_ in (many.to_text(), many.to_html(), many.to_markdown()):
        assert "dear" in said_
    assert len(many.to_html().encode()) <= 16 * 1024


def test_one_that_cant_be_replayed_is_told() -> None:
    many = replay(
        Corpus({"good": session(20), "bad": [user()]}), "off", model=CLAUDE, progress=False
    )
    assert list(many.results) == ["good"]
    assert "no assistant message" in many.skipped["bad"]


def test_whatever_holds_a_record_is_replayed_as_recorded(tmp_path: Path) -> None:
    trace = eventful_session("me", 6)
    whole = replay(trace, "lossless", progress=False).to_frame()
    corpus = Corpus([trace])
    again = Corpus.load(corpus.save(tmp_path / "saved"))[0]
    for given in (trace.streams["main"], corpus[0], again):
        assert replay(given, "lossless", progress=False).to_frame().equals(whole)
    many = replay(corpus, "lossless", progress=False)
    assert many.results[trace.id].to_frame().equals(whole)
    (row,) = sessions(write_session(tmp_path))
    found = replay(row, "off", progress=False)
    assert set(found.to_frame()["basis"]) == {"anchored"}


def write_session(folder: Path) -> Path:
    """Leave a session in a folder; return its file."""
    path = folder / "s1.jsonl"
    path.write_bytes(jsonl(claude_session(3)))
    return path
