"""Streams pass through at once and unchanged; what they say of usage is noted on the way.

All streams of both SDKs rest on one class with an ``_iterator``: the tap is put there, so that
the object the caller gets stays the SDK's own.
"""

from __future__ import annotations

import inspect
import weakref
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Generator, Iterator
from contextlib import contextmanager
from typing import Any

from headroom_lab.client.flight import Flight
from headroom_lab.client.outbox import describe
from headroom_lab.client.unread import expect, expect_loop


def is_stream(response: Any) -> bool:
    """Tell whether a response is one of the SDKs' streams."""
    return hasattr(response, "_iterator") and hasattr(response, "close")


def landed(response: Any, flight: Flight) -> Any:
    """Take note of a response, or tap it where it is a stream; return it itself."""
    with noting(flight):
        take(response, flight)
    return response


def landed_raw(response: Any, flight: Flight) -> Any:
    """Take note of what a raw response holds; the SDK parses it once and keeps that."""
    with noting(flight):
        take(response.parse(), flight)
    return response


async def landed_raw_async(response: Any, flight: Flight) -> Any:
    """Do the same with an async client's, of which one SDK parses without waiting."""
    with noting(flight):
        parsed = response.parse()
        take(await parsed if inspect.isawaitable(parsed) else parsed, flight)
    return response


def take(body: Any, flight: Flight) -> None:
    """Take note of what was answered; a stream's end is still to come."""
    if is_stream(body):
        tap(body, flight)
    else:
        flight.answered(body)


def tap(stream: Any, flight: Flight) -> None:
    """Note what passes through a stream."""
    raw = getattr(stream, "_raw_stream", stream)
    is_async = hasattr(raw, "__aiter__")
    raw._iterator = (_AsyncTap if is_async else _Tap)(raw._iterator, flight)
    stream.close = (_closing_async if is_async else _closing)(stream, flight)
    expect(stream, flight)


class _Loop(Iterator[Any]):
    """One loop over a stream; it goes when the loop is left."""

    def __init__(self, chunks: Iterator[Any]) -> None:
        self._chunks = chunks

    def __next__(self) -> Any:
        return next(self._chunks)


class _Tap(Iterator[Any]):
    """What a stream reads from: each loop over it is seen to end."""

    def __init__(self, chunks: Iterator[Any], flight: Flight) -> None:
        self._chunks, self._flight = _watch(chunks, flight), flight

    def close(self) -> None:
        """End the reading; what isn't read yet is let go of."""
        self._chunks.close()

    def __iter__(self) -> Iterator[Any]:
        loop = _Loop(self._chunks)
        expect_loop(loop, self._flight)
        return loop

    def __next__(self) -> Any:
        return next(self._chunks)


class _AsyncLoop(AsyncIterator[Any]):
    """One loop over an async stream."""

    def __init__(self, chunks: AsyncIterator[Any]) -> None:
        self._chunks = chunks

    def __anext__(self) -> Awaitable[Any]:
        return anext(self._chunks)


class _AsyncTap(AsyncIterator[Any]):
    """What an async stream reads from."""

    def __init__(self, chunks: AsyncIterator[Any], flight: Flight) -> None:
        self._chunks, self._flight = _watch_async(chunks, flight), flight

    async def aclose(self) -> None:
        """End the reading; what isn't read yet is let go of."""
        await self._chunks.aclose()

    def __aiter__(self) -> AsyncIterator[Any]:
        loop = _AsyncLoop(self._chunks)
        expect_loop(loop, self._flight)
        return loop

    def __anext__(self) -> Awaitable[Any]:
        return anext(self._chunks)


def _watch(chunks: Iterator[Any], flight: Flight) -> Generator[Any, None, None]:
    """Yield what comes; the row is stored at the end, or when the stream fails."""
    with _watched(flight):
        for chunk in chunks:
            flight.see(chunk)
            yield chunk


async def _watch_async(chunks: AsyncIterator[Any], flight: Flight) -> AsyncGenerator[Any, None]:
    """Yield what comes; the row is stored at the end, or when the stream fails."""
    with _watched(flight):
        async for chunk in chunks:
            flight.see(chunk)
            yield chunk


@contextmanager
def _watched(flight: Flight) -> Iterator[None]:
    """Store the row of a stream at its end, or when it fails."""
    try:
        yield
    except GeneratorExit:
        raise  # the stream was dropped, which is seen to outside the garbage collector
    except BaseException as error:
        flight.finish(describe(error))
        raise
    flight.finish()


def _closing(stream: Any, flight: Flight) -> Callable[[], Any]:
    """Return the stream's ``close``, which stores the row too.

    The stream is held weakly: dropping it shall close its connection without waiting for the
    garbage collector, as it does with the SDK alone.
    """
    close, held = type(stream).close, weakref.ref(stream)

    def closing() -> None:
        try:
            if (kept := held()) is not None:
                close(kept)
        finally:
            flight.closed()

    return closing


def _closing_async(stream: Any, flight: Flight) -> Callable[[], Any]:
    """Return the same for an async stream."""
    close, held = type(stream).close, weakref.ref(stream)

    async def closing() -> None:
        try:
            if (kept := held()) is not None:
                await close(kept)
        finally:
            flight.closed()

    return closing


@contextmanager
def failing(flight: Flight) -> Iterator[None]:
    """Store the row of a request whose call raises; the vendor's exception passes unchanged."""
    try:
        yield
    except BaseException as error:
        flight.finish(describe(error))
        raise


@contextmanager
def noting(flight: Flight) -> Iterator[None]:
    """Have a failure of ours stand on the row: the caller gets the vendor's answer all the same."""
    flight.landed = True
    try:
        yield
    except Exception as error:  # noqa: BLE001 - stands on the row
        flight.finish(describe(error))
