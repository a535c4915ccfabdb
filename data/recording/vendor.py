"""A stand-in for Anthropic on the loopback interface: scripted answers, a prompt cache, a clock.

It counts what it receives and caches as the vendor says it does: what stands up to a mark is kept
for five minutes, which each hit renews, if it is long enough; a request reads the longest
beginning that is kept. The
clock is set by hand, so that a pause takes no time.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from headroom_lab import Tokenizer
from headroom_lab.providers import cache_rules

Json = dict[str, Any]

LIFETIME = timedelta(minutes=5)
UNMARKED = 3  # tokens behind the last mark: what opens the answer


class Vendor:
    """The server: ``now`` is its clock, ``answer`` the content of its next answer."""

    def __init__(self, now: datetime) -> None:
        self.now = now.astimezone(UTC)
        self.answer: list[Json] = []
        self.kept: dict[str, datetime] = {}
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self._http.daemon_threads = True
        self._http.vendor = self  # type: ignore[attr-defined]
        Thread(target=self._http.serve_forever, daemon=True).start()

    @property
    def base_url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._http.server_port}"

    def close(self) -> None:
        """Stop listening."""
        self._http.shutdown()
        self._http.server_close()

    def usage(self, request: Json) -> Json:
        """Return what a request uses; keep what it holds up to its mark."""
        counter = Tokenizer(model=request["model"])
        above = json.dumps([request["system"], request["tools"]])
        total, read, digest = counter.count_text(above), 0, sha256(above.encode())
        beginnings = []
        for message in request["messages"]:
            plain = json.dumps(_unmarked(message))
            digest.update(plain.encode())
            total += counter.count_messages([_unmarked(message)])
            beginnings.append((digest.hexdigest(), total))
        for name, tokens in beginnings:
            if self.kept.get(name, self.now) > self.now:
                read = tokens
        cached = total if cache_rules("anthropic", request["model"]).caches(total) else 0
        if cached:
            self.kept |= {name: self.now + LIFETIME for name, _ in beginnings}
        return {
            "input_tokens": UNMARKED + total - cached,
            "cache_read_input_tokens": read,
            "cache_creation_input_tokens": cached - read,
            "output_tokens": counter.count_messages(
                [{"role": "assistant", "content": self.answer}]
            ),
        }


class _Handler(BaseHTTPRequestHandler):
    """One request."""

    def do_POST(self) -> None:
        vendor: Vendor = self.server.vendor  # type: ignore[attr-defined]
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        calls = any(part["type"] == "tool_use" for part in vendor.answer)
        usage = vendor.usage(request)
        body = json.dumps(
            {
                "id": f"msg_{sha256(json.dumps(request).encode()).hexdigest()[:24]}",
                "type": "message",
                "role": "assistant",
                "model": request["model"],
                "content": vendor.answer,
                "stop_reason": "tool_use" if calls else "end_turn",
                "usage": usage,
            }
        ).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Write no log."""


def _unmarked(message: Json) -> Json:
    """Return a message without marks."""
    content = message["content"]
    parts = [{"type": "text", "text": content}] if isinstance(content, str) else content
    plain = [{k: v for k, v in part.items() if k != "cache_control"} for part in parts]
    return {**message, "content": plain}
