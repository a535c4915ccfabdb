"""Streams pass through at once and unchanged; what they say of usage is noted on the way.

All streams of both SDKs rest on one class with an ``_iterator``: the tap is put there, so that
the object the caller gets stays the SDK's own.
"""

from __future__ import annotations

import weakref
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

from headroom_lab.client.requests import Flight, describe

CLOSED = "closed before its end"
UNREAD = "never read to its end"


def is_stream(response: Any) -> bool:
    """Tell whether a response is one of the SDKs' streams."""
    return hasattr(response, "_iterator") and hasattr(response, "close")


def tap(stream: Any, flight: Flight) -> Any:
    """Note what passes through a stream; return it itself."""
    raw = getattr(stream, "_raw_stream", stream)
    raw._iterator = (_watch_async if hasattr(raw, "__aiter__") else _watch)(raw._iterator, flight)
    _watch_close(raw, flight)
    weakref.finalize(stream, flight.finish, UNREAD)
    return stream


def _watch(chunks: Iterator[Any], flight: Flight) -> Iterator[Any]:
    """Yield what comes; the row is stored at the end, whatever the end is."""
    try:
        for chunk in chunks:
            flight.see(chunk)
            yield chunk
    except GeneratorExit:
        flight.finish(CLOSED)
        raise
    except BaseException as error:
        flight.finish(describe(error))
        raise
    flight.finish()


async def _watch_async(chunks: AsyncIterator[Any], flight: Flight) -> AsyncIterator[Any]:
    """Yield what comes; the row is stored at the end, whatever the end is."""
    try:
        async for chunk in chunks:
            flight.see(chunk)
            yield chunk
    except GeneratorExit:
        flight.finish(CLOSED)
        raise
    except BaseException as error:
        flight.finish(describe(error))
        raise
    flight.finish()


def _watch_close(raw: Any, flight: Flight) -> None:
    """Store the row when the caller closes the stream."""
    close: Callable[[], Any] = raw.close

    if hasattr(raw, "__aiter__"):

        async def closed_async() -> None:
            await close()
            flight.finish(CLOSED)

        raw.close = closed_async
        return

    def closed() -> None:
        close()
        flight.finish(CLOSED)

    raw.close = closed


class Managed:
    """Stands for a ``.stream()`` context manager of an SDK and taps the stream it opens."""

    def __init__(self, manager: Any, flight: Flight) -> None:
        self._manager = manager
        self._flight = flight
        weakref.finalize(self, flight.finish, UNREAD)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._manager, name)

    def __enter__(self) -> Any:
        with failing(self._flight):
            return tap(self._manager.__enter__(), self._flight)

    def __exit__(self, *error: Any) -> Any:
        return self._manager.__exit__(*error)

    async def __aenter__(self) -> Any:
        with failing(self._flight):
            return tap(await self._manager.__aenter__(), self._flight)

    async def __aexit__(self, *error: Any) -> Any:
        return await self._manager.__aexit__(*error)


class failing:
    """Store the row of a request whose call raises; the vendor's exception passes unchanged."""

    def __init__(self, flight: Flight) -> None:
        self.flight = flight

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        if error is not None:
            self.flight.finish(describe(error))
