"""Retention against tokens saved: how it is counted, and what the presets reach."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from headroom_lab import TransformPipeline, example_names, load_example
from headroom_lab.results.information import Information
from headroom_lab.studies.baselines import (
    CutOutputs,
    EndsOfOlder,
    FactsOfOlder,
    LastCharacters,
    MinifyTrimFold,
    Oracle,
)
from headroom_lab.studies.frontier import frontier, retention_at
from headroom_lab.studies.information import evaluate_information
from headroom_lab.traces.corpus import Corpus
from headroom_lab.traces.corpus_items import CorpusItem, CorpusNeedle
from tests.benchmarks.formats import FORMATS, converted
from tests.benchmarks.native import native_conversations

SHARED = Path(__file__).parents[3] / "shared" / "data" / "traces"


@pytest.fixture(scope="module")
def shared() -> list[CorpusItem]:
    if not SHARED.exists():
        pytest.skip(f"no real conversations at {SHARED}")
    return Corpus.read(SHARED)


@pytest.fixture(scope="module")
def recorded(shared: list[CorpusItem]) -> Callable[[str], Information]:
    """What a preset keeps of the recorded sessions, measured once."""
    return cache(lambda name: evaluate_information(TransformPipeline.preset(name), shared))


@pytest.fixture(scope="module")
def examples() -> list[CorpusItem]:
    return [CorpusItem(name, "examples", load_example(name)) for name in example_names()]


def item() -> CorpusItem:
    """Return a conversation in which ORD-77123 is used four messages after it was seen."""
    messages: list[dict[str, Any]] = [{"role": "user", "content": "go"}]
    for number, output in enumerate(["id ORD-77123\n" + "filler words here\n" * 400, "nothing"]):
        call = {
            "id": f"c{number}",
            "type": "function",
            "function": {"name": "f", "arguments": "{}"},
        }
        messages += [
            {"role": "assistant", "content": None, "tool_calls": [call]},
            {"role": "tool", "tool_call_id": f"c{number}", "content": output},
        ]
    messages += [
        {"role": "user", "content": "which?"},
        {"role": "assistant", "content": "ORD-77123"},
    ]
    return CorpusItem("one", "made", messages)


def test_a_needle_is_found_with_its_place() -> None:
    assert item().needles == (CorpusNeedle(2, 6, "ORD-77123", "id", strict=True),)
    assert item().needles[0].far


def test_what_is_cut_away_is_lost() -> None:
    kept = evaluate_information(TransformPipeline([]), [item()])
    assert (kept.retention, kept.saved, kept.lost) == (1.0, 0.0, ())
    gone = evaluate_information(TransformPipeline([LastCharacters(10)]), [item()])
    assert gone.retention == 0.0
    assert gone.saved > 0.9
    assert [n.value for n in gone.lost] == ["ORD-77123"]


def test_it_is_judged_just_before_its_use_not_after() -> None:
    class UpToFive(LastCharacters):
        """Clears outputs only in conversations of more than six messages."""

        def step(self, conversation: Any, context: Any) -> Any:
            few = len(conversation.messages) <= 6
            return (LastCharacters(10**9) if few else LastCharacters(10)).step(
                conversation, context
            )

    found = evaluate_information(TransformPipeline([UpToFive()]), [item()])
    assert found.retention == 1.0
    assert found.saved > 0.9


def test_a_value_that_is_escaped_counts_as_there() -> None:
    messages = item().messages
    messages[2]["content"] = '{"text": "{\\"id\\": \\"say \\\\\\"ORD-77123\\\\\\" now\\"}"}'
    needle = CorpusNeedle(2, 6, 'say "ORD-77123" now', "quoted")
    found = evaluate_information(
        TransformPipeline([]), [CorpusItem("one", "made", messages, (needle,))]
    )
    assert found.retention == 1.0


def test_every_row_adds_up(recorded: Callable[[str], Information]) -> None:
    found = recorded("balanced")
    sources = [row for row in found.rows if row.by == "source"]
    contents = [row for row in found.rows if row.by == "content"]
    assert sum(row.needles for row in sources) == found.total.needles == 202
    assert sum(row.strict_far for row in contents) == found.total.strict_far == 61
    assert sum(row.tokens_before for row in sources) == found.total.tokens_before
    assert len(found.lost) == found.total.needles - found.total.kept
    assert len(found.to_frame()) == len(found.rows)
    assert "strict, far" in found.to_text()


# Strict far needles kept and all of them, needles kept and all, tokens saved. It is deterministic:
# a change of what the presets do changes these figures, and has to say so here and in the README.
RECORDED = {
    "lossless": (61, 61, 202, 202, 42_802),
    "balanced": (61, 61, 202, 202, 75_181),
    "aggressive": (60, 61, 198, 202, 98_353),
}
EXAMPLES = {
    "lossless": (23, 23, 105, 105, 58_945),
    "balanced": (22, 23, 104, 105, 88_967),
    "aggressive": (22, 23, 103, 105, 110_154),
}
OTHERS = {
    "lossless": (109, 109, 231, 231, 11_718),
    "balanced": (109, 109, 231, 231, 29_445),
    "aggressive": (109, 109, 223, 231, 33_561),
}
# What each preset has to reach on the recorded sessions: retention, tokens saved.
TARGETS = {"lossless": (0.999, 0.06), "balanced": (0.97, 0.20), "aggressive": (0.90, 0.39)}


def figures(found: Information) -> tuple[int, ...]:
    """Return what a preset kept and saved."""
    row = found.total
    saved = row.tokens_before - row.tokens_after
    return row.strict_far_kept, row.strict_far, row.kept, row.needles, saved


@pytest.mark.parametrize("name", RECORDED)
def test_retention_and_savings_on_recorded_sessions(
    name: str, recorded: Callable[[str], Information]
) -> None:
    found = recorded(name)
    assert figures(found) == RECORDED[name]
    retention, saved = TARGETS[name]
    assert found.retention >= retention
    assert found.saved >= saved


@pytest.mark.parametrize("name", EXAMPLES)
def test_retention_and_savings_on_the_examples(name: str, examples: list[CorpusItem]) -> None:
    assert figures(evaluate_information(TransformPipeline.preset(name), examples)) == EXAMPLES[name]


@pytest.mark.parametrize("name", OTHERS)
def test_retention_and_savings_on_other_recordings(name: str) -> None:
    corpus = [CorpusItem(*one) for one in native_conversations(SHARED.parent / "native")]
    if not corpus:
        pytest.skip(f"no recordings at {SHARED.parent / 'native'}")
    assert figures(evaluate_information(TransformPipeline.preset(name), corpus)) == OTHERS[name]


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("name", RECORDED)
def test_the_same_is_kept_in_every_format(
    format: str, name: str, shared: list[CorpusItem], recorded: Callable[[str], Information]
) -> None:
    """What a conversation loses of its needles doesn't hang on the vendor it is written for."""
    before = recorded(name)
    after = evaluate_information(
        TransformPipeline.preset(name), [converted(item, format) for item in shared]
    )
    assert after.total.needles == before.total.needles
    lost = [
        {(n.conversation, n.value) for n in found.lost if n.strict} for found in (before, after)
    ]
    assert lost[0] == lost[1]
    assert abs(after.saved - before.saved) < 0.02


