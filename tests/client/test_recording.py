"""What a client records is what was said: every kind of call, however it ends."""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import orjson
import pytest

import headroom_lab as hl
from headroom_lab.errors import HeadroomWarning
from headroom_lab.results.trace import Trace
from tests.client.faces import (
    FACES,
    MESSAGES,
    SIDES,
    Face,
    Side,
    entered,
    every,
    got,
    managed,
    rows,
    run,
    streaming,
)
from tests.client.server import Vendor
from tests.client.wire import TEXT

CHAT_FACE, RESPONSES_FACE, MESSAGES_FACE = FACES
SYNC, ASYNC = SIDES
SECRET = "sk-proj-abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGH"


def lines(folder: Path) -> list[dict[str, Any]]:
    """Return the whole lines of a recording; of one that is being written a part may be seen."""
    found = b"".join(path.read_bytes() for path in sorted(folder.iterdir()))
    return [orjson.loads(line) for line in found.splitlines(keepends=True) if line.endswith(b"\n")]


def only(folder: Path) -> Trace:
    """Return the one session of a recording, of which nothing was left out."""
    found = hl.read_traces(folder)
    (trace,) = found
    assert not found.skipped
    return trace


def said(messages: Any) -> str:
    """Return what messages hold, as text."""
    return orjson.dumps(messages).decode()


def create(face: Face, client: Any, **more: Any) -> Any:
    """Send the face's request."""
    return face.resource(client).create(**{**face.request, **more})


async def three_turns(face: Face, side: Side, client: Any) -> list[Any]:
    """Ask three times, each time with all that was said before; return the last messages."""
    messages = list(face.request[face.messages])
    for turn in range(3):
        answer = await got(create(face, client, **{face.messages: list(messages)}))
        if face is CHAT_FACE:
            messages.append(answer.choices[0].message)
        elif face is RESPONSES_FACE:
            messages += answer.output
        else:
            messages.append({"role": "assistant", "content": answer.content})
        messages.append({"role": "user", "content": f"And then? {turn}"})
    return messages


def test_a_conversation_comes_back_with_each_message_once(
    side: Side, face: Face, vendor: Vendor, tmp_path: Path
) -> None:
    client = side.wrapped(face, vendor.url, record=tmp_path)
    run(lambda: three_turns(face, side, client))
    trace = only(tmp_path)
    assert len(lines(tmp_path)) == len(trace.requests) == 3
    assert said(trace.messages).count(TEXT) == 3
    assert said(trace.messages).count("And then?") == 2
    for number, body in enumerate(vendor.bodies):
        assert len(trace.at(number).messages) == len(body[face.messages])
        assert said(trace.at(number).messages).count(TEXT) == number
    first = trace.requests[0]
    assert (first.model, first.input_tokens, first.output_tokens) == (face.model, 1000, 23)
    assert first.cache_read_tokens == 600
    assert trace.started <= first.started <= trace.ended
    assert trace.system == face.request.get("system", face.request.get("instructions"))
    assert hl.simulate(trace).tokens_before > 1000


@pytest.mark.parametrize("how", [streaming, managed], ids=["create", "stream"])
@pytest.mark.parametrize("with_tools", [False, True], ids=["text", "tools"])
def test_a_stream_is_recorded_as_the_answer_that_it_brought(
    side: Side,
    face: Face,
    vendor: Vendor,
    tmp_path: Path,
    how: Callable[..., Any],
    with_tools: bool,
) -> None:
    tools = {"tools": list(face.tools)} if with_tools else {}
    client = side.wrapped(face, vendor.url, record=tmp_path)

    async def scenario() -> None:
        await got(create(face, client, **tools))
        async with entered(side, await got(how(face, client, **tools))) as stream:
            await every(stream)

    run(scenario)
    alone, streamed = lines(tmp_path)
    assert streamed["whole"]
    assert "error" not in streamed
    mine, theirs = ({**line["response"]} for line in (streamed, alone))
    for answer in (mine, theirs):
        answer.pop("object", None)
        for choice in answer.get("choices", ()):
            choice.pop("logprobs", None)
            choice["message"] = {k: v for k, v in choice["message"].items() if v}
    assert mine == theirs
    assert {trace.requests[0].output_tokens for trace in hl.read_traces(tmp_path)} == {23}


