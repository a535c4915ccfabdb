"""A landing that fails leaves its row all the same, and the caller gets the vendor's answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from headroom_lab.client.streaming import landed, landed_raw, tap


class Noted:
    """A flight that notes how it ended, and fails where it is told to."""

    def __init__(self, fails: bool = False) -> None:
        self.landed, self.fails = False, fails
        self.ends: list[Any] = []

    def answered(self, response: Any) -> None:
        if self.fails:
            raise ValueError("unreadable")
        self.ends.append(response)

    def see(self, chunk: Any) -> None:
        """Take note of nothing."""

    def finish(self, trouble: str | None = None) -> None:
        self.ends.append(trouble)

    def closed(self) -> None:
        self.ends.append("closed")


class Stream:
    """A stream of two chunks, as the SDKs make them."""

    def __init__(self, iterator: Any = ()) -> None:
        self._iterator = iterator
        self.is_closed = False

    def __iter__(self) -> Iterator[Any]:
        yield from self._iterator

    def close(self) -> None:
        self.is_closed = True


class Fixed(Stream):
    """A stream that takes no other iterator: it can't be tapped."""

    __slots__ = ()

    def __setattr__(self, name: str, value: Any) -> None:
        if name == "_iterator" and hasattr(self, "_iterator"):
            raise AttributeError("fixed")
        super().__setattr__(name, value)


def test_a_plain_response_that_cannot_be_read() -> None:
    flight: Any = Noted(fails=True)
    answer = object()
    assert landed(answer, flight) is answer
    assert flight.landed
    assert len(flight.ends) == 1
    assert "unreadable" in flight.ends[0]


def test_a_raw_response_that_cannot_be_parsed() -> None:
    class Raw:
        def parse(self) -> Any:
            raise ValueError("no JSON")

    flight: Any = Noted()
    raw = Raw()
    assert landed_raw(raw, flight) is raw
    assert "no JSON" in flight.ends[0]


def test_a_stream_that_cannot_be_tapped() -> None:
    flight: Any = Noted()
    stream = Fixed(iter("ab"))
    assert landed(stream, flight) is stream
    assert list(stream) == ["a", "b"]
    assert "fixed" in flight.ends[0]


def test_closing_closes_the_stream_and_stores_the_row() -> None:
    flight: Any = Noted()
    stream = Stream(iter("ab"))
    tap(stream, flight)
    assert next(iter(stream)) == "a"
    stream.close()
    assert stream.is_closed
    assert flight.ends == ["closed"]


def test_a_kept_iterator_that_is_closed_says_nothing_of_a_failure() -> None:
    flight: Any = Noted()
    stream = Stream(iter("ab"))
    tap(stream, flight)
    kept = stream._iterator
    assert next(kept) == "a"
    kept.close()
    assert flight.ends == []
    assert list(kept) == []
    stream.close()
    assert flight.ends == ["closed"]
