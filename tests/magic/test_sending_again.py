"""After a cell, calls go out again; only a server that counts can tell."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import openai
import pytest

from headroom_lab.magic.intercept import intercepted
from tests.magic.samples import MESSAGES

ANSWER = {
    "id": "1",
    "object": "chat.completion",
    "created": 1,
    "model": "gpt-4o",
    "choices": [
        {
            "index": 0,
            "finish_reason": "stop",
            "message": {"role": "assistant", "content": "from the server"},
        }
    ],
}


@pytest.fixture
def server() -> Iterator[tuple[str, list[str]]]:
    seen: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            seen.append(self.path)
            self.rfile.read(int(self.headers["content-length"]))
            body = json.dumps(ANSWER).encode()
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as http:
        Thread(target=http.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{http.server_port}/v1", seen
        http.shutdown()


def test_nothing_is_sent_in_the_cell_and_everything_after_it(server: tuple[str, list[str]]) -> None:
    url, seen = server
    client = openai.OpenAI(api_key="none", base_url=url, max_retries=0)
    with intercepted(lambda request: "simulated"):
        taken_inside = client.chat.completions.with_raw_response
        assert taken_inside.create(model="gpt-4o", messages=MESSAGES) == "simulated"
        stream = client.chat.completions.stream
    assert seen == []
    answer = client.chat.completions.create(model="gpt-4o", messages=MESSAGES)
    assert answer.choices[0].message.content == "from the server"
    assert taken_inside.create(model="gpt-4o", messages=MESSAGES).parse().id == "1"
    stream(model="gpt-4o", messages=MESSAGES).__enter__().close()
    assert seen == ["/v1/chat/completions"] * 3
