"""Streams in every form: unchanged for the caller, one row each, whatever their end."""

from __future__ import annotations

from threading import Event
from typing import Any

import pytest

from tests.client.faces import (
    FACES,
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
from tests.client.wire import PARSED, TEXT

CHAT_FACE, RESPONSES_FACE, MESSAGES_FACE = FACES
SYNC, ASYNC = SIDES


def dumped(chunks: list[Any]) -> list[tuple[type, Any]]:
    """Return what chunks are and hold."""
    return [(type(chunk), chunk.model_dump(warnings=False)) for chunk in chunks]


@pytest.mark.parametrize("with_tools", [False, True], ids=["text", "tools"])
@pytest.mark.parametrize("mode", ["audit", "off"])
def test_chunks_are_what_the_sdk_alone_gives(
    side: Side, face: Face, vendor: Vendor, with_tools: bool, mode: str
) -> None:
    alone = side.alone(face, vendor.url)
    client = side.wrapped(face, vendor.url, default_mode=mode)
    tools = {"tools": list(face.tools)} if with_tools else {}

    async def both(open_stream: Any) -> tuple[Any, Any]:
        chunks = []
        for one in (alone, client):
            async with entered(side, await got(open_stream(face, one, **tools))) as stream:
                chunks.append((type(stream), dumped(await every(stream))))
        return chunks[0], chunks[1]

    for open_stream in (streaming, managed):
        theirs, ours = run(lambda how=open_stream: both(how))
        assert ours == theirs
        assert len(ours[1]) > 4
    assert vendor.bodies[0] == vendor.bodies[1]
    assert vendor.bodies[2] == vendor.bodies[3]
    assert [row["error"] for row in rows(client)] == [None, None]


def test_a_chunk_is_the_object_that_the_sdk_made(vendor: Vendor) -> None:
    client = SYNC.wrapped(CHAT_FACE, vendor.url)
    stream = streaming(CHAT_FACE, client)
    made: list[Any] = []
    kept = stream._client._process_response_data

    def process(**given: Any) -> Any:
        made.append(kept(**given))
        return made[-1]

    stream._client._process_response_data = process
    chunks = list(stream)
    assert all(chunk is one for chunk, one in zip(chunks, made, strict=True))


def test_tokens_and_cost_are_those_of_the_unstreamed_answer(
    side: Side, face: Face, vendor: Vendor
) -> None:
    client = side.wrapped(face, vendor.url)

    async def scenario() -> None:
        await got(face.resource(client).create(**face.request))
        await every(await got(streaming(face, client)))
        async with entered(side, managed(face, client)) as stream:
            await got(getattr(stream, face.final)())

    run(scenario)
    whole, *streamed = rows(client)
    own = ("request_id", "timestamp", "overhead_ms")
    for row in streamed:
        assert {k: v for k, v in row.items() if k not in own} == {
            k: v for k, v in whole.items() if k not in own
        }
    assert whole["tokens_output"] == 23
    assert whole["cost_before"] > 0


def test_the_first_chunk_passes_before_the_second_is_sent(
    side: Side, face: Face, vendor: Vendor
) -> None:
    client = side.wrapped(face, vendor.url)
    vendor.gate = Event()

    async def scenario() -> list[Any]:
        stream = await got(streaming(face, client))
        first = await every(stream, 1)
        vendor.gate.set()  # the server waits for this before it goes on
        return first + await every(stream)

    chunks = run(scenario)
    assert vendor.gate_was_open
    assert len(chunks) > 5
    assert rows(client)[0]["error"] is None


@pytest.mark.parametrize("how", [streaming, managed])
def test_a_stream_closed_early_leaves_a_row(
    how: Any, side: Side, face: Face, vendor: Vendor
) -> None:
    client = side.wrapped(face, vendor.url)

    async def scenario() -> int:
        async with entered(side, await got(how(face, client))) as stream:
            await every(stream, 6)
        return len(rows(client))

    assert run(scenario) == 1
    row = rows(client)[0]
    assert row["error"] == "closed before its end"
    assert 0 < row["tokens_output"] < 23
    assert row["cost_after"] > 0


def test_a_stream_that_has_said_all_is_not_closed_early(
    side: Side, face: Face, vendor: Vendor
) -> None:
    client = side.wrapped(face, vendor.url)

    async def scenario() -> None:
        whole = len(await every(await got(streaming(face, client))))
        async with entered(side, await got(streaming(face, client))) as stream:
            await every(stream, whole)

    run(scenario)
    assert [row["error"] for row in rows(client)] == [None, None]
    assert [row["tokens_output"] for row in rows(client)] == [23, 23]


def test_a_failure_in_the_readers_block_passes_through(
    side: Side, face: Face, vendor: Vendor
) -> None:
    client = side.wrapped(face, vendor.url)

    async def scenario() -> None:
        async with entered(side, managed(face, client)) as stream:
            await every(stream, 2)
            raise LookupError("the reader's own")

    with pytest.raises(LookupError, match="the reader's own"):
        run(scenario)
    assert rows(client)[0]["error"] == "closed before its end"


@pytest.mark.parametrize("how", [streaming, managed])
def test_a_connection_cut_in_the_middle_fails_as_with_the_sdk_alone(
    how: Any, side: Side, face: Face, vendor: Vendor
) -> None:
    vendor.cut_after = 6
    client = side.wrapped(face, vendor.url)

    async def scenario(one: Any) -> tuple[int, BaseException]:
        chunks: list[Any] = []
        async with entered(side, await got(how(face, one))) as stream:
            try:
                while True:
                    (chunk,) = await every(stream, 1)
                    chunks.append(chunk)
            except Exception as error:  # noqa: BLE001 - compared below
                return len(chunks), error

    theirs = run(lambda: scenario(side.alone(face, vendor.url)))
    ours = run(lambda: scenario(client))
    assert (ours[0], type(ours[1]), str(ours[1])) == (theirs[0], type(theirs[1]), str(theirs[1]))
    assert not isinstance(ours[1], ValueError)
    (row,) = rows(client)
    assert row["error"].startswith(type(ours[1]).__name__)
    assert row["tokens_output"] > 0


def test_a_stream_that_begins_with_an_error_leaves_a_row(
    side: Side, face: Face, vendor: Vendor
) -> None:
    vendor.status = 429
    client = side.wrapped(face, vendor.url)

    async def opened(how: Any) -> None:
        async with entered(side, await got(how(face, client))):
            pass

    for how in (streaming, managed):
        with pytest.raises(Exception, match="429"):
            run(lambda way=how: opened(way))
    assert [row["error"][:14] for row in rows(client)] == ["RateLimitError"] * 2


def test_output_is_counted_where_the_vendor_does_not_tell_it(side: Side, vendor: Vendor) -> None:
    from headroom_lab import count_tokens_text

    client = side.wrapped(CHAT_FACE, vendor.url)

    async def scenario() -> None:
        await every(await got(client.chat.completions.create(**CHAT_FACE.request, stream=True)))

    run(scenario)
    assert rows(client)[0]["tokens_output"] == count_tokens_text(TEXT)
    assert "stream_options" not in vendor.bodies[0]


def test_what_the_sdk_collects_of_a_stream_stays(side: Side, face: Face, vendor: Vendor) -> None:
    client = side.wrapped(face, vendor.url)

    async def scenario() -> Any:
        async with entered(side, managed(face, client)) as stream:
            return await got(getattr(stream, face.final)())

    assert TEXT in str(run(scenario))
    if face is MESSAGES_FACE:
        run(lambda: texts(side, client))
    assert all(row["error"] is None for row in rows(client))


async def texts(side: Side, client: Any) -> None:
    """Read a message by its texts."""
    async with entered(side, managed(MESSAGES_FACE, client)) as stream:
        assert "".join(await every(stream.text_stream)) == TEXT
        assert await got(stream.get_final_text()) == TEXT


def test_parsed_streams(side: Side, vendor: Vendor) -> None:
    from pydantic import BaseModel

    class Host(BaseModel):
        host: str

    async def scenario(face: Face, client: Any, kind: str) -> Any:
        async with entered(side, managed(face, client, **{kind: Host})) as stream:
            return await got(getattr(stream, face.final)())

    kinds = ("response_format", "text_format", "output_format")
    for face, kind in zip(FACES, kinds, strict=True):
        client = side.wrapped(face, vendor.url)
        final = run(lambda f=face, c=client, k=kind: scenario(f, c, k))
        assert PARSED in str(final.model_dump(warnings=False))
        assert rows(client)[0]["tokens_output"] == 23
