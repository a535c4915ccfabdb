"""Record the sessions of ``data/recorded/`` again: ``python data/make_recordings.py``.

Each example conversation is held once more, request by request, by Anthropic's own client with
ours around it, against the stand-in of ``recording/vendor.py``. What our client writes down is
stored, with the times of the stand-in's clock.
"""

from __future__ import annotations

import json
import lzma
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from anthropic import Anthropic
from recording.vendor import Vendor

from headroom_lab import HeadroomClient

HERE = Path(__file__).parent
Message = dict[str, Any]
MODEL = "claude-sonnet-4-5"
STEP, WORK = timedelta(seconds=20), timedelta(seconds=40)
SUMMARY = (
    "This session is continued from an earlier one that ran out of context. The questions so far "
    "were about the documentation of IDLE and of the standard library, and all of them have been "
    "answered from the pages themselves. The project in this folder is orderflow, the nightly "
    "import of shop orders; its tests are red since the commit that simplified decimal commas, "
    "and the amounts with a point for thousands are the ones that are read wrongly."
)


def make(name: str, examples: list[str], pauses: dict[int, int], compacted: int | None) -> None:
    """Record one session: pauses in minutes before some of its requests, a compaction before one."""
    now = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
    vendor, times = Vendor(now), []
    with tempfile.TemporaryDirectory() as folder:
        client = HeadroomClient(
            Anthropic(base_url=vendor.base_url, api_key="none"),
            default_mode="off",
            session=name,
            record=folder,
        )
        for number, request in enumerate(_requests(examples, compacted)):
            vendor.now += timedelta(minutes=pauses.get(number, 0)) or WORK
            vendor.answer = request.pop("answer")
            times.append((vendor.now, vendor.now + STEP))
            client.messages.create(**request)
        client.close()
        vendor.close()
        lines = [line for path in sorted(Path(folder).glob("*.jsonl")) for line in path.open()]
    records = [_dated(json.loads(line), *time) for line, time in zip(lines, times, strict=True)]
    text = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    (HERE / "recorded").mkdir(exist_ok=True)
    (HERE / "recorded" / f"{name}.jsonl.xz").write_bytes(lzma.compress(text.encode(), preset=9))
    print(f"{name}: {len(records)} requests")


def _dated(record: dict[str, Any], started: datetime, ended: datetime) -> dict[str, Any]:
    """Return a record with the times of the stand-in's clock and an id that is the same each time."""
    name = f"{record['session']}/{started.isoformat()}"
    times = {"started": started.isoformat(), "ended": ended.isoformat()}
    return {**record, "id": uuid5(NAMESPACE_URL, name).hex, **times}


def _requests(examples: list[str], compacted: int | None) -> Iterator[dict[str, Any]]:
    """Yield the requests of conversations that follow each other, each with its answer."""
    bodies = [_body(name) for name in examples]
    messages: list[Message] = []
    number = 0
    for message in [message for body in bodies for message in body["messages"]]:
        if message["role"] == "user":
            messages.append(message)
            continue
        if number == compacted:
            messages = [{"role": "user", "content": SUMMARY}, *messages[-4:]]
        number += 1
        yield {
            "model": MODEL,
            "max_tokens": 4_000,
            "system": bodies[0]["system"],
            "tools": list({t["name"]: t for body in bodies for t in body["tools"]}.values()),
            "messages": [*messages[:-1], _marked(messages[-1])],
            "answer": _parts(message["content"]),
        }
        messages.append(message)


def _marked(message: Message) -> Message:
    """Return a message with a mark at its end, as agents set it."""
    parts = _parts(message["content"])
    return {
        **message,
        "content": [*parts[:-1], {**parts[-1], "cache_control": {"type": "ephemeral"}}],
    }


def _parts(content: Any) -> list[dict[str, Any]]:
    """Return a content as a list of parts."""
    return [{"type": "text", "text": content}] if isinstance(content, str) else list(content)


def _body(name: str) -> dict[str, Any]:
    """Return an example as a body of Anthropic's Messages."""
    body = json.loads((HERE / f"{name}.json").read_text("utf-8"))
    if body["format"] == "anthropic":
        return body
    system, *spoken = body["messages"]
    functions = [tool["function"] for tool in body["tools"]]
    tools = [{"input_schema": f.pop("parameters"), **f} for f in functions]
    return {"system": system["content"], "tools": tools, "messages": _turned(spoken)}


def _turned(spoken: list[Message]) -> list[Message]:
    """Return messages of Chat Completions in Anthropic's format, results in a row as one message."""
    found: list[Message] = []
    for message in spoken:
        if message["role"] == "tool":
            part = {"tool_use_id": message["tool_call_id"], "content": message["content"]}
            part = {"type": "tool_result", **part}
            if found and isinstance(found[-1]["content"], list) and found[-1]["role"] == "user":
                found[-1]["content"].append(part)
            else:
                found.append({"role": "user", "content": [part]})
        elif message["role"] == "user":
            found.append({"role": "user", "content": message["content"]})
        else:
            found.append({"role": "assistant", "content": list(_said(message))})
    return found


def _said(message: Message) -> Iterator[dict[str, Any]]:
    """Yield the parts of an answer."""
    if message.get("content"):
        yield {"type": "text", "text": message["content"]}
    for call in message.get("tool_calls") or ():
        function = call["function"]
        arguments = json.loads(function["arguments"])
        yield {"type": "tool_use", "id": call["id"], "name": function["name"], "input": arguments}


def main() -> None:
    """Make both sessions."""
    make("workday", ["long_session"], {5: 12, 14: 45}, None)
    make("handover", ["docs_page", "failing_test", "git_history"], {4: 9, 20: 30}, 9)


if __name__ == "__main__":
    main()
