"""A reference leads to what it says, whatever other steps do."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headroom_lab import (
    CacheAligner,
    RollingWindow,
    SmartCrusher,
    TransformPipeline,
    simulate,
)
from headroom_lab.config import RollingWindowConfig
from headroom_lab.messages import read
from headroom_lab.policies.information import outlines
from headroom_lab.transforms import IntelligentContextManager, NearRecords, Repetition
from headroom_lab.transforms.encodings.references import referred, resolved

SOURCE = "\n".join(f"    line {i} of a file that is read more than once" for i in range(40))
OTHER = "\n".join(f"def function_{i}(value): return value" for i in range(60))
RECORDS = json.dumps([{"id": f"row-{i}", "name": f"record number {i}"} for i in range(90)])

REFERRING = TransformPipeline([Repetition(), NearRecords()])


def session(*outputs: str) -> list[dict[str, Any]]:
    """Return a conversation of a turn for each output."""
    messages: list[dict[str, Any]] = [{"role": "system", "content": f"Read files.\n{OTHER}"}]
    for number, output in enumerate(outputs):
        call = {
            "id": f"c{number}",
            "type": "function",
            "function": {"name": "read", "arguments": "{}"},
        }
        messages += [
            {"role": "user", "content": f"read file {number}"},
            {"role": "assistant", "content": None, "tool_calls": [call]},
            {"role": "tool", "tool_call_id": f"c{number}", "content": output},
            {"role": "assistant", "content": "Read."},
        ]
    return messages


def outputs(messages: list[Any]) -> list[str]:
    return [m["content"] for m in messages if m["role"] == "tool"]


RECORD = json.dumps({"id": "row-1", "state": "open", "text": "something to say " * 20})
CHANGED = RECORD.replace("open", "closed")
PIECES = st.lists(st.sampled_from((SOURCE, OTHER, RECORDS, "nothing", "x\ny\nz")), min_size=3)
RECORDED = st.sampled_from((RECORD, CHANGED, RECORD.replace("row-1", "row-2")))
SESSIONS = st.lists(
    PIECES.map(lambda parts: "\n".join(parts[:2])) | RECORDED, min_size=2, max_size=7
)


def standing(messages: list[Any]) -> dict[str, str]:
    """Return what each tool result says with its references followed, by call."""
    whole = resolved(read(messages)).to_list()
    return {m["tool_call_id"]: m["content"] for m in whole if m["role"] == "tool"}


@settings(max_examples=60)
@given(SESSIONS, st.integers(100, 4_000), st.booleans())
def test_a_window_leaves_no_reference_without_its_lines(
    texts: list[str], limit: int, inside: bool
) -> None:
    messages = session(*texts)
    window = RollingWindow(RollingWindowConfig(max_tokens=limit, preserve_recent_turns=1))
    if inside:
        result = TransformPipeline([*REFERRING, window]).apply(messages)
    else:
        result = window.apply(REFERRING.apply(messages).messages)
    for call, text in standing(result.messages).items():
        assert text == texts[int(call[1:])]
    assert result.tokens_after <= limit or result.warnings


@settings(max_examples=30)
@given(SESSIONS, st.integers(600, 4_000), st.booleans())
def test_nor_does_what_drops_by_importance(texts: list[str], limit: int, inside: bool) -> None:
    messages = session(*texts)
    manager = IntelligentContextManager(crusher=Repetition())
    options = {"model_limit": limit, "output_buffer": 0}
    if inside:
        result = TransformPipeline([*REFERRING, manager]).apply(messages, **options)
    else:
        result = manager.apply(REFERRING.apply(messages).messages, **options)
    for call, text in standing(result.messages).items():
        assert text == texts[int(call[1:])]


def test_a_limit_on_a_preset_drops_before_anything_is_referred_to() -> None:
    pipeline = TransformPipeline.preset("lossless").within(3_000)
    assert [type(step).__name__ for step in pipeline][-3:] == [
        "RollingWindow",
        "Repetition",
        "NearRecords",
    ]
    messages = session(SOURCE, OTHER, SOURCE, f"x\n{SOURCE}", f"{OTHER}\nend")
    result = pipeline.apply(messages)
    assert len(result.messages) < len(messages)
    kept = standing(result.messages)
    assert kept == {call: outputs(messages)[int(call[1:])] for call in kept}
    moved = result.tokens_removed + result.tokens_reencoded - result.tokens_markers
    assert result.tokens_saved == moved


def test_pipelines_in_a_pipeline_are_taken_singly() -> None:
    inner = TransformPipeline.preset("lossless")
    nested = TransformPipeline([inner, CacheAligner()])
    names = [type(step).__name__ for step in nested]
    first = [type(step).__name__ for step in inner][:-2]
    assert names == [*first, "CacheAligner", "Repetition", "NearRecords"]


EDITORS = (SmartCrusher(), *outlines(), *TransformPipeline.preset("lossless"))


@pytest.mark.parametrize("editor", EDITORS, ids=lambda editor: editor.name)
def test_a_record_that_another_needs_is_not_edited(editor: Any) -> None:
    messages = NearRecords().apply(session(RECORD, CHANGED, *["nothing"] * 9)).messages
    assert [block.text for block in referred(read(messages))] == [RECORD]
    assert outputs(editor.apply(messages).messages)[:2] == outputs(messages)[:2]


@pytest.mark.parametrize("editor", EDITORS, ids=lambda editor: editor.name)
@pytest.mark.parametrize("first", [SOURCE, OTHER, RECORDS])
def test_what_is_referred_to_is_not_edited(editor: Any, first: str) -> None:
    messages = Repetition().apply(session(first, first, *["nothing"] * 9)).messages
    assert [block.text for block in referred(read(messages))] == [first]
    after = editor.apply(messages).messages
    assert outputs(after)[:2] == outputs(messages)[:2]


def test_a_shortened_list_that_is_sent_again_stays_true() -> None:
    messages = session(OTHER, OTHER, "nothing")
    pipeline = TransformPipeline.preset("balanced")
    once = simulate(messages, model="gpt-4o", policy=pipeline).messages
    assert "stand here]" in outputs(once)[1]
    longer = [*once, *session(*["nothing"] * 9)[1:]]
    again = simulate(longer, model="gpt-4o", policy=pipeline).messages
    assert outputs(again)[0] == OTHER
    assert outputs(again)[1].endswith(outputs(once)[1])
    assert outputs(resolved(read(once)).to_list())[:2] == [OTHER, OTHER]


def test_lines_of_a_system_prompt_are_not_referred_to() -> None:
    messages = session(OTHER)
    assert Repetition().apply(messages).messages == messages
