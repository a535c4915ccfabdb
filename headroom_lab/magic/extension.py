"""Putting the magic into a shell and taking it out again."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from headroom_lab.magic.completion import IDENTIFIER, make_matcher
from headroom_lab.magic.help import ask_for_help
from headroom_lab.magic.magics import HeadroomMagics


def load(shell: Any) -> None:
    """Register the magic, its completion and its help; once, however often it is called."""
    unload(shell)
    shell.register_magics(HeadroomMagics(shell))
    shell.Completer.custom_matchers.append(make_matcher(shell))
    shell.input_transformers_cleanup.append(ask_for_help)


def unload(shell: Any) -> None:
    """Take out all that ``load`` put in; a magic that another one registered stays."""
    manager = shell.magics_manager
    for table in manager.magics.values():
        if _is_ours(getattr(table.get("headroom"), "__self__", None)):
            del table["headroom"]
    manager.registry.pop(HeadroomMagics.__name__, None)
    shell.configurables[:] = [c for c in shell.configurables if not _is_ours(c)]
    matchers = shell.Completer.custom_matchers
    matchers[:] = [m for m in matchers if getattr(m, "matcher_identifier", None) != IDENTIFIER]
    with suppress(ValueError):
        shell.input_transformers_cleanup.remove(ask_for_help)


def _is_ours(thing: object) -> bool:
    """Tell whether something is the magic, of this load of its module or an earlier one."""
    kind = type(thing)
    return (kind.__module__, kind.__name__) == (HeadroomMagics.__module__, HeadroomMagics.__name__)
