"""A stand-in for a vendor, for notebooks: Chat Completions on the loopback interface, no model.

It answers with how much it received, so that a notebook can show what was really sent. The usage
it reports is counted as the vendor counts. Every answer hangs on the request alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from headroom_lab import count_tokens_messages, count_tokens_text

Json = dict[str, Any]


class LocalServer:
    """A server in a thread of its own; ``base_url`` is what a client is given.

    ``limit``: a request of more input tokens is refused, as a vendor does.
    """

    def __init__(self, limit: int = 128_000) -> None:
        self.limit = limit
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self._http.daemon_threads = True
        self._http.limit = limit  # type: ignore[attr-defined]
        Thread(target=self._http.serve_forever, daemon=True).start()

    @property
    def base_url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._http.server_port}/v1"

    def close(self) -> None:
        """Stop listening."""
        self._http.shutdown()
        self._http.server_close()


class _Handler(BaseHTTPRequestHandler):
    """One request."""

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        tokens = count_tokens_messages(request["messages"], model=request["model"])
        if tokens > self.server.limit:  # type: ignore[attr-defined]
            text = f"{tokens} input tokens are more than this model takes"
            self._send(400, _json({"error": {"message": text, "type": "invalid_request_error"}}))
        elif request.get("stream"):
            self._stream(_chunks(request, tokens))
        else:
            self._send(200, _json(_completion(request, tokens)))

    def _send(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _stream(self, chunks: Iterator[Json]) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        for chunk in chunks:
            self.wfile.write(b"data: " + _json(chunk) + b"\n\n")
        self.wfile.write(b"data: [DONE]\n\n")

    def log_message(self, *args: Any) -> None:
        """Write no log."""


def _answer(request: Json, tokens: int) -> str:
    """Return what the stand-in has to say."""
    return f"I received {len(request['messages'])} messages, {tokens:,} tokens."


def _completion(request: Json, tokens: int) -> Json:
    """Return a whole answer."""
    text = _answer(request, tokens)
    message = {"role": "assistant", "content": text}
    return {
        **_head(request, "chat.completion"),
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
        "usage": _usage(request, tokens, text),
    }


def _chunks(request: Json, tokens: int) -> Iterator[Json]:
    """Yield the answer word by word, and its usage where that was asked for."""
    text = _answer(request, tokens)
    head = _head(request, "chat.completion.chunk")
    for word in text.split(" "):
        delta = {"content": f"{word} "} if not text.endswith(word) else {"content": word}
        yield {**head, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]}
    yield {**head, "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}
    if (request.get("stream_options") or {}).get("include_usage"):
        yield {**head, "choices": [], "usage": _usage(request, tokens, text)}


def _head(request: Json, kind: str) -> Json:
    """Return what answers and chunks have in common."""
    return {"id": "local", "object": kind, "created": 0, "model": request["model"]}


def _usage(request: Json, tokens: int, text: str) -> Json:
    """Return the usage of an answer."""
    out = count_tokens_text(text, model=request["model"])
    return {"prompt_tokens": tokens, "completion_tokens": out, "total_tokens": tokens + out}


def _json(value: Json) -> bytes:
    """Return a value as JSON."""
    return json.dumps(value).encode()
