"""Lines of the logs that coding agents write.

Sources: the agents' own files as of 2026: Claude Code 2.1, Codex CLI 0.146, Gemini CLI 0.20,
pi 3, Copilot CLI 1.0, Kimi CLI 1.4, Qwen Code 0.21.
"""

from __future__ import annotations

from collections.abc import Mapping

from headroom_lab.messages.foreign.table import Entry, Foreign, Test, of_format

FORMATS: list[tuple[Foreign, Test]] = []
_CODEX = ("response_item", "event_msg", "session_meta", "turn_context", "compacted")
_PI = ("model_change", "thinking_level_change", "branch_summary", "custom_message")


@of_format(
    FORMATS,
    "lines of a Claude Code log",
    "line['message'] of each line whose type is 'user' or 'assistant' is one",
)
def claude_code(line: Entry) -> bool:
    """Tell a line of Claude Code's session file, or of its ``stream-json`` output."""
    if "sessionId" in line and "uuid" in line and "parts" not in line:
        return not isinstance(line.get("message"), Mapping) or "parts" not in line["message"]
    if line.get("type") in ("user", "assistant") and isinstance(line.get("message"), Mapping):
        return "role" in line["message"] and "parts" not in line["message"]
    if line.get("type") == "system" and line.get("subtype") and "role" not in line:
        return True
    return line.get("type") in ("file-history-snapshot", "queue-operation") or (
        line.get("type") == "summary" and "leafUuid" in line
    )


@of_format(
    FORMATS,
    "lines of a Codex log",
    "line['payload'] of each line whose type is 'response_item' is an item of the Responses API",
)
def codex(line: Entry) -> bool:
    """Tell a line of a rollout file."""
    return line.get("type") in _CODEX and "payload" in line


@of_format(FORMATS, "lines of a pi log", "pass the request that was sent to the vendor")
def pi(line: Entry) -> bool:
    """Tell a line of a pi session, or one of the messages in it."""
    if line.get("type") in _PI or (line.get("type") == "session" and "cwd" in line):
        return True
    message = line.get("message")
    wrapped = line.get("type") == "message" and isinstance(message, Mapping)
    return (wrapped and "role" not in line) or line.get("role") in ("toolResult", "bashExecution")


@of_format(FORMATS, "a Gemini CLI log", "pass the request that was sent to the vendor")
def gemini_cli(line: Entry) -> bool:
    """Tell a Gemini CLI session, a message of one, or a line of its logs.json."""
    if "projectHash" in line or (line.get("type") == "gemini" and "role" not in line):
        return True
    if "role" in line or line.get("type") not in ("user", "info", "error"):
        return False
    return "timestamp" in line and ("content" in line or isinstance(line.get("message"), str))


@of_format(FORMATS, "lines of a Qwen Code log", "pass the request that was sent to the vendor")
def qwen_code(line: Entry) -> bool:
    """Tell a line of a Qwen Code chat file: Gemini's contents in Claude Code's envelope."""
    message = line.get("message")
    return "uuid" in line and isinstance(message, Mapping) and "parts" in message


@of_format(FORMATS, "lines of a Copilot log", "pass the request that was sent to the vendor")
def copilot(line: Entry) -> bool:
    """Tell an event of a Copilot CLI session."""
    kind = line.get("type")
    return isinstance(kind, str) and "data" in line and "." in kind and "role" not in line


@of_format(FORMATS, "lines of a Kimi CLI log", "pass the request that was sent to the vendor")
def kimi(line: Entry) -> bool:
    """Tell an event of a Kimi CLI session."""
    kind = line.get("type")
    events = ("config.", "tools.", "context.", "turn.", "metadata")
    return isinstance(kind, str) and "role" not in line and kind.startswith(events)
