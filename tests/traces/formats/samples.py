"""Small files made by hand in the published shape of formats of which none is at hand."""

from __future__ import annotations

import json
from typing import Any

QUESTION, ANSWER, OUTPUT = "Which host is down?", "host-7 is down.", "host-7: no answer"
CALL = {"id": "c1", "type": "function", "function": {"name": "ping", "arguments": '{"h": 7}'}}
TOOL = {"type": "function", "function": {"name": "ping", "parameters": {"type": "object"}}}
CHAT: list[dict[str, Any]] = [
    {"role": "user", "content": QUESTION},
    {"role": "assistant", "content": "", "tool_calls": [CALL]},
    {"role": "tool", "tool_call_id": "c1", "content": OUTPUT},
    {"role": "assistant", "content": ANSWER},
]

ATIF = {
    "schema_version": "ATIF-v1.4",
    "session_id": "run-1",
    "agent": {"name": "a", "version": "1", "model_name": "gpt-4o", "tool_definitions": [TOOL]},
    "steps": [
        {"step_id": 1, "timestamp": "2026-01-02T03:04:05Z", "source": "user", "message": QUESTION},
        {
            "step_id": 2,
            "timestamp": "2026-01-02T03:04:06Z",
            "source": "agent",
            "message": "",
            "reasoning_content": "ask it",
            "tool_calls": [{"tool_call_id": "c1", "function_name": "ping", "arguments": {"h": 7}}],
            "observation": {"results": [{"source_call_id": "c1", "content": OUTPUT}]},
            "metrics": {"prompt_tokens": 100, "completion_tokens": 20, "cached_tokens": 60,
                        "cost_usd": 0.01},
        },
        {
            "step_id": 3,
            "source": "agent",
            "message": ANSWER,
            "metrics": {"prompt_tokens": 140, "completion_tokens": 5, "cached_tokens": 100},
        },
    ],
    "final_metrics": {"total_prompt_tokens": 240},
}  # fmt: skip

MINI = {
    "info": {"exit_status": "Submitted", "mini_version": "1.9.0",
             "model_stats": {"instance_cost": 0.03, "api_calls": 2},
             "config": {"model": {"model_name": "gpt-4o"}, "environment": {"cwd": "/testbed"}}},
    "trajectory_format": "mini-swe-agent-1",
    "messages": [
        {"role": "system", "content": "You can interact with a computer."},
        {"role": "user", "content": QUESTION},
        {"role": "assistant", "content": "```bash\nping host-7\n```",
         "extra": {"cost": 0.01, "timestamp": 1767323045.5,
                   "response": {"model": "gpt-4o-2024-08-06",
                                "choices": [{"finish_reason": "stop"}],
                                "usage": {"prompt_tokens": 100, "completion_tokens": 20,
                                          "prompt_tokens_details": {"cached_tokens": 60}}}}},
        {"role": "user", "content": OUTPUT},
        {"role": "assistant", "content": ANSWER,
         "extra": {"response": {"usage": {"prompt_tokens": 140, "completion_tokens": 5,
                                          "prompt_tokens_details": {"cached_tokens": 100}}}}},
        {"role": "exit", "content": "Submitted"},
    ],
}  # fmt: skip

TAU2 = {
    "info": {"agent_info": {"llm": "gpt-4o"}, "environment_info": {"policy": "Be kind."}},
    "tasks": [],
    "simulations": [
        {
            "id": "sim-1",
            "task_id": "3",
            "messages": [
                {"role": "user", "content": QUESTION, "cost": 0.5,
                 "usage": {"prompt_tokens": 9, "completion_tokens": 9}},
                {"role": "user", "tool_calls": [{"id": "u1", "name": "look", "arguments": {},
                                                 "requestor": "user"}]},
                {"role": "tool", "id": "u1", "content": "a light", "requestor": "user"},
                {"role": "assistant", "content": None, "timestamp": "2026-01-02T03:04:06",
                 "tool_calls": [{"id": "c1", "name": "ping", "arguments": {"h": 7},
                                 "requestor": "assistant"}],
                 "cost": 0.01, "usage": {"prompt_tokens": 100, "completion_tokens": 20,
                                         "prompt_tokens_details": {"cached_tokens": 60}}},
                {"role": "tool", "id": "c1", "content": OUTPUT, "requestor": "assistant"},
                {"role": "assistant", "content": ANSWER,
                 "usage": {"prompt_tokens": 140, "completion_tokens": 5,
                           "prompt_tokens_details": {"cached_tokens": 100}}},
            ],
        }
    ],
}  # fmt: skip


