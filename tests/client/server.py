"""A vendor on the loopback interface: real HTTP, three wire protocols, faults on demand."""

from __future__ import annotations

import json
import socket
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event as Signal
from threading import Lock, Thread
from typing import Any

from tests.client import wire

Json = dict[str, Any]

ANSWERS: dict[str, Callable[[Json], Json]] = {
    "/chat/completions": wire.chat,
    "/responses": wire.responses,
    "/messages": wire.messages,
}
EVENTS: dict[str, Callable[[Json], Iterator[wire.Event]]] = {
    "/chat/completions": wire.chat_events,
    "/responses": wire.responses_events,
    "/messages": wire.messages_events,
}
ERRORS = {429: "rate_limit_error", 500: "api_error", 400: "invalid_request_error"}
WAIT = 20.0  # a test that hangs fails instead


@dataclass
class Vendor:
    """What a server got, and what it is to do next.

    ``status``: answer with that error; ``cut_after``: drop the connection behind so many events;
    ``gate``: send one event, then wait until a test sets it; ``answer``: what else to answer;
    ``answers``: what else to answer, one after another;
    ``counts``: how many tokens a request to count has; such requests stand in ``counted`` only.
    """

    url: str = ""
    got: list[tuple[str, Json]] = field(default_factory=list)
    headers: list[Json] = field(default_factory=list)
    status: int = 200
    cut_after: int | None = None
    gate: Signal | None = None
    gate_was_open: bool | None = None
    answer: Json | None = None
    counts: Callable[[Json], int] = lambda body: len(json.dumps(body)) // 3
    counted: list[Json] = field(default_factory=list)
    answers: list[Json] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    @property
    def bodies(self) -> list[Json]:
        """The bodies of the requests, in order."""
        return [body for _, body in self.got]

    def paths(self) -> list[str]:
        """Return where the requests went."""
        return [path for path, _ in self.got]


class _Handler(BaseHTTPRequestHandler):
    """Answers one connection's requests."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    vendor: Vendor

    def log_message(self, *args: Any) -> None:
        """Stay silent."""

    def do_GET(self) -> None:
        """Answer a list of models."""
        model = {"id": "m", "object": "model", "type": "model", "created": 1, "owned_by": "x"}
        listed = {"data": [{**model, "display_name": "M", "created_at": "2026-01-01T00:00:00Z"}]}
        self._json({"object": "list", "has_more": False, "first_id": "m", "last_id": "m", **listed})

    def do_POST(self) -> None:
        """Answer a request, whole or as events."""
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        path = self.path.partition("?")[0].removeprefix("/v1")
        with self.vendor.lock:
            if path.endswith("/count_tokens"):
                self.vendor.counted.append(body)
            else:
                self.vendor.got.append((path, body))
            self.vendor.headers.append({k.lower(): v for k, v in self.headers.items()})
        if self.vendor.status != 200:
            self._error(self.vendor.status)
        elif path.endswith("/count_tokens"):
            self._json({"input_tokens": self.vendor.counts(body)})
        elif body.get("stream"):
            self._stream(EVENTS[path](body))
        else:
            following = self.vendor.answers.pop(0) if self.vendor.answers else None
            self._json(following or self.vendor.answer or ANSWERS[path](body))

    def _error(self, status: int) -> None:
        """Answer with a vendor's error."""
        kind = ERRORS[status]
        error = {"type": kind, "message": f"said {status}", "code": kind}
        self._json({"type": "error", "error": error}, status)

    def _json(self, value: Json, status: int = 200) -> None:
        """Answer with JSON."""
        data = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _stream(self, events: Iterator[wire.Event]) -> None:
        """Answer with server-sent events, one HTTP chunk each."""
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        try:
            for number, event in enumerate(events):
                if number == self.vendor.cut_after:
                    return self._cut()
                if number == 1 and self.vendor.gate is not None:
                    self.vendor.gate_was_open = self.vendor.gate.wait(WAIT)
                self._chunk(sent(event))
            self._chunk(b"")
        except OSError:
            self.close_connection = True  # the reader has gone
        return None

    def _chunk(self, data: bytes) -> None:
        """Send one HTTP chunk at once."""
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
        self.wfile.flush()

    def _cut(self) -> None:
        """Drop the connection in the middle of the answer."""
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.shutdown(socket.SHUT_RDWR)


def sent(event: wire.Event) -> bytes:
    """Return the bytes of a server-sent event."""
    name, data = event
    text = data if isinstance(data, str) else json.dumps(data)
    return (f"event: {name}\n" if name else "").encode() + f"data: {text}\n\n".encode()


@contextmanager
def serving() -> Iterator[Vendor]:
    """Run a vendor until the block ends."""
    vendor = Vendor()
    handler = type("Handler", (_Handler,), {"vendor": vendor})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    vendor.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield vendor
    finally:
        server.shutdown()
        server.server_close()
        thread.join(WAIT)
