"""Help for %headroom, made from its parsers, and the ``?`` behind a command."""

from __future__ import annotations

import re
from textwrap import fill

from headroom_lab.magic.arguments import COMMANDS, Command, add_variable, build_parser
from headroom_lab.policies.presets import preset_names, preset_summary
from headroom_lab.policies.settings import setting_types

_ASKED = re.compile(r"%{0,2}headroom\s+(\w+)\s*\?{1,2}|\?{1,2}%{0,2}headroom\s+(\w+)")

_INTRODUCTION = """\
See what is in a model's context, what of it can go, and what that would cost.

  %headroom                          the settings and the last result
  %headroom COMMAND VAR [options]    about the messages that a variable or a file holds
  %%headroom COMMAND [options]       about the messages in the cell's body

Commands:
{commands}

%headroom COMMAND? or %headroom help COMMAND tells about one of them.

For a conversation in the variable messages, which is what is sent to OpenAI or Anthropic, such as
[{{"role": "user", "content": "Is it up?"}}], or the whole body of a request:
  %headroom simulate messages
  %headroom simulate messages -m gpt-4o --max-tokens 20000 -o result
  %headroom compare messages --policy lossless,balanced+window,off
  %headroom replay messages --policy lossless,balanced
  %headroom cost session.jsonl
  %headroom sweep messages --grid policy=balanced,aggressive --grid max_tokens=20000,60000

Of a session that an agent has recorded, by its file or by its name (the Tab key offers both):
  %headroom sessions
  %headroom simulate ~/.claude/projects/mine/7c9e6679.jsonl --policy balanced
  %headroom compare first.jsonl second.jsonl
  %headroom watch traces/

And then, of the result (also _):
  result.diff()        what stood in each message and what would stand there
  result.explore()     the settings as inputs, with what they lead to
  result.map().explore()   the context map to zoom, with the diff of the message chosen in it
  explore_trace(trace)     a recorded session, request by request
  result.plot()        tokens by role; plot('context'), plot('messages'), plot('waste')
  result.to_frame()    a row a message; result.removals.to_frame() a row for each thing removed

A body is JSON (a message list or a whole request body), the path of a recorded session, a
transcript (lines that say who speaks: User:, Human:, AI:, **Claude:**, ### System, > tool(ls):,
<|im_start|>user), or Python. Calls on an OpenAI or Anthropic client in Python are simulated
instead of sent; without such a call the last expression is the messages. The result is returned,
so _, Out[n] and a trailing ; work. An option takes the value of a variable as $name or {{name}}.

Policies, their steps joined by + and alternatives by commas; a variable may hold one:
{policies}

Settings of a grid:
{settings}
"""


def full_help() -> str:
    """Return the help of %headroom and of each command."""
    commands = _columns([(name, command.summary) for name, command in COMMANDS.items()])
    policies = _columns([(name, preset_summary(name)) for name in preset_names()])
    names = fill(", ".join(setting_types()), 88, initial_indent="  ", subsequent_indent="  ")
    parts = [_INTRODUCTION.format(commands=commands, policies=policies, settings=names)]
    parts += [command_help(command) for command in COMMANDS.values() if command.name != "help"]
    return "\n".join(parts)


def command_help(command: Command) -> str:
    """Return the help of one command, of its line form and its cell form."""
    line, cell = build_parser(command, cell=False), build_parser(command, cell=True)
    if not command.cell:
        return str(line.format_help())
    merged = build_parser(command, cell=True)
    add_variable(merged, command)
    usages = [parser.format_usage().removeprefix("usage: ") for parser in (line, cell)]
    merged.usage = "\n       ".join(usage.strip() for usage in usages).replace("%", "%%")
    return str(merged.format_help())


def ask_for_help(lines: list[str]) -> list[str]:
    """Rewrite ``%headroom simulate?`` as ``%headroom help simulate``.

    IPython itself looks up the last word before a ``?`` alone. An input transformer.
    """
    asked = _ASKED.fullmatch("".join(lines).strip())
    return [f"%headroom help {asked[1] or asked[2]}\n"] if asked else lines


def _columns(rows: list[tuple[str, str]]) -> str:
    """Return names with what they mean, the meanings below each other."""
    width = max(len(name) for name, _ in rows)
    return "\n".join(f"  {name:<{width}}  {meaning}" for name, meaning in rows)
