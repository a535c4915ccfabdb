"""Stand-ins for the methods of vendors' clients: what asks for an answer, and what is refused."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from headroom_lab.errors import HeadroomError
from headroom_lab.messages.given import Request, request_of

Method = Callable[..., Any]
Ask = Callable[[Request], Any]
WhoAnswers = Callable[[], Ask | None]  # None: the call goes its own way

# The paths of the requests that carry messages.
_CHAT = frozenset({"/chat/completions", "/responses", "/v1/messages"})
_STREAMED = frozenset({"Completions", "Responses", "Messages"})
_NOT_GIVEN = ("Omit", "NotGiven")


class CannotSimulateError(HeadroomError):
    """A call that carries no messages was made where nothing is sent."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what}, and this cell sends nothing: call it in a cell of its own")


def _request(original: Method, who: WhoAnswers) -> Method:
    """Stand in for the one method that sends."""

    def request(self: Any, cast_to: Any, options: Any, *args: Any, **kwargs: Any) -> Any:
        ask = who()
        if ask is None:
            return original(self, cast_to, options, *args, **kwargs)
        return ask(_sent(options))

    async def async_request(
        self: Any, cast_to: Any, options: Any, *args: Any, **kwargs: Any
    ) -> Any:
        ask = who()
        if ask is None:
            return await original(self, cast_to, options, *args, **kwargs)
        return ask(_sent(options))

    return async_request if inspect.iscoroutinefunction(original) else request


def _stream(original: Method, who: WhoAnswers) -> Method:
    """Stand in for a helper that accumulates a stream of an answer's parts."""

    def stream(self: Any, *args: Any, **kwargs: Any) -> Any:
        ask = who()
        known = type(self).__name__.removeprefix("Async") in _STREAMED
        if ask is None or not known or not {"messages", "input"} & set(kwargs):
            return original(self, *args, **kwargs)
        return ask(request_of(_given(kwargs)))

    return stream


def _connect(original: Method, who: WhoAnswers) -> Method:
    """Stand in for a helper that opens a socket."""

    def connect(self: Any, *args: Any, **kwargs: Any) -> Any:
        if who() is None:
            return original(self, *args, **kwargs)
        raise CannotSimulateError(f"{type(self).__name__}.connect opens a connection")

    return connect


REPLACEMENTS: dict[str, Callable[[Method, WhoAnswers], Method]] = {
    "request": _request,
    "stream": _stream,
    "connect": _connect,
}


def _sent(options: Any) -> Request:
    """Return the request in what a client is about to send; CannotSimulateError if none."""
    path = urlsplit(str(options.url)).path
    data = options.json_data if isinstance(options.json_data, Mapping) else {}
    body = _given({**data, **(options.extra_json or {})})
    method = options.method.upper()
    if method != "POST" or path not in _CHAT or not {"messages", "input"} & set(body):
        raise CannotSimulateError(f"{method} {path} carries no messages to simulate")
    return request_of(body)


def _given(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was given of a call's arguments, as lists what may be any iterable."""
    given = {k: v for k, v in values.items() if type(v).__name__ not in _NOT_GIVEN}
    for name in ("messages", "input", "tools", "system"):
        if name in given and not isinstance(given[name], (str, list)) and given[name] is not None:
            given[name] = list(given[name])
    return given
