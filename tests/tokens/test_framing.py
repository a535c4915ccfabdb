"""What a message costs beside its texts: to models before GPT-5 and since."""

from __future__ import annotations

from typing import Any

import pytest

from headroom_lab import Tokenizer
from headroom_lab.messages import read

CALL = {"type": "function_call", "call_id": "1", "name": "look", "arguments": '{"a":1}'}
RESULT = {"type": "function_call_output", "call_id": "1", "output": "seen"}
ITEMS: list[Any] = [{"role": "user", "content": "Hello"}, CALL, RESULT]
FUNCTION = {"id": "1", "type": "function", "function": {"name": "look", "arguments": '{"a":1}'}}
CHAT: list[Any] = [
    {"role": "user", "content": "Hello"},
    {"role": "assistant", "content": None, "tool_calls": [FUNCTION]},
    {"role": "tool", "tool_call_id": "1", "content": "seen"},
]


@pytest.mark.parametrize("model", ["gpt-5", "gpt-5.2", "openai/gpt-5-mini", "gpt-oss-120b"])
@pytest.mark.parametrize("given", [ITEMS, CHAT])
def test_calls_and_results_are_messages_of_harmony(model: str, given: list[Any]) -> None:
    # <|start|>assistant<|channel|>commentary to=functions.look <|constrain|>json<|message|>…<|call|>
    # <|start|>functions.look<|channel|>commentary<|message|>seen<|end|>
    count = Tokenizer(model=model)
    hello, call, result = count.count_each(read(given))
    assert hello == 4 + count.count_text("Hello")
    assert call == 13 + count.count_text("look") + count.count_text('{"a":1}')
    assert result == 7 + count.count_text("look") + count.count_text("seen")


def test_each_call_is_a_message_beside_what_is_said() -> None:
    both = {**CHAT[1], "content": "I look.", "tool_calls": [FUNCTION, {**FUNCTION, "id": "2"}]}
    count = Tokenizer(model="gpt-5")
    one = count.count_each(read(CHAT))[1]
    said = 4 + 2 + count.count_text("I look.")
    assert count.count_each(read([CHAT[0], both, CHAT[2]]))[1] == said + 2 * one


def test_models_before_count_by_the_cookbook() -> None:
    count = Tokenizer(model="gpt-4o")
    assert count.count_each(read(CHAT))[2] == 4 + count.count_text("seen")
