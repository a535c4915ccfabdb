"""The same calls on three endpoints and on sync and async clients, so that one test serves all."""

from __future__ import annotations

import asyncio
import atexit
import inspect
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import anthropic
import openai

from headroom_lab import AsyncHeadroomClient, HeadroomClient
from headroom_lab.errors import HeadroomWarning

ROWS = json.dumps([{"host": f"h{i}", "up": i != 7, "load": i % 5} for i in range(120)])
SYSTEM = "You are helpful.\nCurrent date: 2026-11-23\n" + "Be kind. " * 120
ASK = {"role": "user", "content": "Which hosts are down?"}
CALL = {"id": "a", "type": "function", "function": {"name": "hosts", "arguments": "{}"}}
CHAT = [
    {"role": "system", "content": SYSTEM},
    ASK,
    {"role": "assistant", "content": None, "tool_calls": [CALL]},
    {"role": "tool", "tool_call_id": "a", "content": ROWS},
]
RESPONSES = [
    ASK,
    {"type": "function_call", "call_id": "a", "name": "hosts", "arguments": "{}"},
    {"type": "function_call_output", "call_id": "a", "output": ROWS},
]
MESSAGES = [
    ASK,
    {
        "role": "assistant",
        "content": [{"type": "tool_use", "id": "a", "name": "hosts", "input": {}}],
    },
    {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "a", "content": ROWS}]},
]
SCHEMA = {"type": "object", "properties": {"host": {"type": "string"}}}


@dataclass(frozen=True)
class Face:
    """One endpoint: how it is called, with what, and what its streams end in."""

    name: str
    vendor: str
    model: str
    place: tuple[str, ...]
    messages: str
    final: str
    request: dict[str, Any]
    streamed: dict[str, Any] = field(default_factory=dict)
    tools: tuple[dict[str, Any], ...] = ()

    def resource(self, client: Any) -> Any:
        """Return the resource on a client, the vendor's or ours."""
        for name in self.place:
            client = getattr(client, name)
        return client


FACES = (
    Face(
        name="chat",
        vendor="openai",
        model="gpt-4o",
        place=("chat", "completions"),
        messages="messages",
        final="get_final_completion",
        request={"model": "gpt-4o", "messages": CHAT},
        streamed={"stream_options": {"include_usage": True}},
        tools=({"type": "function", "function": {"name": "look", "parameters": SCHEMA}},),
    ),
    Face(
        name="responses",
        vendor="openai",
        model="gpt-4o",
        place=("responses",),
        messages="input",
        final="get_final_response",
        request={"model": "gpt-4o", "input": RESPONSES, "instructions": SYSTEM},
        tools=({"type": "function", "name": "look", "parameters": SCHEMA, "strict": False},),
    ),
    Face(
        name="messages",
        vendor="anthropic",
        model="claude-3-5-sonnet-latest",
        place=("messages",),
        messages="messages",
        final="get_final_message",
        request={
            "model": "claude-3-5-sonnet-latest",
            "messages": MESSAGES,
            "system": SYSTEM,
            "max_tokens": 100,
        },
        tools=({"name": "look", "input_schema": SCHEMA},),
    ),
)


@dataclass(frozen=True)
class Side:
    """The sync or the async clients of both vendors, and ours around them."""

    name: str
    is_async: bool
    vendors: dict[str, Any]
    ours: Any

    def alone(self, face: Face, url: str, **options: Any) -> Any:
        """Return the vendor's client by itself."""
        # No TLS on the loopback interface: certificates are most of what a client loads.
        package = {"openai": openai, "anthropic": anthropic}[face.vendor]
        kind = "DefaultAsyncHttpxClient" if self.is_async else "DefaultHttpxClient"
        http = getattr(package, kind)(verify=False)
        given = {"api_key": "test", "base_url": url, "max_retries": 0, "http_client": http}
        return self.vendors[face.vendor](**given, **options)

    def wrapped(self, face: Face, url: str, **options: Any) -> Any:
        """Return our client around the vendor's."""
        return self.ours(self.alone(face, url), **options)


SIDES = (
    Side(
        "sync", False, {"openai": openai.OpenAI, "anthropic": anthropic.Anthropic}, HeadroomClient
    ),
    Side(
        "async",
        True,
        {"openai": openai.AsyncOpenAI, "anthropic": anthropic.AsyncAnthropic},
        AsyncHeadroomClient,
    ),
)


_RUNNER = asyncio.Runner()  # one loop: an async client keeps its connections open in it
atexit.register(_RUNNER.close)


def run(scenario: Callable[[], Awaitable[Any]]) -> Any:
    """Run a scenario; sync clients block in it, which is all the same here."""

    async def whole() -> Any:
        return await scenario()

    return _RUNNER.run(whole())


async def got(value: Any) -> Any:
    """Return what a sync call gave, or await what an async one did."""
    return await value if inspect.isawaitable(value) else value


async def every(stream: Any, most: int | None = None) -> list[Any]:
    """Return the chunks of a stream, at most so many."""
    chunks: list[Any] = []
    while most is None or len(chunks) < most:
        try:
            step = stream.__anext__() if hasattr(stream, "__anext__") else stream.__next__()
            chunks.append(await got(step))
        except (StopIteration, StopAsyncIteration):
            break
    return chunks


@asynccontextmanager
async def entered(side: Side, manager: Any) -> AsyncIterator[Any]:
    """Enter a context manager by the side's kind of ``with``."""
    if side.is_async:
        async with manager as inner:
            yield inner
    else:
        with manager as inner:
            yield inner


def rows(client: Any) -> list[dict[str, Any]]:
    """Return the stored rows in the order of time."""
    frame = client.metrics.to_frame()
    found: list[dict[str, Any]] = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return found


def streaming(face: Face, client: Any, **more: Any) -> Any:
    """Return what opens a stream with ``stream=True``."""
    return face.resource(client).create(**face.request, **face.streamed, stream=True, **more)


def managed(face: Face, client: Any, **more: Any) -> Any:
    """Return the SDK's ``.stream()`` manager."""
    return face.resource(client).stream(**face.request, **face.streamed, **more)


def ours(warned: Any) -> list[Any]:
    """Return the warnings of this library; the interpreter's own of open sockets are left out."""
    return [w for w in warned if issubclass(w.category, HeadroomWarning)]
