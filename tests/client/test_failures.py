"""What fails: the vendor's errors pass through, ours never cost an answer, a row says which."""

from __future__ import annotations

import errno
import signal
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from headroom_lab import OpenAIProvider, TransformPipeline
from headroom_lab.errors import HeadroomWarning, StoreError
from headroom_lab.store import MemoryStore
from tests.client.faces import FACES, SIDES, Face, Side, entered, every, got, ours, rows, run
from tests.client.server import Vendor

CHAT_FACE, _, MESSAGES_FACE = FACES
SYNC = SIDES[0]


class Broken:
    """A transform with a bug."""

    name = "broken"

    def apply(self, messages: Any, tokenizer: Any = None, **options: Any) -> Any:
        """Fail."""
        raise ZeroDivisionError("a bug of ours, key sk-proj-abcdefghijklmnopqrstuvwxyz")


class Failing(MemoryStore):
    """A store that takes rows only when it is well."""

    well = False

    def _append(self, row: dict[str, Any]) -> None:
        if not self.well:
            raise StoreError("the store is ill")
        super()._append(row)


def create(face: Face, client: Any, **more: Any) -> Any:
    """Return the answer to the face's request."""
    return run(lambda: got(face.resource(client).create(**face.request, **more)))


@pytest.mark.parametrize("mode", ["audit", "optimize"])
def test_a_bug_in_a_transform(mode: str, side: Side, face: Face, vendor: Vendor) -> None:
    client = side.wrapped(face, vendor.url, default_mode=mode, policy=TransformPipeline([Broken()]))
    with pytest.warns(HeadroomWarning, match="sent as it came: ZeroDivisionError") as warned:
        answer = create(face, client)
    assert len(ours(warned)) == 1
    assert "h9." in str(answer)
    assert vendor.bodies[-1][face.messages] == face.request[face.messages]
    (row,) = rows(client)
    assert row["error"].startswith("ZeroDivisionError: a bug of ours")
    assert "abcdefghij" not in row["error"] + str(warned[0].message)
    assert row["tokens_input_before"] == row["tokens_input_after"] == 1000
    assert row["cost_before"] == row["cost_after"] > 0
    with pytest.raises(ZeroDivisionError):
        face.resource(client).simulate(**face.request)


def test_a_warning_stands_at_the_callers_line(side: Side, vendor: Vendor) -> None:
    client = side.wrapped(CHAT_FACE, vendor.url, policy=TransformPipeline([Broken()]))

    async def scenario() -> None:
        await got(client.chat.completions.create(**CHAT_FACE.request))

    with pytest.warns(HeadroomWarning) as warned:
        run(scenario)
    assert [Path(warning.filename).parent for warning in warned] == [Path(__file__).parent]


def test_warnings_turned_into_errors_cost_no_answer(face: Face, vendor: Vendor) -> None:
    client = SYNC.wrapped(face, vendor.url, policy=TransformPipeline([Broken()]), store=Failing())
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert "h9." in str(create(face, client))


def test_a_bug_in_a_transform_of_a_stream(side: Side, face: Face, vendor: Vendor) -> None:
    client = side.wrapped(face, vendor.url, policy=TransformPipeline([Broken()]))

    async def scenario() -> str:
        async with entered(side, face.resource(client).stream(**face.request)) as stream:
            return str(await got(getattr(stream, face.final)()))

    with pytest.warns(HeadroomWarning):
        assert "h9." in run(scenario)
    assert rows(client)[0]["error"].startswith("ZeroDivisionError")


def test_a_failing_store(side: Side, face: Face, vendor: Vendor) -> None:
    store = Failing()
    client = side.wrapped(face, vendor.url, store=store)
    with pytest.warns(HeadroomWarning, match="StoreError: the store is ill") as warned:
        answers = [create(face, client) for _ in range(3)]
    assert "h9." in str(answers[0])
    assert len(ours(warned)) == 1
    assert rows(client) == []
    store.well = True
    found = rows(client)
    assert len(found) == 3
    assert found[0]["error"] == "stored late: StoreError: the store is ill"
    create(face, client)
    assert rows(client)[-1]["error"] is None


@contextmanager
def full_disk() -> Iterator[None]:
    """Let no file of this process grow."""
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)


