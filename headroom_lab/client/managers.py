"""Context managers of the SDKs that send a request on entering: ``.stream()``, raw streaming."""

from __future__ import annotations

from typing import Any

from headroom_lab.client.flight import Flight
from headroom_lab.client.streaming import (
    failing,
    landed,
    landed_raw,
    landed_raw_async,
)


class Managed:
    """Stands for a ``.stream()`` context manager of an SDK and taps the stream it opens.

    The request is sent on entering: one that is never entered leaves no row.
    """

    def __init__(self, manager: Any, flight: Flight) -> None:
        self._manager = manager
        self._flight = flight

    def __getattr__(self, name: str) -> Any:
        return getattr(self.__dict__["_manager"], name)

    def __enter__(self) -> Any:
        with failing(self._flight):
            return landed(self._manager.__enter__(), self._flight)

    def __exit__(self, *error: Any) -> Any:
        return self._manager.__exit__(*error)

    async def __aenter__(self) -> Any:
        with failing(self._flight):
            return landed(await self._manager.__aenter__(), self._flight)

    async def __aexit__(self, *error: Any) -> Any:
        return await self._manager.__aexit__(*error)


class Opened(Managed):
    """Stands for a ``with_streaming_response`` manager, whose response is read bit by bit.

    A body that was read as a whole is noted on leaving; of one whose bytes were only passed on
    nothing is known but the request.
    """

    _response: Any = None

    def __enter__(self) -> Any:
        with failing(self._flight):
            response = self._response = self._manager.__enter__()
        return landed_raw(response, self._flight) if self._streams() else self._kept(response)

    def __exit__(self, *error: Any) -> Any:
        if self._was_read():
            landed_raw(self._response, self._flight)
        self._left()
        return self._manager.__exit__(*error)

    async def __aenter__(self) -> Any:
        with failing(self._flight):
            response = self._response = await self._manager.__aenter__()
        if self._streams():
            return await landed_raw_async(response, self._flight)
        return self._kept(response)

    async def __aexit__(self, *error: Any) -> Any:
        if self._was_read():
            await landed_raw_async(self._response, self._flight)
        self._left()
        return await self._manager.__aexit__(*error)

    def _streams(self) -> bool:
        """Tell whether the request asked for a stream of events."""
        return self._flight.request.get("stream") is True

    def _kept(self, response: Any) -> Any:
        """Return the response, of which nothing is read yet."""
        self._flight.landed = True
        return response

    def _was_read(self) -> bool:
        """Tell whether the body was read as a whole and its row isn't stored yet."""
        if self._flight.done or self._response is None:
            return False
        try:
            return bool(self._response.http_response.content)
        except RuntimeError:  # httpx's way to say that it wasn't
            return False

    def _left(self) -> None:
        """Store the row where nothing told the end."""
        http = getattr(self._response, "http_response", None)
        self._flight.whole = self._flight.whole or bool(getattr(http, "is_stream_consumed", False))
        self._flight.closed()
