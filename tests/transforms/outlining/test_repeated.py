"""An output that stands again in a later one which stays whole is referred to, not outlined."""

from __future__ import annotations

from typing import Any

import pytest

from headroom_lab import simulate

SOURCE = "\n".join(
    f"def step_{n}(path):\n    value = load(path, {n})\n    if value:\n        return value.part_{n}\n"
    for n in range(60)
)
PROSE = "\n".join(
    f"Part {n} of the order was looked at by hand, and the {n * 7} pieces in it were found whole."
    for n in range(60)
)


def conversation(outputs: list[str], talk: int) -> list[dict[str, Any]]:
    """Return a conversation in which a tool gave these outputs, and some talk after them."""
    messages: list[dict[str, Any]] = [{"role": "user", "content": "Look."}]
    for number, text in enumerate(outputs):
        call = {
            "id": f"c{number}",
            "type": "function",
            "function": {"name": "read", "arguments": "{}"},
        }
        messages.append({"role": "assistant", "content": None, "tool_calls": [call]})
        messages.append({"role": "tool", "tool_call_id": f"c{number}", "content": text})
    for number in range(talk):
        messages.append({"role": "assistant", "content": f"Done with {number}."})
        messages.append({"role": "user", "content": "And?"})
    return messages


@pytest.mark.parametrize("text", [SOURCE, PROSE], ids=["source", "prose"])
@pytest.mark.parametrize(
    ("again", "talk"),
    [(form, n) for form in ("{}", "{}\nmore", "head\n{}") for n in (0, 1, 14)] + [("{}", 22)],
)
def test_no_preset_that_reduces_sends_more_than_lossless(text: str, talk: int, again: str) -> None:
    messages = conversation([text, "ok", again.format(text)], talk)
    sent = [
        simulate(messages, "gpt-4o", policy=name).tokens_after
        for name in ("lossless", "balanced", "aggressive")
    ]
    assert sent == sorted(sent, reverse=True)
