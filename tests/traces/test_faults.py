"""Whatever happens to a file, reading it neither crashes nor loses something in silence."""

from __future__ import annotations

import copy
import json
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from headroom_lab.results.trace import Trace
from headroom_lab.traces.reading import read_traces
from tests.traces.formats.at_hand import is_lines, small_files
from tests.traces.made import claude_session, jsonl

FILES = small_files()
LINES = [name for name, data in FILES.items() if is_lines(data)]
CUTS = 6


def _read(path: Path, data: bytes) -> tuple[list[Trace], int]:
    """Read bytes as a file; each trace can be given on. Return what was left out too."""
    path.write_bytes(data)
    found = read_traces(path)
    traces = list(found)
    for trace in traces:
        for number in {0, len(trace.requests) // 2, len(trace.requests) - 1}:
            if 0 <= number < len(trace.requests):
                assert trace.at(number) is not None
        assert trace.request() is not None
        assert trace.requests.total("input_tokens") >= 0
    return traces, sum(skip.lines for skip in found.skipped)


def _input(traces: list[Trace]) -> int:
    return sum(trace.requests.total("input_tokens") for trace in traces)


@pytest.mark.parametrize("name", FILES)
def test_a_file_cut_anywhere_gives_what_stands_before_the_cut(name: str, tmp_path: Path) -> None:
    whole = FILES[name]
    traces, _ = _read(tmp_path / "x.jsonl", whole)
    most = sum(len(trace.requests) for trace in traces)
    ends = random.Random(name).sample(range(len(whole)), CUTS)
    for end in [0, *ends]:
        traces, left_out = _read(tmp_path / "x.jsonl", whole[:end])
        assert sum(len(trace.requests) for trace in traces) <= most
        assert traces or left_out
        if not whole[: end + 1].endswith(b"\n") and not whole[:end].endswith(b"\n"):
            assert left_out


@pytest.mark.parametrize("name", FILES)
def test_spelling_of_lines_changes_nothing(name: str, tmp_path: Path) -> None:
    whole = FILES[name]
    if name.endswith(".eval"):
        pytest.skip("a zip has no lines")
    plain, _ = _read(tmp_path / "x.jsonl", whole)
    for data in (
        whole.replace(b"\n", b"\r\n"),
        b"\xef\xbb\xbf" + whole,
        whole.decode().encode("utf-16"),
        whole.decode().encode("utf-16-le"),
        whole.decode().encode("utf-16-be"),
        whole.replace(b"\n", b"\n\n"),
        whole.rstrip(b"\n"),
    ):
        others, _ = _read(tmp_path / "x.jsonl", data)
        assert [other.requests for other in others] == [trace.requests for trace in plain]
        assert [other.messages for other in others] == [trace.messages for trace in plain]


@pytest.mark.parametrize("name", LINES)
def test_lines_that_come_twice_count_once(name: str, tmp_path: Path) -> None:
    whole = FILES[name]
    twice = b"".join(line * 2 for line in whole.splitlines(keepends=True))
    (plain, _), (others, left_out) = (_read(tmp_path / "x.jsonl", d) for d in (whole, twice))
    assert _input(others) == _input(plain)
    assert [len(other.messages) for other in others] == [len(trace.messages) for trace in plain]
    assert left_out


@pytest.mark.parametrize("name", LINES)
def test_rubbish_between_lines_costs_itself_only(name: str, tmp_path: Path) -> None:
    whole = FILES[name]
    plain, before = _read(tmp_path / "x.jsonl", whole)
    rubbish = b'{"cut": \n\x00\x00\x00\n\xff\xfe\xfd\n[1, 2\nnull\n'
    mixed = b"".join(line + rubbish for line in whole.splitlines(keepends=True))
    others, after = _read(tmp_path / "x.jsonl", mixed)
    assert [other.requests for other in others] == [trace.requests for trace in plain]
    assert after > before


@pytest.mark.parametrize("name", LINES)
def test_shuffled_lines_lose_no_request(name: str, tmp_path: Path) -> None:
    whole = FILES[name]
    lines = [line for line in whole.splitlines(keepends=True) if line.strip()]
    lines = [line if line.endswith(b"\n") else line + b"\n" for line in lines]
    random.Random(3).shuffle(lines)
    traces, _ = _read(tmp_path / "x.jsonl", b"".join(lines))
    plain, _ = _read(tmp_path / "x.jsonl", whole)
    assert _input(traces) == _input(plain)


OTHERS = ("null", "true", "0", "-5", "1e300", str(2**70), '""', '"x"', "[]", "{}", "[1]", "[[]]",
          "[{}]", '{"a": 1}', '{"role": "user"}', '[{"type": "text"}]', "[null]")  # fmt: skip


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


def _damaged(value: Any, rng: random.Random) -> Any:
    """Return a value in which some fields lack and others are of another type."""
    for _ in range(rng.randint(1, 4)):
        place = rng.choice(_places(value) or [()])
        at = value
        for key in place[:-1]:
            at = at[key]
        if not place:
            return value
        if rng.random() < 0.4:
            del at[place[-1]]
        else:
            at[place[-1]] = json.loads(rng.choice(OTHERS))
    return value


@pytest.mark.parametrize("name", FILES)
def test_missing_fields_and_wrong_types_crash_nothing(name: str, tmp_path: Path) -> None:
    whole = FILES[name]
    if name.endswith(".eval"):
        pytest.skip("a zip has no fields")
    rng = random.Random(name)
    for _ in range(8):
        if name in LINES:
            lines = whole.splitlines()
            for at in rng.sample(range(len(lines)), min(3, len(lines))):
                lines[at] = json.dumps(_damaged(json.loads(lines[at] or b"{}"), rng)).encode()
            data = b"\n".join(lines)
        else:
            try:
                data = json.dumps(_damaged(json.loads(whole), rng)).encode()
            except ValueError:
                return
        traces, left_out = _read(tmp_path / "x.jsonl", data)
        assert traces or left_out


_MISTYPED = (None, True, 5, [], {}, {"a": 1})  # none of which a vendor would take for the rest
_PLACES = 15  # of a file, each of another kind


def _told(path: Path, data: bytes) -> tuple[int, int, Counter[str]]:
    """Return how many requests and messages a file tells of, and what it says that it left out."""
    path.write_bytes(data)
    found = read_traces(path)
    traces = list(found)
    requests = sum(len(trace.requests) for trace in traces)
    messages = sum(len(s.messages) for trace in traces for s in trace.streams.values())
    reasons: Counter[str] = Counter()
    for skip in found.skipped:
        reasons[skip.reason] += skip.lines
    return requests, messages, reasons


def _kinds(value: object, rng: random.Random) -> list[tuple[object, ...]]:
    """Return one place of each kind: those of list items but for their number are one kind."""
    found: dict[tuple[object, ...], tuple[object, ...]] = {}
    for place in _places(value):
        kind = tuple("#" if isinstance(key, int) else key for key in place)
        found.setdefault(kind, place)
    return rng.sample([*found.values()], min(_PLACES, len(found)))


@pytest.mark.parametrize("name", FILES)
def test_a_field_removed_or_mistyped_is_lost_never_in_silence(name: str, tmp_path: Path) -> None:
    whole = FILES[name]
    if name.endswith(".eval"):
        pytest.skip("a zip has no fields")
    rng = random.Random(name)
    several = name in LINES
    lines = [line for line in whole.splitlines() if line.strip()]
    data = [json.loads(line) for line in lines] if several else json.loads(whole)
    requests, messages, before = _told(tmp_path / "x.jsonl", whole)
    for place in _kinds(data, rng):
        changed = copy.deepcopy(data)
        at = changed
        for key in place[:-1]:
            at = at[key]
        if isinstance(place[-1], str) and rng.random() < 0.4:
            del at[place[-1]]
        else:
            at[place[-1]] = rng.choice(_MISTYPED)
        text = "\n".join(map(json.dumps, changed)) if several else json.dumps(changed)
        now = _told(tmp_path / "x.jsonl", text.encode())
        assert (now[0] >= requests and now[1] >= messages) or now[2] - before, place


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
