"""Retention against tokens saved: how it is counted, and what the presets reach."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from headroom_lab import TransformPipeline, example_names, load_example
from headroom_lab.experiments.baselines import (
    CutOutputs,
    LastCharacters,
    MinifyTrimFold,
    Oracle,
)
from headroom_lab.experiments.corpus import CorpusItem, CorpusNeedle, corpus_item, read_corpus
from headroom_lab.experiments.evaluators import evaluate_information

SHARED = Path(__file__).parents[3] / "shared" / "data" / "traces"


@pytest.fixture(scope="module")
def shared() -> list[CorpusItem]:
    if not SHARED.exists():
        pytest.skip(f"no real conversations at {SHARED}")
    return read_corpus(SHARED)


@pytest.fixture(scope="module")
def examples() -> list[CorpusItem]:
    return [corpus_item(name, "examples", load_example(name)) for name in example_names()]


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
    return corpus_item("one", "made", messages)


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


def test_every_row_adds_up(shared: list[CorpusItem]) -> None:
    found = evaluate_information(TransformPipeline.preset("balanced"), shared)
    sources = [row for row in found.rows if row.by == "source"]
    contents = [row for row in found.rows if row.by == "content"]
    assert sum(row.needles for row in sources) == found.total.needles == 202
    assert sum(row.strict_far for row in contents) == found.total.strict_far == 61
    assert sum(row.tokens_before for row in sources) == found.total.tokens_before
    assert len(found.lost) == found.total.needles - found.total.kept
    assert len(found.to_frame()) == len(found.rows)
    assert "strict, far" in found.to_text()


# What the presets reached when this was written; retention may not fall, savings not by more
# than half a point.
FLOORS = {"lossless": (61, 0.161), "balanced": (60, 0.331), "aggressive": (59, 0.400)}
EXAMPLE_FLOORS = {"lossless": (1.0, 0.27), "balanced": (0.95, 0.465), "aggressive": (0.95, 0.536)}


@pytest.mark.parametrize("name", FLOORS)
def test_retention_on_real_conversations(name: str, shared: list[CorpusItem]) -> None:
    found = evaluate_information(TransformPipeline.preset(name), shared)
    kept, saved = FLOORS[name]
    assert found.total.strict_far_kept >= kept
    assert found.saved >= saved - 0.005


@pytest.mark.parametrize("name", EXAMPLE_FLOORS)
def test_retention_on_the_examples(name: str, examples: list[CorpusItem]) -> None:
    found = evaluate_information(TransformPipeline.preset(name), examples)
    retention, saved = EXAMPLE_FLOORS[name]
    assert found.retention >= retention
    assert found.saved >= saved - 0.005


def test_the_presets_lie_above_cutting(shared: list[CorpusItem]) -> None:
    presets = {
        name: evaluate_information(TransformPipeline.preset(name), shared) for name in FLOORS
    }
    for cut, name in (
        (MinifyTrimFold(), "lossless"),
        (CutOutputs(4_000), "balanced"),
        (LastCharacters(40_000), "balanced"),
        (CutOutputs(2_000), "aggressive"),
        (LastCharacters(10_000), "aggressive"),
    ):
        simple = evaluate_information(TransformPipeline([cut]), shared)
        assert presets[name].saved > simple.saved
        assert presets[name].retention >= simple.retention


def test_the_oracle_keeps_all_and_saves_more(shared: list[CorpusItem]) -> None:
    best = presets = 0
    for one in shared:
        oracle = evaluate_information(TransformPipeline([Oracle(one.needles)]), [one])
        ours = evaluate_information(TransformPipeline.preset("aggressive"), [one])
        assert oracle.total.kept == oracle.total.needles
        best += oracle.total.tokens_after
        presets += ours.total.tokens_after
    assert best < presets
