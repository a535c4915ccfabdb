"""What keeps less is never longer: lossless ≥ balanced ≥ aggressive in tokens sent."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headroom_lab import TransformPipeline
from headroom_lab.tokens import Tokenizer
from tests.chat import call, result, user

TOKENIZER = Tokenizer(model="gpt-4o")
CHAIN = ("lossless", "balanced", "aggressive")


def sizes(messages: Any) -> list[int]:
    """Return the tokens that are sent under each preset, from what keeps all on."""
    return [
        TransformPipeline.preset(name).apply(messages, TOKENIZER).tokens_after for name in CHAIN
    ]


def test_every_recorded_conversation(real_conversations: list[dict[str, Any]]) -> None:
    found = {trace["id"]: sizes(trace["messages"]) for trace in real_conversations}
    assert {name: chain for name, chain in found.items() if chain != sorted(chain)[::-1]} == {}