def test_a_stream_that_is_closed_dropped_or_cut_leaves_what_came(
    side: Side, face: Face, vendor: Vendor, tmp_path: Path
) -> None:
    client = side.wrapped(face, vendor.url, record=tmp_path)

    async def scenario() -> None:
        for end in ("closed", "dropped"):
            stream = await got(streaming(face, client, headroom_session=end))
            await every(stream, most=5)
            if end == "closed":
                await got(stream.close())
            else:
                del stream
                gc.collect()
                _ = client.metrics
        vendor.cut_after = 5
        stream = await got(streaming(face, client, headroom_session="cut"))
        with pytest.raises(Exception):  # noqa: B017 - whatever the SDK raises
            await every(stream)

    run(scenario)
    found = {trace.id: trace for trace in hl.read_traces(tmp_path)}
    assert set(found) == {"closed", "dropped", "cut"}
    for line in lines(tmp_path):
        assert line["error"]
        assert line["whole"] is False
    for trace in found.values():
        assert "Two " in said(trace.messages)
        assert "h9" not in said(trace.messages[-1:])
        assert len(trace.requests) == 1


async def left_after(stream: Any, most: int, how: str) -> None:
    """Read a stream in a loop, and leave that."""
    seen = 0
    if hasattr(stream, "__aiter__"):
        async for _ in stream:
            seen += 1
            if seen == most:
                break
    else:
        for _ in stream:
            seen += 1
            if seen == most:
                break
    if how == "raise":
        raise LookupError


