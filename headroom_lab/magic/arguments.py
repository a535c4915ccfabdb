"""The commands of %headroom and their options, declared once: parser, help and completion."""

from __future__ import annotations

import argparse
import re
from dataclasses import dataclass

from IPython.core.error import UsageError
from IPython.core.magic_arguments import MagicArgumentParser

from headroom_lab.errors import nearest
from headroom_lab.magic.options import (
    AS,
    BY,
    COMPARED,
    FILE,
    FORMAT,
    GRID,
    MAX,
    MODE,
    MODEL,
    OUT,
    PERIOD,
    POLICY,
    PRICES,
    PROTECT,
    QUERY,
    REPORT,
    STORE,
    Option,
)
from headroom_lab.magic.settings import SETTINGS

_QUOTED = r"""\"[^"]*"|'[^']*'"""
_WORD = re.compile(rf"""(?:{_QUOTED}|[^\s"'])+""")
HELP_FLAGS = ("-h", "--help")


@dataclass(frozen=True)
class Command:
    """One command: where it works and what it takes; ``words`` are its positional arguments."""

    name: str
    summary: str
    options: tuple[Option, ...] = ()
    words: tuple[tuple[str, str, str], ...] = ()  # name, how many (argparse), meaning
    cell: bool = False
    variable: bool = False
    corpus: bool = False  # its variable may hold several conversations
    other: str = ""  # what a second variable means, "" where there is none
    recorded: bool = False  # takes a session from disk, by its path or name


def _about_messages(
    name: str, summary: str, *options: Option, corpus: bool = False, other: str = ""
) -> Command:
    """Return a command that looks at messages: of a variable, or of a cell's body."""
    every = (*options, AS, OUT, REPORT)
    return Command(name, summary, every, cell=True, variable=True, corpus=corpus, other=other)


COMMANDS: dict[str, Command] = {
    command.name: command
    for command in (
        _about_messages(
            "simulate",
            "what a request holds, what would be cut of it and what that saves",
            *(MODEL, MODE, QUERY, POLICY, PROTECT, MAX, PRICES),
        ),
        _about_messages("waste", "tokens spent for nothing, by kind", MODEL),
        _about_messages("score", "how important each message is", MODEL),
        _about_messages(
            "compare",
            "several policies side by side, or two recorded sessions",
            *(MODEL, QUERY, COMPARED, PROTECT, MAX, PRICES),
            other="a second session, to be put beside the first",
        ),
        _about_messages(
            "replay",
            "a recorded session priced again, request by request, with the vendor's prompt cache",
            *(MODEL, QUERY, COMPARED, PROTECT, MAX, PRICES),
        ),
        _about_messages(
            "sweep",
            "every combination of some settings over a conversation or a list of them",
            *(MODEL, QUERY, POLICY, PROTECT, GRID, MAX, PRICES),
            corpus=True,
        ),
        Command(
            "config",
            "show the settings or one of them, set one, or reset all",
            words=(
                ("key", "?", f"setting ({', '.join(SETTINGS)}), or reset for all"),
                ("value", "*", "its new value, the word none to unset it; without one it is shown"),
            ),
        ),
        Command(
            "sessions",
            "the recorded sessions that agents have left on this machine, the newest first",
            (PRICES, OUT),
            words=(("folder", "?", "folder or file to look in, the agents' own where none"),),
            recorded=True,
        ),
        Command(
            "watch",
            "a recorded session while it is being written, its picture following the file",
            (OUT,),
            words=(("path", "?", "session's file or name, or a folder; the newest where none"),),
            recorded=True,
        ),
        Command(
            "cost",
            "what a recorded session cost: by token class, message, tool, and why",
            (PRICES, BY, OUT),
            words=(
                (
                    "session",
                    "?",
                    "variable with a session, its file or name; the newest where none",
                ),
            ),
            recorded=True,
        ),
        Command("report", "the report of a metrics store", (STORE, PERIOD, FORMAT, FILE, OUT)),
        Command("help", "this help", words=(("command", "?", "command to tell about"),)),
    )
}


