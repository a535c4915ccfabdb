"""SmartCrusher on conversations: real ones, and each wire format."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from headroom_lab import SmartCrusher, SmartCrusherConfig, retrieve
from headroom_lab.messages import problems, read
from headroom_lab.results import TransformResult
from headroom_lab.tokens import Tokenizer

from .samples import rows

EXAMPLES = Path(__file__).resolve().parents[3] / "data"
SETTINGS = [
    SmartCrusherConfig(),
    SmartCrusherConfig(min_tokens_to_crush=0, max_items_after_crush=5, output_format="json"),
    SmartCrusherConfig(min_tokens_to_crush=0, max_items_after_crush=5, output_format="compact"),
    SmartCrusherConfig(min_tokens_to_crush=0, max_items_after_crush=9, output_format="table"),
]


def chat(*outputs: str, query: str = "look it up") -> list[dict[str, Any]]:
    """Return a Chat conversation with one call for each output."""
    messages: list[dict[str, Any]] = [{"role": "user", "content": query}]
    for i, output in enumerate(outputs):
        function = {"name": f"tool_{i}", "arguments": "{}"}
        call = {"id": f"c{i}", "type": "function", "function": function}
        messages.append({"role": "assistant", "content": None, "tool_calls": [call]})
        messages.append({"role": "tool", "tool_call_id": f"c{i}", "content": output})
    return messages


def claude(output: str, **more: Any) -> list[dict[str, Any]]:
    """Return a Messages API conversation with one tool result."""
    return [
        {"role": "user", "content": "look it up"},
        {
            "role": "assistant",
            "content": [{"type": "tool_use", "id": "t", "name": "f", "input": {}}],
        },
        {
            "role": "user",
            "content": [
                {
                    "type": "tool_result",
                    "tool_use_id": "t",
                    "content": [{"type": "text", "text": output, "cache_control": {"type": "e"}}],
                    **more,
                }
            ],
        },
    ]


def check(messages: list[Any], config: SmartCrusherConfig) -> TransformResult:
    """Crush a conversation and check all that must hold of any result."""
    before = copy.deepcopy(messages)
    counter = Tokenizer()
    result = SmartCrusher(config).apply(messages, counter)
    assert messages == before
    assert len(result.messages) == len(messages)
    assert problems(read(result.messages)) == problems(read(messages))
    assert result.tokens_before == counter.count_messages(messages)
    assert result.tokens_after == counter.count_messages(result.messages)
    assert [r.tokens for r in result.removals] == [
        counter.count_text(r.text) for r in result.removals
    ]
    old, new = read(messages), read(result.messages)
    changed = [(a, b) for a, b in zip(old.blocks, new.blocks, strict=True) if a.text != b.text]
    assert result.transforms_applied == ([f"smart_crusher:{len(changed)}"] if changed else [])
    for a, b in changed:
        assert (a.kind, a.is_error) == ("tool_result", False)
        assert counter.count_text(b.text) < counter.count_text(a.text)
        assert all(
            (retrieve(r.original), r.tool) == (a.text, a.tool)
            for r in result.removals
            if r.message == a.message
        )
    markers = sum(
        counter.count_text(json.dumps(note, separators=(",", ":"), ensure_ascii=False))
        for _, b in changed
        for note in notes(b.text)
    )
    if config.output_format != "table":
        assert result.tokens_markers == markers
        kept = sum(counter.count_text(a.text) - counter.count_text(b.text) for a, b in changed)
        assert kept == result.tokens_removed + result.tokens_reencoded - markers
    return result


def notes(text: str) -> list[str]:
    """Return what the markers in a text say."""
    found: list[str] = []
    for line in [text] if text.count("\n{") < 2 else text.splitlines():
        json.loads(
            line,
            object_hook=lambda o: (
                found.extend({k: v} for k, v in o.items() if k.startswith("_headroom")) or o
            ),
        )
    return found


@pytest.mark.parametrize("config", SETTINGS, ids=lambda c: c.output_format)
def test_real_conversations(
    config: SmartCrusherConfig, real_conversations: list[dict[str, Any]]
) -> None:
    for conversation in real_conversations:
        check(conversation["messages"], config)


@pytest.mark.parametrize("config", SETTINGS, ids=lambda c: c.output_format)
def test_example_conversations(config: SmartCrusherConfig) -> None:
    paths = sorted(EXAMPLES.glob("*.json"))
    assert paths
    for path in paths:
        value = json.loads(path.read_text(encoding="utf-8"))
        check(value["messages"] if isinstance(value, dict) else value, config)


def test_every_tool_result_is_crushed_and_counted() -> None:
    first, second = json.dumps({"results": rows(80)}), json.dumps(rows(90))
    result = check(chat(first, "plain text", second, first), SETTINGS[1])
    assert result.transforms_applied == ["smart_crusher:3"]
    assert {r.message for r in result.removals} == {2, 6, 8}
    assert {r.tool for r in result.removals} == {"tool_0", "tool_2", "tool_3"}
    assert {r.transform for r in result.removals} == {"smart_crusher"}
    assert sum(r.count for r in result.removals) == 75 + 85 + 75
    assert result.messages[2]["tool_call_id"] == "c0"


def test_text_parts_of_the_messages_api() -> None:
    messages = claude(json.dumps(rows(80)))
    result = check(messages, SETTINGS[1])
    part = result.messages[2]["content"][0]["content"][0]
    assert part["cache_control"] == {"type": "e"}
    assert len(json.loads(part["text"])) == 6


def test_a_result_marked_as_error_is_kept_verbatim() -> None:
    messages = claude(json.dumps(rows(80)), is_error=True)
    assert check(messages, SETTINGS[1]).messages == messages


def test_responses_items() -> None:
    items = [
        {"role": "user", "content": "look it up"},
        {"type": "function_call", "call_id": "r", "name": "f", "arguments": "{}"},
        {"type": "function_call_output", "call_id": "r", "output": json.dumps(rows(80))},
    ]
    result = check(items, SETTINGS[1])
    assert len(json.loads(result.messages[2]["output"])) == 6


def test_only_tool_results_are_crushed() -> None:
    text = json.dumps(rows(80))
    messages = [{"role": "system", "content": text}, {"role": "user", "content": text}]
    assert check(messages, SETTINGS[1]).messages == messages


def test_the_last_user_message_is_the_query() -> None:
    text = json.dumps(rows(300))
    for query in (None, "where is ka item with id 114"):
        messages = chat(text, query="where is ka item with id 114" if query is None else "hello")
        result = SmartCrusher(SETTINGS[1]).apply(messages, query=query)
        assert 114 in [row.get("id") for row in json.loads(result.messages[2]["content"])]
    hello = SmartCrusher(SETTINGS[1]).apply(chat(text, query="hello"))
    assert 114 not in [row.get("id") for row in json.loads(hello.messages[2]["content"])]


def test_a_counter_of_the_callers_own() -> None:
    class Words:
        def count_text(self, text: str) -> int:
            return len(text.split())

        def count_messages(self, messages: Any) -> int:
            return sum(len(str(m).split()) for m in messages)

    result = SmartCrusher(SETTINGS[1]).apply(chat(json.dumps(rows(80))), Words())
    assert result.removals
    assert all(r.tokens == len(r.text.split()) for r in result.removals)


def test_a_changed_setting_changes_the_result() -> None:
    messages = chat(json.dumps(rows(200)))
    sizes = [
        len(
            json.loads(
                SmartCrusher(SmartCrusherConfig(max_items_after_crush=n))
                .apply(messages)
                .messages[2]["content"]
            )
        )
        for n in (50, 20, 10, 20, 50)
    ]
    assert sizes == [51, 21, 11, 21, 51]


def grown() -> list[dict[str, Any]]:
    """Return a conversation of four turns, each with another question about the same list."""
    records = json.dumps(rows(80))
    asked = ["what is slow?", "and number 33?", "show ORD-17", "which one was 61?"]
    return [message for query in asked for message in chat(records, query=query)]


def test_what_was_sent_once_is_sent_alike_again() -> None:
    messages = grown()
    whole = SmartCrusher().apply(messages).messages
    for stop in range(1, len(messages)):
        assert SmartCrusher().apply(messages[:stop]).messages == whole[:stop]


def test_an_output_is_held_against_what_the_user_asked_before_it() -> None:
    messages = grown()
    whole = SmartCrusher().apply(messages).messages
    for place, query in ((5, "and number 33?"), (11, "which one was 61?")):
        alone = SmartCrusher().apply(chat(messages[2]["content"], query=query)).messages[2]
        assert whole[place]["content"] == alone["content"]
    asked = SmartCrusher().apply(messages, query="and number 33?").messages
    assert {asked[place]["content"] for place in (2, 5, 8, 11)} == {whole[5]["content"]}


def test_results_and_a_question_in_one_message_answer_the_question_before() -> None:
    records = json.dumps(rows(80))
    messages = claude(records)
    asked = copy.deepcopy(messages)
    asked[2]["content"].append({"type": "text", "text": "and number 33?"})
    after = SmartCrusher().apply(asked).messages[2]["content"][0]
    assert after == SmartCrusher().apply(messages).messages[2]["content"][0]
