"""The other ways to an endpoint: beta, raw responses, responses that are read bit by bit."""

from __future__ import annotations

from typing import Any

import pytest

from tests.client.faces import FACES, SIDES, Face, Side, entered, every, got, rows, run
from tests.client.server import Vendor

CHAT_FACE, RESPONSES_FACE, MESSAGES_FACE = FACES
OURS = {"headroom_mode": "optimize", "headroom_query": "h7"}
RAW, OPENED = "with_raw_response", "with_streaming_response"


def at(client: Any, *names: str) -> Any:
    """Return what a path leads to."""
    for name in names:
        client = getattr(client, name)
    return client


def ways(face: Face, form: str) -> list[tuple[str, ...]]:
    """Return all paths to an endpoint's resource whose responses have a form."""
    places = [(), *([("beta",)] if face is MESSAGES_FACE else [])]
    whole = [(*place, *face.place) for place in places]
    found = [(*path, form) for path in whole] + [(form, *face.place)]
    if face is CHAT_FACE:
        found += [("chat", form, "completions"), ("beta", "chat", "completions", form)]
    return found


def check(client: Any, vendor: Vendor, face: Face, count: int) -> None:
    """Assert that all requests were cut, measured, and sent without our own words."""
    found = rows(client)
    told = [(row["error"], row["tokens_output"], row["cache_read_tokens"]) for row in found]
    assert told == [(None, 23, 600)] * count
    assert {row["mode"] for row in found} == {"optimize"}
    assert all(row["tokens_saved"] > 0 for row in found)
    assert len(vendor.bodies) == count
    for body in vendor.bodies:
        assert not [name for name in body if name.startswith("headroom")]
        assert body[face.messages] != face.request[face.messages]


def test_raw_responses_are_measured(side: Side, face: Face, vendor: Vendor) -> None:
    client = side.wrapped(face, vendor.url)
    paths = ways(face, RAW)

    async def scenario() -> None:
        for path in paths:
            raw = await got(at(client, *path).create(**face.request, **OURS))
            assert raw.http_response.status_code == 200
            assert "h9." in str(await got(raw.parse()))

    run(scenario)
    check(client, vendor, face, len(paths))


@pytest.mark.parametrize("reads", ["text", "parse", "json", "read"])
def test_responses_read_bit_by_bit_are_measured(
    reads: str, side: Side, face: Face, vendor: Vendor
) -> None:
    client = side.wrapped(face, vendor.url)
    paths = ways(face, OPENED) if reads == "text" else ways(face, OPENED)[:1]

    async def scenario() -> None:
        for path in paths:
            manager = at(client, *path).create(**face.request, **OURS)
            async with entered(side, manager) as response:
                assert "h9." in str(await got(getattr(response, reads)()))

    run(scenario)
    check(client, vendor, face, len(paths))


@pytest.mark.parametrize("form", [RAW, OPENED])
def test_streams_in_responses_are_measured(
    form: str, side: Side, face: Face, vendor: Vendor
) -> None:
    client = side.wrapped(face, vendor.url)
    resource = getattr(face.resource(client), form)
    asked = {**face.request, **face.streamed, **OURS, "stream": True}

    async def scenario() -> None:
        if form == RAW:
            raw = await got(resource.create(**asked))
            assert len(await every(await got(raw.parse()))) > 5
            return
        async with entered(side, resource.create(**asked)) as response:
            assert len(await every(await got(response.parse()))) > 5

    run(scenario)
    check(client, vendor, face, 1)


def test_bytes_that_were_only_passed_on_leave_a_row(face: Face, vendor: Vendor) -> None:
    client = SIDES[0].wrapped(face, vendor.url)
    opened = getattr(face.resource(client), OPENED)
    with opened.create(**face.request) as response:
        assert b"h9." in b"".join(response.iter_bytes())
    with opened.create(**face.request):
        pass
    first, second = rows(client)
    assert (first["error"], first["tokens_output"]) == (None, 0)
    assert second["error"] == "closed before its end"
    assert first["tokens_input_before"] == second["tokens_input_before"] > 0


def test_an_error_of_the_vendors_is_on_the_row_of_each_form(
    side: Side, face: Face, vendor: Vendor
) -> None:
    client = side.wrapped(face, vendor.url)
    vendor.status = 429

    async def scenario() -> None:
        resource = face.resource(client)
        with pytest.raises(Exception, match="said 429"):
            await got(resource.with_raw_response.create(**face.request))
        with pytest.raises(Exception, match="said 429"):
            async with entered(side, resource.with_streaming_response.create(**face.request)):
                pass

    run(scenario)
    assert ["429" in row["error"] for row in rows(client)] == [True, True]


def test_an_answer_that_cannot_be_read_is_the_callers_all_the_same(vendor: Vendor) -> None:
    from headroom_lab.client.streaming import landed_raw

    class Odd:
        def parse(self) -> Any:
            raise ValueError("no JSON")

    client = SIDES[0].wrapped(CHAT_FACE, vendor.url)
    from headroom_lab.client.openai_chat import ENDPOINT
    from headroom_lab.client.requests import prepare

    odd = Odd()
    assert landed_raw(odd, prepare(client._terms, ENDPOINT, CHAT_FACE.request)) is odd
    assert [row["error"] for row in rows(client)] == ["ValueError: no JSON"]


@pytest.mark.parametrize("face", [CHAT_FACE, MESSAGES_FACE], ids=lambda face: face.name)
def test_beta_endpoints_are_measured(side: Side, face: Face, vendor: Vendor) -> None:
    client = side.wrapped(face, vendor.url)
    resource = at(client, "beta", *face.place)
    plan = resource.simulate(**face.request)
    assert plan.tokens_saved > 0

    async def scenario() -> None:
        answer = await got(resource.create(**face.request, **OURS))
        assert "h9." in str(answer)
        async with entered(
            side, resource.stream(**face.request, **face.streamed, **OURS)
        ) as stream:
            assert len(await every(stream)) > 5

    run(scenario)
    check(client, vendor, face, 2)
