"""Claude's tokens are estimated by family, at the band that recorded sessions show."""

from __future__ import annotations

from pathlib import Path

import pytest

from headroom_lab import read_traces
from headroom_lab.messages import read
from headroom_lab.tokens import Tokenizer
from headroom_lab.tokens.calibration import FAMILIES, calibration_of
from tests.chat import call, result, user

SESSIONS = Path(__file__).parents[3] / "shared" / "data" / "sessions" / "coding"


@pytest.mark.parametrize(
    ("model", "family"),
    [
        ("claude-sonnet-4-5", "claude-sonnet-4"),
        ("us.anthropic.claude-opus-4-6-v1", "claude-opus-4-6"),
        ("claude-opus-4-8", "claude-opus-4-8"),
        ("claude-opus-4-20250514", "claude-opus-4"),
        ("claude-3-5-haiku-latest", "claude-3"),
        ("claude-nova-9", "claude"),
    ],
)
def test_the_longest_beginning_of_a_name_is_its_family(model: str, family: str) -> None:
    assert FAMILIES[family].label in Tokenizer(model=model).method


def test_a_tool_result_counts_once_however_many_parts_it_has() -> None:
    per_result = calibration_of("claude-sonnet-4-5").per_result
    parts = [{"type": "text", "text": "one"}, {"type": "text", "text": "two"}]
    given = [
        {"type": "tool_result", "tool_use_id": "a", "content": parts},
        {"type": "tool_result", "tool_use_id": "b", "content": "three"},
    ]
    count = Tokenizer(model="claude-sonnet-4-5").count_each
    [size] = count(read([{"role": "user", "content": given}], format="anthropic"))
    assert 2 * per_result < size < 2 * per_result + 30
    chat = count(read([user(), call("c"), result("c", "x")]))
    assert chat[2] > per_result > max(chat[:2])


def test_counts_of_ones_own_hold_no_constant() -> None:
    mine = Tokenizer(counter=Tokenizer(model="gpt-4o"))
    messages = read([user(), call("c"), result("c", "x")])
    assert mine.count_each(messages) == Tokenizer(model="gpt-4o").count_each(messages)


def test_recorded_sessions_stay_within_the_band() -> None:
    if not SESSIONS.exists():
        pytest.skip("no recorded sessions beside the checkout")
    near = []
    for number in (33, 40, 45, 50, 55, 60):  # of the half that nothing was fitted on
        [trace] = read_traces(SESSIONS / f"{number}.jsonl.xz")
        requests = [r for r in trace.requests if r.stream == "main" and r.segment == 0]
        first, last = requests[0], requests[-1]
        came = read(list(trace.messages[first.stop : last.stop]))
        tokens = (last.input_tokens or 0) - (first.input_tokens or 0)
        model = str(last.model)
        guess = sum(Tokenizer(model=model).count_each(came))
        near.append(abs(guess / tokens - 1) <= calibration_of(model).band)
    assert sum(near) >= 5
