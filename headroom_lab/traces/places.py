"""Where agents keep their sessions: a folder each, with the variable that moves it.

The folders lie in the home folder on Linux, macOS and Windows alike. Claude Code's, Codex's and pi's
as known in November 2026, not looked up; those of the others and their variables as public tools
that read them name them, looked up on 2026-11-28.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Place:
    """Where an agent keeps its sessions: ``home`` below the user's folder, or in ``variable``."""

    agent: str
    variable: str
    home: str
    below: str
    pattern: str

    def folder(self) -> Path:
        """Return the folder that holds the sessions on this machine."""
        told = os.environ.get(self.variable)
        base = Path(told).expanduser() if told else Path.home() / self.home
        return base / self.below


PLACES = (
    Place("Claude Code", "CLAUDE_CONFIG_DIR", ".claude", "projects", "*/*.jsonl"),
    Place("Claude Code", "XDG_CONFIG_HOME", ".config", "claude/projects", "*/*.jsonl"),
    Place("Codex", "CODEX_HOME", ".codex", "sessions", "**/rollout-*.jsonl*"),
    Place("Codex", "CODEX_HOME", ".codex", "archived_sessions", "**/rollout-*.jsonl*"),
    Place("pi", "PI_CODING_AGENT_DIR", ".pi/agent", "sessions", "**/*.jsonl"),
    Place("Gemini CLI", "GEMINI_CLI_HOME", "", ".gemini/tmp", "*/chats/session-*.json*"),
    Place("Qwen Code", "QWEN_RUNTIME_DIR", ".qwen", "projects", "*/chats/*.jsonl"),
    Place("Kimi CLI", "KIMI_SHARE_DIR", ".kimi", "sessions", "**/wire.jsonl"),
    Place("Kimi CLI", "KIMI_CODE_HOME", ".kimi-code", "sessions", "**/wire.jsonl"),
    Place("Copilot CLI", "COPILOT_HOME", ".copilot", "session-state", "*/events.jsonl"),
)
_ALIKE = frozenset({"wire", "events"})


def session_files() -> Iterator[Path]:
    """Yield the files that agents' sessions lie in on this machine."""
    for place in PLACES:
        folder = place.folder()
        if folder.is_dir():
            yield from folder.glob(place.pattern)


def session_names() -> dict[str, Path]:
    """Return the file of each session on this machine by its name, the newest first.

    A session is called what its file is, or its folder where all files are called alike.
    """
    found = [(path.stat().st_mtime_ns, path) for path in session_files() if path.is_file()]
    named: dict[str, Path] = {}
    for _, path in sorted(found, reverse=True):
        name = path.name.partition(".")[0]
        named.setdefault(path.parent.name if name in _ALIKE else name, path)
    return named
