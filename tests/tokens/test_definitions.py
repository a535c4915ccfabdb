"""Tool definitions counted one by one: their sum is what the vendor recorded."""

from __future__ import annotations

from typing import Any

import pytest

from headroom_lab import Tokenizer, read_traces
from headroom_lab.messages import read
from headroom_lab.tokens.definitions import (
    ANTHROPIC_FRAME,
    definition_sizes,
    frame_tokens,
    tools_tokens,
)
from tests.conftest import ROOT
from tests.policies.definitions.corpus import real_tools

NATIVE = ROOT.parent / "shared" / "data" / "native"


@pytest.mark.parametrize(
    "name",
    [
        "langfuse_export.langgraph-2025-08-22.json",  # gpt-4o
        "langfuse_export.openai-agents-2025-09-30.json",  # gpt-4.1
        "openai_responses.request_response.json",  # gpt-5.2
    ],
)
def test_a_recorded_request_comes_to_its_total(name: str) -> None:
    if not (NATIVE / name).exists():
        pytest.skip(f"{NATIVE.name}/{name} is not here")
    (trace,) = read_traces(NATIVE / name)
    counter, stream = Tokenizer(model=trace.models[-1]), next(iter(trace.streams.values()))
    request, system = trace.requests[0], stream.system
    messages: list[Any] = list(stream.messages[: request.stop])
    messages = [{"role": "system", "content": system}, *messages] if system else messages
    given = messages if "role" in messages[-1] else list(stream.messages[: request.stop])
    counted = counter.count_messages(read(given)) + tools_tokens(trace.tools, counter)
    counted += (
        counter.count_text(system) + 4 if isinstance(system, str) and given is not messages else 0
    )
    assert request.usage is not None
    assert abs(counted / request.usage.input_tokens - 1) <= 0.02


@pytest.mark.parametrize("model", ["gpt-4o", "gpt-5.2", "claude-sonnet-4-5", "qwen3-32b"])
def test_the_sum_of_the_items_is_the_whole(model: str) -> None:
    counter, tools = Tokenizer(model=model), list(real_tools())
    sizes = definition_sizes(tools, counter)
    assert len(sizes) == len(tools)
    assert min(sizes) > 5
    assert tools_tokens(tools, counter) == sum(sizes) + frame_tokens(tools, counter)
    assert definition_sizes(tools[:7], counter) == sizes[:7]
    deferred = [{**tool, "defer_loading": True} for tool in tools]
    assert tools_tokens(deferred, counter) == frame_tokens(tools, counter)


def test_the_form_makes_no_difference() -> None:
    schema = {"type": "object", "properties": {"a": {"enum": ["x", "y"]}, "b": {"type": "array", "items": {"type": "object", "properties": {"c": {"type": "string"}}}}}}  # fmt: skip
    inner = {"name": "look", "description": "Looks.", "parameters": schema}
    forms: list[Any] = [
        {"type": "function", "function": inner},
        {"type": "function", **inner},
        {"name": "look", "description": "Looks.", "input_schema": schema},
        {"name": "look", "description": "Looks.", "inputSchema": schema},
    ]
    for model in ("gpt-4o", "gpt-5.2", "claude-sonnet-4-5"):
        assert len(set(definition_sizes(forms, Tokenizer(model=model)))) == 1
    assert frame_tokens(forms, Tokenizer(model="claude-sonnet-4-5")) == ANTHROPIC_FRAME
    assert frame_tokens([], Tokenizer(model="claude-sonnet-4-5")) == 0