@dataclass(frozen=True)
class Call:
    """A line of %headroom, parsed; ``quiet`` where it ends in ``;``, no command where empty."""

    command: Command | None
    values: argparse.Namespace
    quiet: bool = False
    wants_help: bool = False


def split(line: str) -> list[str]:
    """Return the words of a line; quotes hold words together and stay on them."""
    if re.search("[\"']", re.sub(_QUOTED, "", line)):
        raise UsageError(f"unclosed quote in: {line.strip()}")
    return _WORD.findall(line)


def parse(line: str, cell: bool) -> Call:
    """Return the parsed line. Wrong use is a UsageError of one line with the nearest match."""
    stripped = line.rstrip()
    quiet = stripped.endswith(";")
    words = split(stripped.rstrip(";") if quiet else stripped)
    name = words[0] if words else None
    if name in HELP_FLAGS:
        return Call(None, argparse.Namespace(), quiet, wants_help=True)
    if name is None:
        return Call(None, argparse.Namespace(), quiet)
    if name not in COMMANDS:
        raise UsageError(nearest("command", name, COMMANDS))
    command = COMMANDS[name]
    if any(word in HELP_FLAGS for word in words[1:]):
        return Call(command, argparse.Namespace(), quiet, wants_help=True)
    if cell and not command.cell:
        raise UsageError(f"{name} takes no cell: %headroom {name}")
    values, rest = build_parser(command, cell).parse_known_args(words[1:])
    if rest:
        raise UsageError(_unexpected(command, rest[0], cell))
    return Call(command, values, quiet)


def build_parser(command: Command, cell: bool) -> MagicArgumentParser:
    """Return the parser of a command as a line or as a cell."""
    parser = MagicArgumentParser(
        prog=f"{'%%' if cell else '%'}headroom {command.name}",
        description=command.summary,
        formatter_class=_formatter,
    )
    parser.allow_abbrev = False
    if command.variable and not cell:
        add_variable(parser, command)
    for name, count, meaning in command.words:
        parser.add_argument(name, nargs=count, metavar=name.upper(), help=meaning)
    for option in command.options:
        if cell or not option.cell_only:
            _add(parser, option)
    return parser


def add_variable(parser: MagicArgumentParser, command: Command) -> None:
    """Add the variable that the line form of a command is about, and the one it may take too."""
    parser.add_argument(
        "variable",
        metavar="VAR",
        help="variable that holds the messages, a path from one, or a session's file or name",
    )
    if command.other:
        parser.add_argument("other", nargs="?", metavar="OTHER", help=command.other)


def _add(parser: MagicArgumentParser, option: Option) -> None:
    """Add an option to a parser."""
    meaning = option.meaning.replace("%", "%%")
    if option.choices is not None:
        meaning = f"{meaning} ({', '.join(option.choices())})"
    parser.add_argument(
        *option.flags,
        dest=option.name,
        metavar=option.takes,
        help=meaning,
        action="append" if option.repeats else "store",
    )


def _formatter(prog: str) -> argparse.HelpFormatter:
    """Return a formatter whose width doesn't hang on the terminal's."""
    return argparse.HelpFormatter(prog, max_help_position=24, width=88)


def _unexpected(command: Command, word: str, cell: bool) -> str:
    """Return what is wrong with a word that the parser took for nothing."""
    if not word.startswith("-"):
        return (
            f"%headroom {command.name}: {word!r} is one word too many (quotes hold words together)"
        )
    flag = word.partition("=")[0]
    if not cell and any(flag in option.flags for option in command.options):
        return f"{flag} is for cells: %%headroom {command.name}"
    flags = [f for option in command.options if cell or not option.cell_only for f in option.flags]
    return nearest("option", flag, [f for f in flags if f.startswith(flag)] or flags)
