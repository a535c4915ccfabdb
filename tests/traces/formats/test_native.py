"""The files of each format at hand read to what their own lines say."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

import headroom_lab as hl
from headroom_lab.messages import read
from headroom_lab.results.trace import Trace
from tests.traces.shared import NATIVE, needs_native

pytestmark = needs_native

# source, traces, requests, input tokens, read from the cache, output, models, calls of tools
Told = tuple[str, int, int, int, int, int, list[str], int]
FILES: dict[str, Told] = {
    "gemini.request_response.json": ("request log", 1, 1, 553, 0, 83, ["gemini-3-flash-preview"], 2),
    "inspect.json": ("Inspect", 1, 1, 66, 0, 2, ["ollama/llama3.1"], 0),
    "inspect.eval": ("Inspect", 1, 6, 0, 0, 0, ["hardcoded/hardcoded"], 5),  # no usage in it
    "langfuse_export.langgraph-2025-08-22.json": (
        "Langfuse", 1, 2, 60 + 108, 0, 15 + 51, ["gpt-4o-2024-08-06"], 1),
    "langfuse_export.openai-agents-2025-09-30.json": (
        "Langfuse", 1, 2, 55 + 85, 0, 15 + 29, ["gpt-4.1-2025-04-14"], 1),
    "mini_swe_agent.traj.json": ("request log", 1, 0, 0, 0, 0, [], 0),
    "openai_chat.jsonl": ("request log", 3, 0, 0, 0, 0, [], 24),
    "openai_responses.request_response.json": (
        "request log", 1, 1, 371, 0, 5, ["gpt-5.2-2025-12-11"], 3),
    "openai_chat_mcp_repr.livemcpbench.json": ("request log", 2, 0, 0, 0, 0, [], 15),
    "openhands_llm_log.nonfncall.json": (
        "OpenHands", 1, 1, 9204, 9024, 79, ["litellm_proxy/deepseek-chat"], 4),
    "otel_genai.otlp.json": ("OpenTelemetry GenAI", 1, 1, 14, 0, 173, ["gpt-3.5-turbo-0125"], 0),
    # Of both answers the log tells the output's tokens only: 12 and 3, in output_in_file.
    "other_agents.copilot.fixture.jsonl": (
        "Copilot CLI", 1, 5, 0, 0, 0, ["gpt-5-mini"], 4),
    # 22 steps that ended and the compaction's own request; lines 7 and 12 began steps that didn't.
    "other_agents.kimi.fixture.jsonl": ("Kimi CLI", 1, 23, -1, -1, -1, ["kimi-k2.7-code"], 19),
    # Line 2 answers without a usage, on a branch that was left.
    "other_agents.qwen.fixture.jsonl": (
        "Qwen Code", 1, 2, 12, 0, 4, ["synthetic-dead-model", "synthetic-active-model"], 1),
    "swe_agent.function_calling.traj": ("SWE-agent", 1, 0, 0, 0, 0, [], 5),
    "tau_bench.json": ("tau-bench", 2, 0, 0, 0, 0, [], 20),
    # Its two branches call the same tool with the same words twice: four messages, not six.
    "toolbench.15_ChatGPT_DFS_woFilter_w2.json": ("ToolBench", 1, 0, 0, 0, 0, [], 4),
    "toolbench.57_ChatGPT_DFS_woFilter_w2.json": ("ToolBench", 1, 0, 0, 0, 0, [], 4),
}  # fmt: skip


def traces(name: str) -> list[Trace]:
    return list(hl.read_traces(NATIVE / name))


@pytest.mark.parametrize("name", FILES)
def test_each_file_reads_to_the_token(name: str) -> None:
    found = traces(name)
    requests = [request for trace in found for request in trace.requests]
    calls = sum(
        block.kind == "tool_call"
        for trace in found
        for stream in trace.streams.values()
        for block in read(list(stream.messages)).blocks
    )
    sums = [sum(getattr(r, column) or 0 for r in requests)
            for column in ("input_tokens", "cache_read_tokens", "output_tokens")]  # fmt: skip
    if name == "other_agents.kimi.fixture.jsonl":
        assert sums == _kimi_sums()
        sums = [-1, -1, -1]
    models = list(dict.fromkeys(model for trace in found for model in trace.models))
    told = (found[0].source, len(found), len(requests), *sums, models, calls)
    assert told == FILES[name]


def _kimi_sums() -> list[int]:
    """What the usage lines of the fixture add up to."""
    lines = (NATIVE / "other_agents.kimi.fixture.jsonl").read_text().splitlines()
    records = [json.loads(line) for line in lines]
    told = [record["usage"] for record in records if record["type"] == "usage.record"]
    read_ = sum(usage["inputCacheRead"] for usage in told)
    fresh = sum(usage["inputOther"] + usage["inputCacheCreation"] for usage in told)
    return [fresh + read_, read_, sum(usage["output"] for usage in told)]


def test_what_inspect_keeps_once_is_put_back() -> None:
    (trace,) = traces("inspect.json")
    sent = json.dumps(trace.at(0).messages)
    assert "tc://" not in sent
    assert "Is the following statement" in sent
    with zipfile.ZipFile(NATIVE / "inspect.eval") as archive:
        sample = json.loads(archive.read("samples/0_epoch_1.json"))
    (trace,) = traces("inspect.eval")
    assert [len(trace.at(n).messages) for n in range(6)] == [1, 3, 5, 7, 9, 11]
    assert len(trace.messages) == len(sample["messages"])
    assert trace.messages[2]["content"] == sample["messages"][2]["content"]


def test_a_compaction_of_kimi_leaves_the_users_words_and_a_summary() -> None:
    (trace,) = traces("other_agents.kimi.fixture.jsonl")
    last = trace.streams["main"].segments[-1]
    assert last.cause == "compaction"
    assert len(last.kept) == 8
    assert [trace.messages[place]["role"] for place in last.kept] == ["user"] * 8


def test_what_a_rewind_of_qwen_left_isnt_sent() -> None:
    (trace,) = traces("other_agents.qwen.fixture.jsonl")
    sent = json.dumps(trace.request().messages)
    assert "Discarded branch answer" not in sent
    assert "Continue from the rewound branch" in sent


def test_copilots_sub_agents_are_streams() -> None:
    (trace,) = traces("other_agents.copilot.fixture.jsonl")
    assert len(trace.streams) == 2
    assert [request.output_in_file for request in trace.requests][:2] == [12, 3]
    assert trace.requests[0].usage is None  # of its input nothing is told: unknown, not zero
    assert any("as a whole" in skip.reason for skip in trace.skipped)


def test_dollars_that_a_file_states() -> None:
    (trace,) = traces("openhands_llm_log.nonfncall.json")
    assert trace.requests[0].cost_in_file == 0.00076718
    (trace,) = traces("langfuse_export.langgraph-2025-08-22.json")
    assert [request.cost_in_file for request in trace.requests] == [7.5e-05, 0.000159]


@pytest.mark.parametrize("path", sorted(NATIVE.glob("*")), ids=lambda path: path.name)
def test_every_file_reads_and_can_be_simulated(path: Path) -> None:
    if path.name == "truth.json":
        pytest.skip("the truth itself")
    for trace in hl.read_traces(path):
        model: dict[str, Any] = {} if trace.models else {"model": "gpt-4o"}
        assert hl.simulate(trace, policy="lossless", **model).tokens_before > 0
