"""What type checkers and editors see of a wrapped client's measured resources."""

from __future__ import annotations

from typing import Any, Protocol
from uuid import UUID

from headroom_lab.config import Mode
from headroom_lab.results import SimulationResult


class Measured(Protocol):
    """An endpoint (``client.chat.completions``, ``client.responses``, ``client.messages``).

    ``request``: what the vendor's own method takes; what begins with headroom never reaches the vendor.
    """

    @property
    def with_raw_response(self) -> Any:
        """The same, answering with the SDK's raw responses."""

    @property
    def with_streaming_response(self) -> Any:
        """The same, answering with responses that are read bit by bit."""

    def simulate(
        self,
        *,
        headroom_mode: Mode | None = ...,
        headroom_query: str | None = ...,
        headroom_session: str | int | UUID | None = ...,
        **request: Any,
    ) -> SimulationResult:
        """Return what a request holds and what would be cut; nothing is sent."""

    def create(
        self,
        *,
        headroom_mode: Mode | None = ...,
        headroom_query: str | None = ...,
        headroom_session: str | int | UUID | None = ...,
        **request: Any,
    ) -> Any:
        """Send a request; awaited on an async client."""

    def parse(
        self,
        *,
        headroom_mode: Mode | None = ...,
        headroom_query: str | None = ...,
        headroom_session: str | int | UUID | None = ...,
        **request: Any,
    ) -> Any:
        """Send a request and parse its answer; awaited on an async client."""

    def stream(
        self,
        *,
        headroom_mode: Mode | None = ...,
        headroom_query: str | None = ...,
        headroom_session: str | int | UUID | None = ...,
        **request: Any,
    ) -> Any:
        """Return the context manager of a stream."""


class Chat(Protocol):
    """The part ``client.chat``."""

    @property
    def completions(self) -> Measured:
        """Chat Completions."""
