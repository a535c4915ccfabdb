"""Completion of a %headroom line: commands, options, choices, models, policies, variables."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from itertools import islice, pairwise
from typing import Any

from IPython.core.completer import CompletionContext, SimpleCompletion, completion_matcher

from headroom_lab.config import MODES
from headroom_lab.magic.arguments import COMMANDS, HELP_FLAGS, Command
from headroom_lab.magic.naming import corpus_variables, message_variables, policy_variables
from headroom_lab.magic.options import Option
from headroom_lab.magic.recorded import MOST, paths
from headroom_lab.magic.settings import SETTINGS
from headroom_lab.policies.moments.spelled import MAKERS
from headroom_lab.policies.presets import BY_NAME, preset_names
from headroom_lab.policies.settings import choices, setting_types
from headroom_lab.traces.places import session_names

IDENTIFIER = "headroom_lab"
_LINE = re.compile(r"\s*(?:[\w., \[\]]+=\s*)?(%{1,2})headroom\s+(.*)", re.DOTALL)


def make_matcher(shell: Any) -> Callable[[CompletionContext], dict[str, Any]]:
    """Return what offers completions to IPython's completer, in %headroom lines alone."""

    @completion_matcher(identifier=IDENTIFIER, priority=100, api_version=2)  # type: ignore[untyped-decorator]
    def headroom(context: CompletionContext) -> dict[str, Any]:
        found = _LINE.fullmatch(context.text_until_cursor)
        if found is None or (found[1] == "%%" and context.cursor_line > 0):
            return {"completions": []}
        *words, fragment = re.split(r"\s+", found[2])
        fragment, offered = offers(words, fragment, found[1] == "%%", shell.user_ns)
        matches = [text for text in dict.fromkeys(offered) if text.startswith(fragment)]
        return {
            "completions": [SimpleCompletion(text, type=IDENTIFIER) for text in matches],
            "matched_fragment": fragment,
            "ordered": True,
            "suppress": bool(matches),
        }

    matcher: Callable[[CompletionContext], dict[str, Any]] = headroom
    return matcher


def offers(
    words: list[str], fragment: str, cell: bool, names: Mapping[str, Any]
) -> tuple[str, Iterable[str]]:
    """Return the fragment to complete, and all that may stand in its place.

    ``words`` are those between ``%headroom`` and the fragment; ``names`` the user's variables.
    """
    if not words:
        return fragment, (n for n, c in COMMANDS.items() if c.cell or not cell)
    command = COMMANDS.get(words[0])
    if command is None:
        return fragment, ()
    flag, separator, value = fragment.partition("=")
    if separator and (option := _option(command, flag)):
        return _values(option, value, names)
    if option := _option(command, words[-1]):
        return _values(option, fragment, names)
    if command.name == "config":
        return fragment, _of_config(words[1:], names)
    if command.name == "help":
        return fragment, COMMANDS
    flags = [f for o in command.options if cell or not o.cell_only for f in o.flags]
    flags = [*(f for f in flags if f.startswith("--")), *flags, *HELP_FLAGS]
    if fragment.startswith("-") or cell or _has_all(command, words):
        return fragment, flags
    held = [*message_variables(names), *(corpus_variables(names) if command.corpus else ())]
    held = held if command.variable else []
    return fragment, [*held, *_recorded(command, fragment), *(flags if not fragment else ())]


def _option(command: Command, flag: str) -> Option | None:
    """Return the option that a flag belongs to."""
    return next((o for o in command.options if flag in o.flags), None)


def _has_all(command: Command, words: list[str]) -> bool:
    """Tell whether the words hold all that no option takes."""
    given = sum(
        not word.startswith("-") and _option(command, before) is None
        for before, word in pairwise(words)
    )
    return given >= command.variable + bool(command.other) + len(command.words)


def _recorded(command: Command, fragment: str) -> Iterable[str]:
    """Return the files and names of recorded sessions that a word may be.

    Where messages may stand, these come once something is typed: they are many.
    """
    if not (command.variable or command.recorded) or (command.variable and not fragment):
        return ()
    known = () if command.name == "sessions" or "/" in fragment else session_names()
    begun = (name for name in known if name.startswith(fragment))
    return (*islice(begun, MOST), *islice(paths(fragment), MOST))


def _values(option: Option, fragment: str, names: Mapping[str, Any]) -> tuple[str, Iterable[str]]:
    """Return the fragment to complete of an option's value, and what may stand in its place."""
    if option.offers == "grid":
        return _of_grid(fragment, names)
    if option.offers == "model":
        return fragment, _models()
    if option.offers == "policy":
        return re.split("[+,]", fragment)[-1], _policies(names)
    return fragment, option.choices() if option.choices else ()


def _of_grid(fragment: str, names: Mapping[str, Any]) -> tuple[str, Iterable[str]]:
    """Return the settings of a grid, or behind one what may be its next value."""
    name, separator, values = fragment.partition("=")
    if not separator:
        return fragment, (f"{setting}=" for setting in setting_types())
    last = values.rpartition(",")[2]
    if name == "policy":
        return last.rpartition("+")[2], _policies(names)
    if name == "model":
        return last, _models()
    flags = {True: "on", False: "off"}
    return last, (flags.get(choice, choice) for choice in choices(name))


def _of_config(words: list[str], names: Mapping[str, Any]) -> Iterable[str]:
    """Return the settings, or the values of one."""
    if not words:
        return (*SETTINGS, "reset")
    known: dict[str, Callable[[], Iterable[str]]] = {
        "model": _models,
        "mode": lambda: MODES,
        "policy": lambda: _policies(names),
        "redact": lambda: ("on", "off"),
    }
    return known[words[0]]() if words[0] in known and len(words) == 1 else ()


def _models() -> Iterable[str]:
    """Return the models of the price table, which is read on first use."""
    from headroom_lab.providers.pricing import known_models

    return known_models()


def _policies(names: Mapping[str, Any]) -> Iterable[str]:
    """Return the presets, the variables that hold a policy, and the moments."""
    return (*preset_names(), *BY_NAME, *policy_variables(names), *(f"{name}(" for name in MAKERS))
