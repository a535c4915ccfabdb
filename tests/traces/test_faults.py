"""Whatever happens to a file, reading it neither crashes nor loses something in silence."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from headroom_lab.results.trace import Trace
from headroom_lab.traces.reading import read_traces
from tests.traces.made import claude_session, jsonl
from tests.traces.shared import NATIVE, SESSIONS

FILES = {
    "claude": NATIVE / "claude_code.session.jsonl",
    "codex": SESSIONS / "codex" / "05.jsonl",
    "pi": SESSIONS / "pi" / "03.jsonl",
    "gemini": NATIVE / "other_agents.gemini.fixture.jsonl",
    "chat": NATIVE / "openai_chat.request_response.json",
    "responses": NATIVE / "openai_responses.request_response.json",
    "messages": NATIVE / "anthropic.request_response.json",
}


def _read(path: Path, data: bytes) -> tuple[list[Trace], int]:
    """Read bytes as a file; each trace can be shown and given on. Return what was left out too."""
    path.write_bytes(data)
    found = read_traces(path)
    traces = list(found)
    for trace in traces:
        for number in range(len(trace.requests)):
            assert trace.at(number) is not None
        assert trace.request() is not None
    return traces, sum(skip.lines for skip in found.skipped)


def _whole(name: str) -> bytes:
    path = FILES[name]
    if not path.exists():
        pytest.skip(f"no file {path}")
    return path.read_bytes()


@pytest.mark.parametrize("name", FILES)
def test_a_file_cut_anywhere_gives_what_stands_before_the_cut(name: str, tmp_path: Path) -> None:
    whole = _whole(name)
    traces, _ = _read(tmp_path / "x.jsonl", whole)
    most = sum(len(trace.requests) for trace in traces)
    for end in range(0, len(whole), max(1000, len(whole) // 12 // 1000 * 1000)):
        traces, left_out = _read(tmp_path / "x.jsonl", whole[:end])
        assert sum(len(trace.requests) for trace in traces) <= most
        assert traces or left_out
        if not whole[:end].endswith(b"\n"):
            assert left_out


@pytest.mark.parametrize("name", ["claude", "codex", "pi"])
@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.replace(b"\n", b"\r\n"),
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: data.decode().encode("utf-16"),
        lambda data: data.decode().encode("utf-16-le"),
        lambda data: data.decode().encode("utf-16-be"),
        lambda data: data.replace(b"\n", b"\n\n"),
        lambda data: data.rstrip(b"\n"),
    ],
    ids=["CRLF", "BOM", "UTF-16", "UTF-16 LE", "UTF-16 BE", "empty lines", "no last newline"],
)
def test_spelling_of_lines_changes_nothing(
    name: str, change: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    whole = _whole(name)
    ((plain,), _), ((other,), _) = (
        _read(tmp_path / "x.jsonl", data) for data in (whole, change(whole))
    )
    assert other.requests == plain.requests
    assert other.messages == plain.messages


@pytest.mark.parametrize("name", ["claude", "codex", "pi"])
def test_lines_that_come_twice_count_once(name: str, tmp_path: Path) -> None:
    whole = _whole(name)
    twice = b"".join(line * 2 for line in whole.splitlines(keepends=True))
    ((plain,), _), ((other,), _) = (_read(tmp_path / "x.jsonl", data) for data in (whole, twice))
    assert other.requests.total("input_tokens") == plain.requests.total("input_tokens")
    assert len(other.messages) == len(plain.messages)


@pytest.mark.parametrize("name", ["claude", "codex", "pi"])
def test_rubbish_between_lines_costs_itself_only(name: str, tmp_path: Path) -> None:
    whole = _whole(name)
    ((plain,), before) = _read(tmp_path / "x.jsonl", whole)
    rubbish = b'{"cut": \n\x00\x00\x00\n\xff\xfe\xfd\n[1, 2\nnull\n'
    mixed = b"".join(line + rubbish for line in whole.splitlines(keepends=True))
    ((other,), after) = _read(tmp_path / "x.jsonl", mixed)
    assert other.requests == plain.requests
    assert after > before


@pytest.mark.parametrize("name", ["claude", "codex", "pi"])
def test_shuffled_lines_lose_no_request(name: str, tmp_path: Path) -> None:
    whole = _whole(name)
    lines = whole.splitlines(keepends=True)
    random.Random(3).shuffle(lines)
    traces, _ = _read(tmp_path / "x.jsonl", b"".join(lines))
    ((plain,), _) = _read(tmp_path / "x.jsonl", whole)
    assert sum(t.requests.total("input_tokens") for t in traces) == plain.requests.total(
        "input_tokens"
    )


ANY = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 2**70) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2)
    ),
    max_leaves=4,
)


def _places(value: object, path: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
    """Return the places of all fields in a JSON value."""
    found: list[tuple[object, ...]] = []
    items = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, inner in items:
        found += [(*path, key), *_places(inner, (*path, key))]
    return found


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_missing_fields_and_wrong_types_crash_nothing(data: st.DataObject, tmp_path: Path) -> None:
    lines = claude_session(3)
    for _ in range(data.draw(st.integers(1, 4))):
        line = data.draw(st.sampled_from(lines))
        place = data.draw(st.sampled_from(_places(line) or [("type",)]))
        at: object = line
        try:
            for key in place[:-1]:
                at = at[key]  # type: ignore[index]
            if data.draw(st.booleans()):
                del at[place[-1]]  # type: ignore[attr-defined]
            else:
                at[place[-1]] = data.draw(ANY)  # type: ignore[index]
        except (KeyError, IndexError, TypeError):
            continue
    text = "\n".join(map(json.dumps, lines))
    traces, left_out = _read(tmp_path / "x.jsonl", text.encode())
    assert traces or left_out


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rubbish=st.binary(max_size=300))
def test_binary_rubbish_crashes_nothing(rubbish: bytes, tmp_path: Path) -> None:
    traces, left_out = _read(tmp_path / "x.jsonl", rubbish)
    assert traces or left_out or not rubbish.strip()
    for head in (b"\x1f\x8b\x08\x00", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd", b"PK\x03\x04"):
        traces, left_out = _read(tmp_path / "x.jsonl", head + rubbish)
        assert left_out
    traces, left_out = _read(tmp_path / "x.jsonl", jsonl(claude_session(2)) + rubbish)
    assert len(traces[0].requests) == 2