@pytest.mark.parametrize("file", ["m.duckdb", "m.db"])
def test_a_full_disk(file: str, vendor: Vendor, tmp_path: Path) -> None:
    client = SYNC.wrapped(CHAT_FACE, vendor.url, store_url=str(tmp_path / file))
    create(CHAT_FACE, client)
    with warnings.catch_warnings(record=True) as warned, full_disk():
        warnings.simplefilter("always")
        first, second = create(CHAT_FACE, client), create(CHAT_FACE, client)
    assert "h9." in str(first)
    assert "h9." in str(second)
    assert len([w for w in warned if issubclass(w.category, HeadroomWarning)]) == 1
    create(CHAT_FACE, client)
    errors = [row["error"] for row in rows(client)]
    assert len(errors) == 4
    assert "stored late: StoreError" in errors[1]
    assert errors[3] is None


def test_a_provider_that_fails_when_the_row_is_made(vendor: Vendor) -> None:
    class Odd(OpenAIProvider):
        def estimate_cost(self, *counts: Any, **more: Any) -> float:
            raise OSError(errno.EIO, "no prices")

    client = SYNC.wrapped(CHAT_FACE, vendor.url, provider=Odd(), default_mode="off")
    assert "h9." in str(create(CHAT_FACE, client))
    (row,) = rows(client)
    assert row["error"] == "OSError: [Errno 5] no prices"
    assert row["cost_before"] is None
    assert row["tokens_output"] == 23


def test_a_usage_that_cannot_be_read(vendor: Vendor) -> None:
    message = {"role": "assistant", "content": "x"}
    choice = {"index": 0, "finish_reason": "stop", "message": message}
    vendor.answer = {"id": "x", "choices": [choice], "usage": {"prompt_tokens": "many"}}
    client = SYNC.wrapped(CHAT_FACE, vendor.url)
    assert create(CHAT_FACE, client).usage.prompt_tokens == "many"
    assert rows(client)[0]["error"].startswith("ValueError")


@pytest.mark.parametrize("status", [400, 429, 500])
def test_the_vendors_errors_pass_through(
    status: int, side: Side, face: Face, vendor: Vendor
) -> None:
    vendor.status = status
    with pytest.raises(Exception, match=f"said {status}") as alone:
        create(face, side.alone(face, vendor.url))
    client = side.wrapped(face, vendor.url)
    with pytest.raises(type(alone.value)) as ours:
        create(face, client)
    assert str(ours.value) == str(alone.value)
    assert ours.value.status_code == status
    assert ours.value.body == alone.value.body
    (row,) = rows(client)
    assert row["error"].startswith(f"{type(alone.value).__name__}: ")
    assert row["tokens_input_before"] > 1000
    assert (row["tokens_output"], row["cost_before"], row["cost_after"]) == (0, None, None)


def test_both_failures_stand_on_the_row(vendor: Vendor) -> None:
    vendor.status = 500
    client = SYNC.wrapped(CHAT_FACE, vendor.url, policy=TransformPipeline([Broken()]))
    with pytest.warns(HeadroomWarning), pytest.raises(Exception, match="said 500"):
        create(CHAT_FACE, client)
    (row,) = rows(client)
    assert "ZeroDivisionError" in row["error"]
    assert "InternalServerError" in row["error"]


def test_a_wrong_argument_is_refused_as_by_the_sdk(side: Side, face: Face, vendor: Vendor) -> None:
    client = side.wrapped(face, vendor.url)
    for how in (side.alone(face, vendor.url), client):
        with pytest.raises(TypeError, match="temprature"):
            create(face, how, temprature=1)
    assert rows(client)[0]["error"].startswith("TypeError")


def test_a_slow_stream_that_times_out(side: Side, face: Face, vendor: Vendor) -> None:
    vendor.gate = Event()
    client = side.wrapped(face, vendor.url).with_options(timeout=0.4)

    async def scenario() -> None:
        stream = await got(face.resource(client).create(**face.request, stream=True))
        await every(stream)

    with pytest.raises(Exception) as raised:
        run(scenario)
    assert "Timeout" in type(raised.value).__name__
    vendor.gate.set()
    assert "Timeout" in rows(client)[0]["error"]
