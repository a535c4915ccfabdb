"""Which tools show a thing and which change one: data, for the agents whose sessions are read.

Files need no row: ``file_uses`` finds them by the fields of a call. A row is for what is shown anew
under the same name: a listing, a plan, a page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, Literal

from headroom_lab.errors import ConfigError
from headroom_lab.messages.blocks import Block
from headroom_lab.messages.parts import as_json
from headroom_lab.messages.values import parsed

Thing = Literal["listing", "plan", "page", "status", "file"]
THINGS: tuple[Thing, ...] = ("listing", "plan", "page", "status", "file")
ALL = ("*",)  # every argument names the thing
_NOT_IN_NAMES = re.compile(r"[_-]")


@dataclass(frozen=True)
class ToolEffect:
    """What a tool shows, so that a later output of it makes an earlier one out of date.

    Args:
        tool: the tool's name, or a pattern with ``*``; upper and lower case are alike.
        thing: what is shown: "listing", "plan", "page", "status" or "file" ("status").
        named_by: the arguments that name the thing, ``("*",)`` for all, () where there is but one
            of it, such as a list of tasks (all).

    Raises:
        ConfigError: for another thing, and for arguments that are no names.

    Example::

        simulate(messages, "gpt-4o", policy=superseded(tools=[ToolEffect("disk_usage", named_by=("host",))]))
    """

    tool: str
    thing: Thing = "status"
    named_by: Sequence[str] = ALL

    def __post_init__(self) -> None:
        if self.thing not in THINGS:
            raise ConfigError(f"ToolEffect: thing: found {self.thing!r}, expected one of {THINGS}")
        names = self.named_by
        if isinstance(names, str) or not all(isinstance(name, str) for name in names):
            raise ConfigError(f"ToolEffect: named_by: found {names!r}, expected names")

    def names(self, tool: str) -> bool:
        """Tell whether the row is of a tool."""
        return fnmatchcase(tool.lower(), self.tool.lower())


def _rows(thing: Thing, named_by: Sequence[str], tools: str) -> Iterable[ToolEffect]:
    """Return a row for each tool of a text."""
    return (ToolEffect(tool, thing, named_by) for tool in tools.split())


# Sources, read 2026-11: the tools of Claude Code (LS, Glob, Grep, Todo*, TaskList), Codex
# (update_plan), Gemini CLI and Qwen Code (list_directory, glob, search_file_content, write_todos,
# todo_write), opencode (list, todowrite, todoread), OpenHands (task_tracker), Cline and Roo
# (list_files, search_files, update_todo_list), VS Code (list_dir, manage_todo_list, get_errors),
# Cursor (list_dir, todo_write), MCP's servers for files, git, Playwright and Chrome's tools, and
# Anthropic's computer use.
EFFECTS: tuple[ToolEffect, ...] = (
    *_rows("listing", ALL, "ls glob list list_dir list_directory list_directory_with_sizes "
           "directory_tree list_files list_allowed_directories get_file_info"),
    *_rows("listing", ALL, "grep grep_search search_file_content search_files codebase_search"),
    *_rows("plan", (), "todowrite todoread todo_write todo_read update_plan write_todos tasklist "
           "manage_todo_list update_todo_list task_tracker"),
    *_rows("status", ALL, "git_status git_diff git_diff_unstaged git_diff_staged git_log git_branch "
           "get_errors read_lints *getdiagnostics"),
    *_rows("page", (), "*browser_snapshot *screenshot* *browser_navigate *browser_click "
           "*browser_type *browser_hover *browser_press_key *browser_fill_form "
           "*browser_select_option *browser_navigate_back *take_snapshot computer"),
)  # fmt: skip
# Tools that run a command; what the same command says again makes what it said out of date.
SHELLS = frozenset(
    {"bash", "shell", "execcommand", "exec", "runshellcommand", "runcommand", "runterminalcmd",
     "runinterminal", "executecommand", "executebash", "terminal", "localshell"}
)  # fmt: skip


def effect_of(tool: str, more: Iterable[ToolEffect] = ()) -> ToolEffect | None:
    """Return the row of a tool, one of ``more`` before ours; None where it shows no such thing."""
    return next((row for row in (*more, *EFFECTS) if row.names(tool)), None)


def is_shell(tool: str) -> bool:
    """Tell whether a tool runs commands."""
    return _NOT_IN_NAMES.sub("", tool).lower() in SHELLS


def name_of_thing(call: Block, effect: ToolEffect) -> str:
    """Return what names the thing that a call shows, among the tool's things."""
    arguments: Any = parsed(call.text)
    if not effect.named_by:
        return ""
    if tuple(effect.named_by) == ALL or not isinstance(arguments, Mapping):
        return as_json(arguments) if isinstance(arguments, Mapping) else call.text
    return as_json({name: arguments.get(name) for name in effect.named_by})