def _openhands_answer(name: str, message: dict[str, Any], usage: dict[str, Any]) -> dict[str, Any]:
    return {"id": name, "model": "claude-sonnet-4-5", "usage": usage,
            "choices": [{"message": message, "finish_reason": "stop"}]}  # fmt: skip


OPENHANDS_FIRST = [
    {"id": 0, "source": "agent", "action": "system", "args": {"content": "S", "tools": [TOOL]}},
    {"id": 1, "timestamp": "2026-01-02T03:04:05", "source": "user", "action": "message",
     "args": {"content": QUESTION}},
    {"id": 2, "source": "agent", "action": "run", "args": {"command": "ping 7"},
     "llm_metrics": {"accumulated_cost": 0.25},
     "tool_call_metadata": {"tool_call_id": "c1", "function_name": "ping",
                            "model_response": _openhands_answer("r1", CHAT[1], {
                                "prompt_tokens": 70, "completion_tokens": 20,
                                "cache_creation_input_tokens": 30,
                                "prompt_tokens_details": {"cached_tokens": 60}})}},
    {"id": 3, "source": "agent", "observation": "run", "content": OUTPUT,
     "tool_call_metadata": {"tool_call_id": "c1", "function_name": "ping"}},
    {"id": 4, "source": "agent", "action": "finish", "args": {"final_thought": ANSWER},
     "llm_metrics": {"accumulated_cost": 0.75},
     "tool_call_metadata": {"tool_call_id": "c2", "function_name": "finish",
                            "model_response": _openhands_answer("r2", CHAT[3], {
                                "prompt_tokens": 140, "completion_tokens": 5,
                                "prompt_tokens_details": {"cached_tokens": 100}})}},
]  # fmt: skip

OPENHANDS_SDK = [
    {"kind": "SystemPromptEvent", "id": "e0", "source": "agent",
     "system_prompt": {"type": "text", "text": "S"}, "tools": [TOOL]},
    {"kind": "MessageEvent", "id": "e1", "source": "user", "timestamp": "2026-01-02T03:04:05",
     "llm_message": {"role": "user", "content": [{"type": "text", "text": QUESTION}]}},
    {"kind": "ActionEvent", "id": "e2", "source": "agent", "thought": [], "tool_name": "ping",
     "tool_call_id": "c1", "llm_response_id": "r1", "action": {"kind": "Ping", "h": 7},
     "tool_call": {"id": "c1", "name": "ping", "arguments": '{"h": 7}', "origin": "completion"}},
    {"kind": "ObservationEvent", "id": "e3", "source": "environment", "tool_name": "ping",
     "tool_call_id": "c1", "observation": {"content": [{"type": "text", "text": OUTPUT}]}},
    {"kind": "Condensation", "id": "e4", "forgotten_event_ids": ["e1"], "summary": "a host"},
    {"kind": "MessageEvent", "id": "e5", "source": "agent",
     "llm_message": {"role": "assistant", "content": [{"type": "text", "text": ANSWER}]}},
]  # fmt: skip


def _parts(message: dict[str, Any]) -> dict[str, Any]:
    """A message of the GenAI conventions."""
    parts: list[dict[str, Any]] = []
    if message["role"] == "tool":
        parts.append({"type": "tool_call_response", "id": "c1", "response": message["content"]})
    elif message["content"]:
        parts.append({"type": "text", "content": message["content"]})
    for call in message.get("tool_calls", ()):
        arguments = json.loads(call["function"]["arguments"])
        parts.append({"type": "tool_call", "id": "c1", "name": "ping", "arguments": arguments})
    return {"role": message["role"], "parts": parts}


def _span(number: int, attributes: dict[str, Any]) -> dict[str, Any]:
    """A span as the SDK for Python writes it."""
    return {
        "name": "chat gpt-4o",
        "context": {"trace_id": "0xt", "span_id": f"0x{number}"},
        "start_time": f"2026-01-02T03:04:0{number}Z",
        "attributes": attributes,
        "events": [],
    }


