"""What a vendor's method gives back in a cell whose calls are simulated."""

from __future__ import annotations

from collections.abc import AsyncIterator, Generator, Iterator
from dataclasses import dataclass, fields
from typing import Any, NoReturn

from headroom_lab.errors import HeadroomError
from headroom_lab.results import SimulationResult


class NotSentError(HeadroomError, AttributeError):
    """Something was asked of an answer that no model gave, as the call was simulated."""


@dataclass(frozen=True, repr=False)
class SimulatedCall(SimulationResult):
    """A simulation in the place of a vendor's answer.

    It can be read where an answer is read without looking at it: as a context manager, as a
    stream that yields nothing, as a raw response, awaited or not. Anything else of an answer
    raises NotSentError.
    """

    @classmethod
    def of(cls, result: SimulationResult) -> SimulatedCall:
        """Return a simulation as the answer of a call."""
        return cls(**{item.name: getattr(result, item.name) for item in fields(result)})

    def __getattr__(self, name: str) -> NoReturn:
        if name.startswith("_"):
            raise AttributeError(name)
        raise NotSentError(f"the call was simulated, not sent: there is no answer with .{name}")

    def same(self, *_: Any, **__: Any) -> SimulatedCall:
        """Return the simulation itself."""
        return self

    parse = close = until_done = __enter__ = same
    get_final_message = get_final_completion = get_final_response = same

    @property
    def text_stream(self) -> SimulatedCall:
        """A stream that yields nothing."""
        return self

    def __exit__(self, *_: object) -> None:
        """Leave errors to the caller."""

    async def __aenter__(self) -> SimulatedCall:
        return self

    async def __aexit__(self, *_: object) -> None:
        """Leave errors to the caller."""

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    async def __aiter__(self) -> AsyncIterator[Any]:
        return
        yield

    def __await__(self) -> Generator[Any, None, SimulatedCall]:
        return self
        yield


def plain_result(result: SimulationResult) -> SimulationResult:
    """Return a simulated call as the simulation it carries."""
    if not isinstance(result, SimulatedCall):
        return result
    names = [item.name for item in fields(SimulationResult)]
    return SimulationResult(**{name: getattr(result, name) for name in names})