def test_the_presets_lie_above_the_line_of_simple_methods(
    shared: list[CorpusItem], recorded: Callable[[str], Information]
) -> None:
    simple = [
        MinifyTrimFold(),
        CutOutputs(4_000),
        CutOutputs(2_000),
        EndsOfOlder(),
        FactsOfOlder(40_000),
        FactsOfOlder(10_000),
        LastCharacters(40_000),
        LastCharacters(10_000),
    ]
    measured = [evaluate_information(method, shared) for method in simple]
    line = frontier((found.saved, found.retention) for found in measured)
    for name in RECORDED:
        found = recorded(name)
        there = retention_at(line, found.saved)
        if name == "lossless":
            assert found.retention == 1.0
        else:
            assert there is None or found.retention > there + 0.1


def test_the_line_over_points() -> None:
    line = frontier([(0.2, 0.9), (0.1, 0.8), (0.5, 0.6), (0.3, 0.5)])
    assert line == [(0.0, 1.0), (0.2, 0.9), (0.5, 0.6)]
    assert retention_at(line, 0.0) == 1.0
    assert retention_at(line, 0.35) == pytest.approx(0.75)
    assert retention_at(line, 0.6) is None


def test_the_oracle_keeps_all_and_saves_more(
    shared: list[CorpusItem], recorded: Callable[[str], Information]
) -> None:
    best = 0
    for one in shared:
        oracle = evaluate_information(TransformPipeline([Oracle(one.needles)]), [one])
        assert oracle.total.kept == oracle.total.needles
        best += oracle.total.tokens_after
    assert best < recorded("aggressive").total.tokens_after
