"""Where a command's request comes from: a variable, or a cell's body."""

from __future__ import annotations

import traceback
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from headroom_lab.errors import HeadroomError, HeadroomWarning, InvalidMessagesError
from headroom_lab.magic import vendor_calls
from headroom_lab.magic.bodies import Body
from headroom_lab.magic.cell import run_python
from headroom_lab.magic.intercept import intercepted
from headroom_lab.magic.simulated_call import NotSentError, SimulatedCall, plain_result
from headroom_lab.messages.given import Request, request_of
from headroom_lab.results import SimulationResult


@dataclass(frozen=True)
class Source:
    """A request, and the simulations of the vendor calls that were made on the way to it.

    ``corpus`` is what was given, which may hold several conversations.
    """

    request: Request
    simulated: tuple[tuple[Request, SimulationResult], ...] = ()
    corpus: Any = None


@dataclass(frozen=True)
class Ran:
    """What running a cell came to: its last value and the calls made in it."""

    value: Any
    simulated: tuple[tuple[Request, SimulationResult], ...]


class CallError(HeadroomError):
    """A vendor call in a cell can't be simulated; the message says at which line."""


def run_body(shell: Any, body: Body, simulated: Callable[[Request], SimulationResult]) -> Ran:
    """Run a Python body, its vendor calls ``simulated``; another kind of body is its own value.

    What the code raises passes through, but for a call that can't be simulated: CallError.
    Where it reads an answer that no model gave, it ends there with a warning, and the calls
    up to there are told of.
    """
    __tracebackhide__ = True
    if body.kind != "python":
        return Ran(body.value, ())
    with intercepted(lambda request: SimulatedCall.of(simulated(request))) as calls:
        try:
            value = run_python(shell, body.text)
        except NotSentError as error:
            value = None
            line = _line(error, shell)
            warnings.warn_explicit(f"the cell ends here: {error}", HeadroomWarning, "cell", line)
        except HeadroomError as error:
            if not _of_a_call(error):
                raise
            raise CallError(f"line {_line(error, shell)} of the cell: {error}") from error
    made = tuple((request, plain_result(answer)) for request, answer in calls.made)
    if isinstance(value, SimulationResult):
        chosen = [
            pair for pair, (_, answer) in zip(made, calls.made, strict=True) if answer is value
        ]
        made = tuple(chosen) or made
    return Ran(value, made)


def source_of(ran: Ran) -> Source:
    """Return the request of a cell that ran: its last vendor call's, else its last value.

    Raises InvalidMessagesError where there is neither.
    """
    if ran.simulated:
        return Source(ran.simulated[-1][0], ran.simulated, ran.simulated[-1][0])
    if ran.value is None:
        raise InvalidMessagesError(
            "a cell without a vendor call whose last line is no expression",
            "a vendor call, or the messages on the last line",
        )
    return Source(request_of(ran.value), (), ran.value)


def _of_a_call(error: BaseException) -> bool:
    """Tell whether an error comes from simulating a vendor call."""
    frames = traceback.walk_tb(error.__traceback__)
    return any(f.f_code.co_filename == vendor_calls.__file__ for f, _ in frames)


def _line(error: BaseException, shell: Any) -> int:
    """Return the line of the cell that an error comes from."""
    names = set(shell.compile._filename_map)
    lines = [f.lineno for f in traceback.extract_tb(error.__traceback__) if f.filename in names]
    return (lines[-1] if lines else None) or 1