def _genai(number: int, sent: list[Any], came: list[Any], *counts: int) -> dict[str, Any]:
    return _span(number, {
        "gen_ai.operation.name": "chat",
        "gen_ai.request.model": "gpt-4o",
        "gen_ai.response.finish_reasons": ["stop"],
        "gen_ai.system_instructions": json.dumps([{"type": "text", "content": "S"}]),
        "gen_ai.tool.definitions": json.dumps([TOOL]),
        "gen_ai.input.messages": json.dumps([_parts(message) for message in sent]),
        "gen_ai.output.messages": json.dumps([_parts(message) for message in came]),
        "gen_ai.usage.input_tokens": counts[0],
        "gen_ai.usage.output_tokens": counts[1],
        "gen_ai.usage.cache_read.input_tokens": counts[2],
    })  # fmt: skip


GENAI = [
    _genai(2, CHAT[:3], CHAT[3:], 140, 5, 100),  # spans end, and are written, in any order
    _span(3, {"gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "ping"}),
    _genai(1, CHAT[:1], CHAT[1:2], 100, 20, 60),
]


def _inferred(prefix: str, messages: list[dict[str, Any]]) -> dict[str, Any]:
    """Messages as OpenInference flattens them."""
    flat: dict[str, Any] = {}
    for place, message in enumerate(messages):
        name = f"llm.{prefix}_messages.{place}.message."
        flat[f"{name}role"], flat[f"{name}content"] = message["role"], message["content"]
        if "tool_call_id" in message:
            flat[f"{name}tool_call_id"] = message["tool_call_id"]
        for at, call in enumerate(message.get("tool_calls", ())):
            inner = f"{name}tool_calls.{at}.tool_call."
            flat[f"{inner}id"] = call["id"]
            flat[f"{inner}function.name"] = call["function"]["name"]
            flat[f"{inner}function.arguments"] = call["function"]["arguments"]
    return flat


def _openinference(number: int, sent: list[Any], came: list[Any], *counts: int) -> dict[str, Any]:
    return _span(number, {
        "openinference.span.kind": "LLM",
        "llm.model_name": "gpt-4o",
        "llm.token_count.prompt": counts[0],
        "llm.token_count.completion": counts[1],
        "llm.token_count.total": counts[0] + counts[1],
        "llm.token_count.prompt_details.cache_read": counts[2],
        "llm.tools.0.tool.json_schema": json.dumps(TOOL),
        **_inferred("input", sent),
        **_inferred("output", came),
    })  # fmt: skip


OPENINFERENCE = [
    _openinference(1, CHAT[:1], CHAT[1:2], 100, 20, 60),
    _span(2, {"openinference.span.kind": "TOOL", "tool.name": "ping"}),
    _openinference(3, CHAT[:3], CHAT[3:], 140, 5, 100),
]


def _lc(message: dict[str, Any], *counts: int) -> dict[str, Any]:
    """A message as ``messages_to_dict`` writes it."""
    kind = {"user": "human", "assistant": "ai"}.get(message["role"], message["role"])
    data: dict[str, Any] = {"content": message["content"], "additional_kwargs": {}}
    if "tool_calls" in message:
        data["tool_calls"] = [{"name": "ping", "args": {"h": 7}, "id": "c1", "type": "tool_call"}]
    if "tool_call_id" in message:
        data["tool_call_id"] = message["tool_call_id"]
    if counts:
        data["response_metadata"] = {"model_name": "gpt-4o", "finish_reason": "stop"}
        data["usage_metadata"] = {
            "input_tokens": counts[0],
            "output_tokens": counts[1],
            "total_tokens": counts[0] + counts[1],
            "input_token_details": {"cache_read": counts[2]},
        }
    return {"type": kind, "data": data}


LANGCHAIN = [
    _lc(CHAT[0]),
    _lc(CHAT[1], 100, 20, 60),
    _lc(CHAT[2]),
    _lc(CHAT[3], 140, 5, 100),
]


def dumped(entry: dict[str, Any]) -> dict[str, Any]:
    """A message as ``dumpd`` writes it."""
    name = {"human": "HumanMessage", "ai": "AIMessage", "tool": "ToolMessage"}[entry["type"]]
    path = ["langchain", "schema", "messages", name]
    return {"lc": 1, "type": "constructor", "id": path, "kwargs": entry["data"]}


def _run(number: int, kind: str, sent: list[Any], came: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": f"r{number}",
        "trace_id": "t1",
        "run_type": kind,
        "start_time": f"2026-01-02T03:04:0{number}.000000",
        "inputs": {"messages": [[dumped(entry) for entry in sent]]},
        "outputs": {"generations": [[{"text": "", "message": dumped(came)}]]},
        "extra": {"invocation_params": {"tools": [TOOL]}, "metadata": {"ls_model_name": "gpt-4o"}},
        "total_cost": "0.01",
    }


LANGSMITH = [
    _run(3, "llm", LANGCHAIN[:3], LANGCHAIN[3]),
    _run(2, "tool", [], LANGCHAIN[0]),
    _run(1, "llm", LANGCHAIN[:1], LANGCHAIN[1]),
]


def _entry(number: int, sent: list[Any], came: dict[str, Any], *counts: int) -> dict[str, Any]:
    body = {"model": "gpt-4o", "messages": sent, "tools": [TOOL]}
    usage = {"prompt_tokens": counts[0], "completion_tokens": counts[1],
             "prompt_tokens_details": {"cached_tokens": counts[2]}}  # fmt: skip
    answer = {"model": "gpt-4o", "usage": usage, "choices": [{"message": came}]}
    return {
        "startedDateTime": f"2026-01-02T03:04:0{number}Z",
        "request": {"method": "POST", "url": "https://api.openai.com/v1/chat/completions",
                    "postData": {"mimeType": "application/json", "text": json.dumps(body)}},
        "response": {"status": 200, "content": {"text": json.dumps(answer)}},
    }  # fmt: skip


HAR = {"log": {"version": "1.2", "entries": [
    _entry(3, CHAT[:3], CHAT[3], 140, 5, 100),
    {"request": {"method": "GET", "url": "https://x.com"}, "response": {"status": 200}},
    _entry(1, CHAT[:1], CHAT[1], 100, 20, 60),
    {**_entry(2, CHAT[:1], CHAT[1], 9, 9, 9), "response": {"status": 429, "content": {}}},
]}}  # fmt: skip


def _wire(number: int, kind: str, **payload: Any) -> dict[str, Any]:
    return {"timestamp": 1767323045.0 + number, "message": {"type": kind, "payload": payload}}


def _status(number: int, fresh: int, output: int, read: int) -> dict[str, Any]:
    usage = {"input_other": fresh, "output": output, "input_cache_read": read,
             "input_cache_creation": 0}  # fmt: skip
    return _wire(number, "StatusUpdate", token_usage=usage, message_id=f"m{number}")


KIMI_WIRE = [
    {"type": "metadata", "protocol_version": "1.3"},
    _wire(0, "TurnBegin", user_input=[{"type": "text", "text": QUESTION}]),
    _wire(1, "StepBegin", n=1),
    _wire(2, "ContentPart", type="think", think="ask it"),
    _wire(3, "ToolCall", type="function", id="c1", function={"name": "ping", "arguments": '{"h"'}),
    _wire(4, "ToolCallPart", arguments_part=": 7}"),
    _status(5, 40, 20, 60),
    _wire(6, "ToolResult", tool_call_id="c1", return_value={"is_error": False, "output": OUTPUT}),
    _wire(7, "StepBegin", n=2),
    _wire(8, "ContentPart", type="text", text=ANSWER),
    _status(9, 40, 5, 100),
    _wire(10, "TurnEnd"),
]

# What each of them tells: a question, a call with its result, an answer, in two requests.
SAMPLES: dict[str, tuple[str, Any]] = {
    "ATIF": ("ATIF", ATIF),
    "mini-swe-agent": ("mini-swe-agent", MINI),
    "tau2-bench": ("tau-bench", TAU2),
    "OpenHands": ("OpenHands", OPENHANDS_FIRST),
    "OpenTelemetry GenAI": ("OpenTelemetry GenAI", GENAI),
    "OpenInference": ("OpenInference", OPENINFERENCE),
    "LangChain": ("LangChain", {"messages": LANGCHAIN}),
    "LangSmith": ("LangSmith", {"runs": LANGSMITH}),
    "HAR": ("HAR", HAR),
    "Kimi wire": ("Kimi CLI", KIMI_WIRE),
}