@pytest.mark.parametrize("how", ["break", "raise", "drop"])
def test_a_loop_that_is_left_is_recorded_without_another_call(
    side: Side,
    face: Face,
    vendor: Vendor,
    tmp_path: Path,
    how: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("headroom_lab.client.unread.GRACE", 0.05)
    client = side.wrapped(face, vendor.url, record=tmp_path)
    held: list[Any] = []

    async def scenario() -> None:
        stream = await got(streaming(face, client))
        with suppress(LookupError):
            await left_after(stream, 5, how)
        if how != "drop":
            held.append(stream)

    run(scenario)
    gc.collect()
    until = time.monotonic() + 30
    while not lines(tmp_path) and time.monotonic() < until:
        run(lambda: asyncio.sleep(0.05))  # the loop closes what was left in it
    (line,) = lines(tmp_path)
    assert line["whole"] is False
    assert "Two " in said(line["response"])
    assert len(rows(client)) == 1


def test_a_loop_that_is_gone_on_with_is_recorded_whole(
    side: Side, face: Face, vendor: Vendor, tmp_path: Path
) -> None:
    client = side.wrapped(face, vendor.url, record=tmp_path)

    async def scenario() -> None:
        stream = await got(streaming(face, client))
        await left_after(stream, 2, "break")
        await left_after(stream, -1, "end")

    run(scenario)
    (line,) = lines(tmp_path)
    assert line["whole"] is True


def test_an_error_is_recorded_and_its_retry_goes_on(
    side: Side, face: Face, vendor: Vendor, tmp_path: Path
) -> None:
    client = side.wrapped(face, vendor.url, record=tmp_path)

    async def scenario() -> None:
        vendor.status = 429
        with pytest.raises(Exception, match="429"):
            await got(create(face, client))
        vendor.status = 200
        await got(create(face, client))

    run(scenario)
    failed, _ = lines(tmp_path)
    assert "RateLimitError" in failed["error"]
    assert "response" not in failed
    trace = only(tmp_path)
    assert [request.stop_reason == "error" for request in trace.requests] == [True, False]
    assert trace.requests[0].usage is None
    assert said(trace.messages).count(TEXT) == 1


def test_a_raw_response_is_recorded(side: Side, face: Face, vendor: Vendor, tmp_path: Path) -> None:
    client = side.wrapped(face, vendor.url, record=tmp_path)

    async def scenario() -> None:
        raw = face.resource(client).with_raw_response
        await got(raw.create(**face.request))

    run(scenario)
    assert said(only(tmp_path).messages).count(TEXT) == 1


def test_what_was_sent_is_recorded_not_what_came(vendor: Vendor, tmp_path: Path) -> None:
    client = SYNC.wrapped(CHAT_FACE, vendor.url, record=tmp_path, default_mode="optimize")
    create(CHAT_FACE, client)
    (line,) = lines(tmp_path)
    assert line["request"] == vendor.bodies[0]
    assert line["mode"] == "optimize"


def test_secrets_are_masked_unless_it_is_asked_for(vendor: Vendor, tmp_path: Path) -> None:
    asked = {"messages": [{"role": "user", "content": f"my key is {SECRET}"}]}
    headers = {"extra_headers": {"x-tenant": "t7"}, "extra_body": {"seed_of_ours": 3}}
    client = SYNC.wrapped(CHAT_FACE, vendor.url, record=tmp_path / "masked")
    create(CHAT_FACE, client, **asked, **headers)
    (line,) = lines(tmp_path / "masked")
    assert SECRET not in said(line)
    assert "t7" not in said(line)
    assert line["request"]["seed_of_ours"] == 3
    recorder = hl.Recorder(tmp_path / "bare", redact=False)
    create(CHAT_FACE, SYNC.wrapped(CHAT_FACE, vendor.url, record=recorder), **asked)
    assert SECRET in said(lines(tmp_path / "bare"))


def test_a_chain_whose_vendor_holds_the_conversation(vendor: Vendor, tmp_path: Path) -> None:
    client = SYNC.wrapped(RESPONSES_FACE, vendor.url, record=tmp_path)
    first = create(RESPONSES_FACE, client)
    client.responses.create(model="gpt-4o", input="And h7?", previous_response_id=first.id)
    trace = only(tmp_path)
    assert [len(trace.at(number).messages) for number in (0, 1)] == [3, 5]
    assert trace.is_whole


def test_a_session_by_name_has_a_stream_for_each_conversation(
    vendor: Vendor, tmp_path: Path
) -> None:
    client = SYNC.wrapped(MESSAGES_FACE, vendor.url, record=tmp_path, session="night")
    create(MESSAGES_FACE, client)
    create(MESSAGES_FACE, client, system="You look things up.", messages=MESSAGES[:1])
    shorter = [MESSAGES[0], {"role": "user", "content": "In short: h7 is down."}, MESSAGES[-1]]
    create(MESSAGES_FACE, client, messages=shorter)
    create(MESSAGES_FACE, client, messages=MESSAGES[:1], headroom_session="day")
    night, day = hl.read_traces(tmp_path)
    assert (night.id, day.id) == ("night", "day")
    assert list(night.streams) == ["main", "stream-2"]
    assert [segment.cause for segment in night.streams["main"].segments] == ["start", "compaction"]
    assert said(night.messages).count('"tool_result"') == 1
    bodies = [body["messages"] for body in vendor.bodies[:3]]
    assert [night.at(number).messages for number in range(3)] == bodies


def test_a_recording_that_fails_stops_nothing(vendor: Vendor, tmp_path: Path) -> None:
    client = SYNC.wrapped(CHAT_FACE, vendor.url, record=tmp_path / "a" / "b")
    (tmp_path / "a").write_text("a file", encoding="utf-8")
    with pytest.warns(HeadroomWarning, match="was not recorded"):
        assert create(CHAT_FACE, client).choices[0].message.content == TEXT
    with pytest.raises(hl.HeadroomError, match="is a file"):
        SYNC.wrapped(CHAT_FACE, vendor.url, record=tmp_path / "a")
    with pytest.raises(hl.HeadroomError, match="expected a folder"):
        SYNC.wrapped(CHAT_FACE, vendor.url, record=7)


def test_forms_without_an_answer_in_hand_leave_their_request(
    face: Face, vendor: Vendor, tmp_path: Path
) -> None:
    client = SYNC.wrapped(face, vendor.url, record=tmp_path)
    with suppress(StopIteration):
        opened = face.resource(client).with_streaming_response
        with opened.create(**face.request) as response:
            next(response.iter_bytes())
    (line,) = lines(tmp_path)
    assert len(line["request"][face.messages]) == len(face.request[face.messages])
