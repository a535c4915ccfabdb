"""compressor(): a compressor of someone's, taken wherever a policy is."""

from __future__ import annotations

from dataclasses import replace
from time import perf_counter
from typing import Any

from headroom_lab.config.checks import number
from headroom_lab.errors import CompressorError
from headroom_lab.messages import Conversation
from headroom_lab.policies.foreign.answer import understood
from headroom_lab.policies.foreign.bills import meter_of
from headroom_lab.policies.foreign.calling import call_of, files_of, name_of
from headroom_lab.policies.foreign.difference import difference
from headroom_lab.transforms.base import Context, Step, Transform, unchanged

SECONDS = 60.0  # that a command may take


def compressor(
    given: Any, *, name: str | None = None, cost: Any = None, seconds: float = SECONDS
) -> Compressor:
    """Return anyone's compressor as a policy, with the ledger, the checks and the bill of ours.

    What went is found by difference, message by message. An answer that a vendor would refuse, such
    as a tool's result without its call, is an error that names it; in ``compare`` and ``sweep`` an
    error is a row. All but commands may be given to these directly, without this call.

    Args:
        given: a function of a list of messages, a LangChain runnable, an object with ``compress``, or
            a command as a list of arguments: JSON on its standard input and output, no shell.
        name: under which its rows stand; None for its own.
        cost: what its own work costs: USD a call, a function that gives USD so far, or the
            ``HeadroomClient`` that it makes its requests through; None where that isn't known.
        seconds: how long a command may take (60).

    Raises:
        ConfigError: for what can't be called, and for another kind of cost.

    Example::

        def head(messages):
            return messages[:1] + messages[-2:]

        compare(messages, [compressor(head, cost=0.0), "balanced"], model="gpt-4o")
    """
    return Compressor(given, name, cost, seconds)


class Compressor(Transform):
    """See ``compressor``."""

    def __init__(self, given: Any, name: str | None, cost: Any, seconds: float) -> None:
        self.name = name or name_of(given)
        self._call = call_of(given, number("compressor: seconds", seconds))
        self._meter = meter_of(cost)
        self._command = list(given) if isinstance(given, list) else []

    def rests_on(self) -> list[str]:
        """Return the hashes of a command's files: what it does depends on what stands in them."""
        return files_of(self._command)

    def step(self, conversation: Conversation, context: Context) -> Step:
        """Return what the compressor makes of a conversation; CompressorError where it fails."""
        try:
            spent, started = self._meter(), perf_counter()
            answer = self._call(conversation.to_list())
            after = understood(answer, conversation)
            work = replace(spent(), seconds=perf_counter() - started)
        except (Exception, SystemExit) as error:  # as a script's main() ends
            raise self._failed(error) from error
        found = difference(conversation, after, context.tokenizer)
        if found.conversation.to_list() == conversation.to_list():
            return unchanged(conversation, spent=work)
        rows = tuple(replace(row, transform=self.name) for row in found.removals)
        return Step(found.conversation, found.origins, rows, (self.name,), spent=work)

    def _failed(self, error: BaseException) -> CompressorError:
        """Return what is said of a compressor that failed."""
        said = (
            str(error) if isinstance(error, CompressorError) else f"{type(error).__name__}: {error}"
        )
        return CompressorError(f"{self.name}: {' '.join(said.split())[:300]}")
