"""%headroom and %%headroom: parse, call, return."""

from __future__ import annotations

import tokenize
import warnings
from collections import ChainMap
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.error import UsageError
from IPython.core.magic import (
    Magics,
    line_cell_magic,
    magics_class,
    needs_local_scope,
    no_var_expand,
)

from headroom_lab.errors import HeadroomError, HeadroomWarning, nearest
from headroom_lab.magic.arguments import COMMANDS, Call, parse
from headroom_lab.magic.bodies import KINDS, Body, read_body
from headroom_lab.magic.commands import ABOUT_MESSAGES, answering, report
from headroom_lab.magic.help import command_help, full_help
from headroom_lab.magic.naming import chosen, new_name, prices_of_word, text_of
from headroom_lab.magic.options import PARTS
from headroom_lab.magic.plan import plan_of
from headroom_lab.magic.recorded import cost, named, sessions, side_by_side, watch
from headroom_lab.magic.settings import Settings, setting_of, state_of
from headroom_lab.magic.source import CallError, Ran, Source, run_body, source_of
from headroom_lab.magic.summary import summary_of

Names = ChainMap[str, Any]


@contextmanager
def one_line_errors(kind: type[HeadroomError] = HeadroomError) -> Iterator[None]:
    """Show the package's own errors as one line: IPython does that for a UsageError alone."""
    __tracebackhide__ = True
    try:
        yield
    except kind as error:
        raise UsageError(" ".join(str(error).split())) from error


@magics_class
class HeadroomMagics(Magics):  # type: ignore[misc]
    """The magic with its settings and its last result."""

    def __init__(self, shell: Any) -> None:
        super().__init__(shell)
        self.settings = Settings()
        self.last: Any = None

    @no_var_expand  # type: ignore[untyped-decorator]
    @needs_local_scope  # type: ignore[untyped-decorator]
    @line_cell_magic  # type: ignore[untyped-decorator]
    def headroom(
        self, line: str = "", cell: str | None = None, local_ns: dict[str, Any] | None = None
    ) -> Any:
        """Answer a line or a cell; what ``%headroom?`` shows is made from the parsers."""
        __tracebackhide__ = True
        with one_line_errors():
            call = parse(line, cell is not None)
            out = getattr(call.values, "out", None)
            name = new_name(out) if out else None
        if call.wants_help or (call.command and call.command.name == "help"):
            return self._help(call)
        if call.command is None and cell is not None:
            known = ", ".join(name for name, c in COMMANDS.items() if c.cell)
            raise UsageError(f"%%headroom needs a command: {known}")
        names = ChainMap(local_ns or {}, self.shell.user_ns)  # those of a function come first
        result, quiet = self._answer(call, cell, names)
        folder = getattr(call.values, "report", None)
        if folder:
            with one_line_errors():
                result.to_report(str(text_of(folder, names)))
        if name:
            self.shell.push({name: result})
        return None if quiet else result

    def _answer(self, call: Call, cell: str | None, names: Names) -> tuple[Any, bool]:
        """Return what a command answers, and whether it is not to be shown."""
        __tracebackhide__ = True
        command = call.command.name if call.command else ""
        if command not in ABOUT_MESSAGES:
            with one_line_errors():
                return self._about_magic(command, call, names), call.quiet
        if getattr(call.values, "other", None):
            return self._side_by_side(call, names), call.quiet
        with one_line_errors():
            plan = plan_of(call.values, self.settings, names, compare=command == "compare")
            body = None if cell is None else self._body(call, cell, names)
        with one_line_errors(CallError):
            ran = None if body is None else run_body(self.shell, body, answering(command, plan))
        with one_line_errors():
            source = self._source(call, ran, names)
            self.last = ABOUT_MESSAGES[command](source, plan)
        return self.last, call.quiet or (body is not None and _ends_quietly(body))

    def _side_by_side(self, call: Call, names: Names) -> Any:
        """Return two recorded sessions side by side."""
        __tracebackhide__ = True
        with one_line_errors():
            if call.values.policy:
                raise UsageError(
                    "two sessions are compared as they were: --policy takes one of them"
                )
            self.last = side_by_side(
                *(named(w, names) for w in (call.values.variable, call.values.other))
            )
            return self.last

    def _body(self, call: Call, cell: str, names: Names) -> Body:
        """Return the cell's body as its reader takes it."""
        asked = getattr(call.values, "as") or "auto"
        kind = chosen("kind", asked, KINDS, names)
        return read_body(cell, kind, names)

    def _source(self, call: Call, ran: Ran | None, names: Names) -> Source:
        """Return what a command is about."""
        if ran is not None:
            source = source_of(ran)
            if len(source.simulated) > 1 and call.command and call.command.name != "simulate":
                text = f"{len(source.simulated)} calls were made in the cell: the last one is shown"
                warnings.warn_explicit(text, HeadroomWarning, "cell", 1)
            return source
        return source_of(Ran(named(call.values.variable, names), ()))

    def _about_magic(self, command: str, call: Call, names: Names) -> Any:
        """Return what a command answers that takes no messages: sessions, a bill, the state, a report."""
        values = call.values
        told = getattr(values, "prices", None)
        prices = prices_of_word(told, names) if told else None
        if command == "sessions":
            return sessions(values.folder, prices, names)
        if command == "watch":
            return watch(values.path, names)
        if command == "cost":
            return cost(
                named(values.session, names) if values.session else None,
                prices,
                chosen("part", values.by or "class", PARTS, names),
            )
        if command == "report":
            return report(
                text_of(values.store, names) if values.store else self.settings.store,
                values.period or "day",
                chosen("format", values.format or "html", ("html", "markdown"), names),
                str(text_of(values.output, names)) if values.output else None,
            )
        if command == "config" and values.key == "reset":
            self.settings = Settings()
        elif command == "config" and values.value:
            self.settings = self.settings.changed(values.key, values.value, names)
        elif command == "config" and values.key:
            return setting_of(self.settings, values.key)
        return state_of(self.settings, summary_of(self.last))

    def _help(self, call: Call) -> None:
        """Print the help of a command, or of all."""
        command = call.command
        if command is not None and command.name == "help" and not call.wants_help:
            name = call.values.command
            if name is None:
                command = None
            elif name in COMMANDS:
                command = COMMANDS[name]
            else:
                raise UsageError(nearest("command", name, COMMANDS))
        print(full_help() if command is None else command_help(command))


HeadroomMagics.headroom.__doc__ = full_help()


def _ends_quietly(body: Body) -> bool:
    """Tell whether a body of code ends in ``;``; a transcript may say one."""
    if body.kind != "python":
        return body.kind in ("json", "file") and body.text.rstrip().endswith(";")
    try:
        return bool(DisplayHook.semicolon_at_end_of_expression(body.text))
    except (tokenize.TokenError, SyntaxError):
        return False
