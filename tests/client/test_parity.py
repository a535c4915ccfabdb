"""Sync and async clients do the same: same requests sent, same rows but for ids and times."""

from __future__ import annotations

from typing import Any

import pytest

from headroom_lab.providers import provider_for
from tests.client.faces import SIDES, Face, Side, entered, every, got, rows, run
from tests.client.server import Vendor, serving

SYNC, ASYNC = SIDES
OWN = ("request_id", "timestamp", "overhead_ms")


def all_calls(side: Side, face: Face, vendor: Vendor) -> tuple[list[Any], list[dict[str, Any]]]:
    """Make every kind of call; return what was sent and the rows."""
    # Only a sync client can be waited for while the vendor counts: here both estimate.
    client = side.wrapped(face, vendor.url, provider=provider_for(face.model))
    resource = face.resource(client)

    async def scenario() -> None:
        for mode in ("audit", "optimize", "off"):
            request = {**face.request, "headroom_mode": mode, "headroom_query": "what of h61?"}
            await got(resource.create(**request))
            await got(resource.parse(**request))
            await got(resource.create(**request, tools=list(face.tools)))
            await every(await got(resource.create(**request, stream=True)))
            async with entered(side, resource.stream(**request)) as stream:
                await every(stream)
            async with entered(side, resource.stream(**request)) as stream:
                await every(stream, 4)
        vendor.status = 500
        with pytest.raises(Exception, match="500"):
            await got(resource.create(**face.request))

    run(scenario)
    kept = [{k: v for k, v in row.items() if k not in OWN} for row in rows(client)]
    return vendor.got, kept


def test_all_calls(face: Face) -> None:
    with serving() as first, serving() as second:
        sync_sent, sync_rows = all_calls(SYNC, face, first)
        async_sent, async_rows = all_calls(ASYNC, face, second)
    assert sync_sent == async_sent
    assert sync_rows == async_rows
    assert len(sync_rows) == len(sync_sent) == 19
    assert {row["error"] for row in sync_rows[:6]} == {None, "closed before its end"}


def test_they_differ_in_closing_only() -> None:
    sync, other = ({name for name in vars(side.ours) if not name.startswith("_")} for side in SIDES)
    assert sync == other == {"close"}
