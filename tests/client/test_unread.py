"""Streams that nobody reads to their end."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from headroom_lab import open_store
from headroom_lab.store import MemoryStore
from tests.client.faces import FACES, SIDES, Face, Side, every, got, managed, rows, run, streaming
from tests.client.server import Vendor

CHAT_FACE, _, MESSAGES_FACE = FACES
SYNC = SIDES[0]


@pytest.mark.parametrize("read", [0, 3])
@pytest.mark.parametrize("how", [streaming, managed])
def test_a_stream_that_is_dropped_leaves_a_row(
    how: Any, read: int, side: Side, face: Face, vendor: Vendor
) -> None:
    client = side.wrapped(face, vendor.url)

    async def scenario() -> None:
        opened = await got(how(face, client))
        if how is managed:
            opened = await got(opened.__aenter__() if side.is_async else opened.__enter__())
        await every(opened, read)

    run(scenario)
    gc.collect()
    (row,) = rows(client)
    assert row["error"] == "never read to its end"
    assert row["tokens_input_before"] > 1000


def test_a_stream_in_use_is_not_taken_for_dropped(side: Side, face: Face, vendor: Vendor) -> None:
    client = side.wrapped(face, vendor.url)

    async def scenario() -> int:
        manager = managed(face, client)
        stream = await got(manager.__aenter__() if side.is_async else manager.__enter__())
        del manager
        gc.collect()
        open_rows = len(rows(client))
        await every(stream)
        return open_rows

    assert run(scenario) == 0
    assert [row["error"] for row in rows(client)] == [None]


def test_dropping_a_stream_closes_its_connection_as_with_the_sdk_alone(vendor: Vendor) -> None:
    gc.collect()
    gc.disable()
    try:
        for client in (
            SYNC.alone(MESSAGES_FACE, vendor.url),
            SYNC.wrapped(MESSAGES_FACE, vendor.url),
        ):
            stream = streaming(MESSAGES_FACE, client)
            response = stream.response
            next(stream)
            assert not response.is_closed
            del stream
            assert response.is_closed
    finally:
        gc.enable()


def test_a_manager_that_is_never_entered_sends_nothing_and_leaves_no_row(
    face: Face, vendor: Vendor
) -> None:
    client = SYNC.wrapped(face, vendor.url)
    managed(face, client)
    gc.collect()
    assert vendor.got == []
    assert rows(client) == []


def test_the_garbage_collector_may_come_amidst_the_stores_work(vendor: Vendor) -> None:
    class Collecting(MemoryStore):
        def _append(self, row: dict[str, Any]) -> None:
            with self._lock:
                gc.collect()
            super()._append(row)

    client = SYNC.wrapped(CHAT_FACE, vendor.url, store=Collecting())
    gc.disable()
    try:
        next(client.chat.completions.create(**CHAT_FACE.request, stream=True))
        client.chat.completions.create(**CHAT_FACE.request)
    finally:
        gc.enable()
    assert sorted(str(row["error"]) for row in rows(client)) == ["None", "never read to its end"]


def test_streams_open_at_the_end_of_the_process_leave_rows(vendor: Vendor, tmp_path: Path) -> None:
    code = f"""if True:
        import openai
        from headroom_lab import HeadroomClient
        client = HeadroomClient(
            openai.OpenAI(api_key="k", base_url={vendor.url!r}), store_url="m.duckdb")
        ask = dict(model="gpt-4o", messages=[dict(role="user", content="hi")], stream=True)
        kept = client.chat.completions.create(**ask)
        read = next(client.chat.completions.create(**ask))
        whole = list(client.chat.completions.create(**ask))
    """
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=True, env=dict(os.environ))
    with open_store(tmp_path / "m.duckdb") as store:
        errors = store.to_frame()["error"]
    assert sorted(errors.fillna("")) == ["", "never read to its end", "never read to its end"]
