"""Conversations as the tools themselves recorded them, read into a format of a vendor.

For measuring only: what is needed to see the messages, no usage, no branches.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from headroom_lab.errors import HeadroomError
from headroom_lab.messages import read

Messages = list[dict[str, Any]]


def native_conversations(folder: Path) -> Iterator[tuple[str, str, Messages]]:
    """Yield id, source and messages of each conversation in the files that are known here.

    Those without a tool output are left out.
    """
    for name, source, reader in READERS:
        for path in sorted(folder.glob(name)):
            for number, messages in enumerate(reader(path)):
                if _has_outputs(messages):
                    yield f"{path.name}/{number}", source, messages


def _has_outputs(messages: Messages) -> bool:
    """Tell whether messages can be read and hold tool outputs."""
    try:
        return any(block.role == "tool" for block in read(messages).blocks)
    except HeadroomError:
        return False


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the records of a JSON lines file."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            yield json.loads(line)


def _document(path: Path) -> Any:
    """Return a JSON document."""
    return json.loads(path.read_text(encoding="utf-8"))


def claude_code(path: Path) -> Iterator[Messages]:
    """Read a Claude Code session: a line a block, grouped by the message it belongs to."""
    messages: Messages = []
    last = None
    for line in _lines(path):
        message = line.get("message")
        if line.get("type") not in ("user", "assistant") or not isinstance(message, dict):
            continue
        content = message["content"]
        blocks = [{"type": "text", "text": content}] if isinstance(content, str) else content
        same = messages and messages[-1]["role"] == message["role"]
        if same and (message["role"] == "user" or message.get("id") == last):
            messages[-1]["content"] = [*messages[-1]["content"], *blocks]
        else:
            messages.append({"role": message["role"], "content": blocks})
        last = message.get("id")
    yield messages


def pi(path: Path) -> Iterator[Messages]:
    """Read a pi session as Chat messages."""
    messages: Messages = []
    for line in _lines(path):
        said = line.get("message") or {}
        parts = said.get("content") or []
        text = "\n".join(part["text"] for part in parts if part.get("type") == "text")
        if said.get("role") == "toolResult":
            messages.append({"role": "tool", "tool_call_id": said["toolCallId"], "content": text})
        elif said.get("role") in ("user", "assistant"):
            calls = [
                _chat_call(part["id"], part["name"], json.dumps(part["arguments"]))
                for part in parts
                if part.get("type") == "toolCall"
            ]
            extra = {"tool_calls": calls} if calls else {}
            messages.append({"role": said["role"], "content": text, **extra})
    yield messages


def chat_lines(path: Path) -> Iterator[Messages]:
    """Read Chat conversations, one a line."""
    yield from (line["messages"] for line in _lines(path))


def chat_list(path: Path) -> Iterator[Messages]:
    """Read a list of records that hold Chat messages."""
    yield from (record.get("messages") or record["traj"] for record in _document(path))


def toolbench(path: Path) -> Iterator[Messages]:
    """Read the longest training conversation of a ToolBench answer: functions become calls."""
    steps = _document(path)["answer_generation"]["train_messages"]
    messages: Messages = []
    for number, step in enumerate(max(steps, key=len, default=[])):
        call = step.get("function_call")
        if call:
            calls = [_chat_call(f"call_{number}", call["name"], call["arguments"])]
            text = step.get("content")
            messages.append({"role": "assistant", "content": text, "tool_calls": calls})
        elif step["role"] == "function":
            answer = {"tool_call_id": f"call_{number - 1}", "content": step["content"]}
            messages.append({"role": "tool", **answer})
        else:
            messages.append({"role": step["role"], "content": step.get("content") or ""})
    yield messages


def one_chat(path: Path) -> Iterator[Messages]:
    """Read a file of one conversation: a list, or messages or a history in an object."""
    found = _document(path)
    if isinstance(found, dict):
        found = found.get("messages") or found["history"]
    yield [{k: v for k, v in m.items() if k != "extra"} for m in found]


def _chat_call(id: str, name: str, arguments: str) -> dict[str, Any]:
    """Return a call as Chat messages hold it."""
    return {"id": id, "type": "function", "function": {"name": name, "arguments": arguments}}


READERS: tuple[tuple[str, str, Callable[[Path], Iterator[Messages]]], ...] = (
    ("claude_code.*.jsonl", "claude_code", claude_code),
    ("other_agents.claude.*.jsonl", "claude_code", claude_code),
    ("pi_session.*.jsonl", "pi", pi),
    ("other_agents.pi.*.jsonl", "pi", pi),
    ("openai_chat.jsonl", "openai_chat", chat_lines),
    ("openai_chat_mcp_repr.*.json", "livemcpbench", chat_list),
    ("tau_bench.json", "tau_bench", chat_list),
    ("toolbench.*.json", "toolbench", toolbench),
    ("openhands_llm_log.*.json", "openhands", one_chat),
    ("mini_swe_agent.*.json", "mini_swe", one_chat),
    ("swe_agent.*.traj", "swe_agent", one_chat),
)
