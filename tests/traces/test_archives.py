"""Archives and compressed files: what they hold is read within bounds, and nothing is written."""

from __future__ import annotations

import gzip
import json
import lzma
import os
import resource
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

import headroom_lab as hl
from headroom_lab.traces import lines
from tests.traces.made import claude_session, jsonl

SESSION = jsonl(claude_session(2))
ZEROS = bytes(1_000_000)
MEGABYTES = 60


def reasons(path: Path) -> tuple[int, str]:
    """Return how many sessions a file holds, and what was left out."""
    found = hl.read_traces(path)
    return len(list(found)), "; ".join(skip.reason for skip in found.skipped)


def of_gzip() -> bytes:
    return gzip.compress(SESSION) + gzip.compress(ZEROS) * MEGABYTES


def of_zstd() -> bytes:
    pack = zstandard.ZstdCompressor().compress
    return pack(SESSION) + pack(ZEROS) * MEGABYTES


@pytest.mark.parametrize("make", [of_gzip, of_zstd])
def test_a_bomb_is_left_with_a_message(
    make: Callable[[], bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "FREE", 40_000_000)
    path = tmp_path / "bomb"
    path.write_bytes(make())
    assert path.stat().st_size < 150_000
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    count, told = reasons(path)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - held
    assert count == 1  # what stands before it reads
    assert "unpacks to more than 40 MB: not read further" in told
    assert grown < 150_000  # KB
    assert [file.name for file in tmp_path.iterdir()] == ["bomb"]


def test_a_bomb_of_many_entries_is_left_with_a_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "FREE", 10_000_000)
    monkeypatch.setattr(lines, "TIMES", 2)
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("a.jsonl", SESSION)
        for number in range(20):  # none of them is too large by itself
            archive.writestr(f"{number}.jsonl", ZEROS)
        archive.writestr("z.jsonl", SESSION)
    count, told = reasons(path)
    assert count == 1
    assert "unpacks to more than 10 MB: not read further" in told


def test_a_bomb_of_many_small_values_isnt_held(tmp_path: Path) -> None:
    path = tmp_path / "x.json.gz"
    path.write_bytes(gzip.compress(b"[" + b"{}," * 5_000_000 + b"{}]"))
    count, told = reasons(path)
    assert count == 0
    assert "a line of more than" in told


def test_a_line_of_hundreds_of_megabytes_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "long.jsonl"
    path.write_bytes(SESSION)
    os.truncate(path, 300_000_000)  # zeros that take no place on the disk
    with path.open("ab") as file:
        file.write(b"\n" + jsonl(claude_session(2, prefix="z")))
    found = hl.read_traces(path)
    (trace,) = found
    assert len(trace.requests) == 4
    assert [skip.reason for skip in found.skipped] == ["a line of more than 64 MB"]


def test_a_zstd_stream_that_asks_for_too_much_memory_is_left(tmp_path: Path) -> None:
    path = tmp_path / "x.zst"
    path.write_bytes(b"\x28\xb5\x2f\xfd\x00\xf8" + bytes(20))  # a window of 2 TB
    count, told = reasons(path)
    assert count == 0
    assert "can't be read to its end" in told


def test_an_attachment_names_nothing_outside_its_sample(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("not for you")
    (message,) = [{"role": "user", "content": f"attachment://../{secret.name}"}]
    sample = {"id": 1, "epoch": 1, "input": "x", "messages": [message],
              "attachments": {f"/{secret}": "x"}}  # fmt: skip
    path = tmp_path / "log.eval"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("samples/1_epoch_1.json", json.dumps(sample))
        archive.writestr("samples/../../secret.json", "{}")
        archive.writestr("/etc/passwd.json", "{}")
    found = hl.read_traces(path)
    (trace,) = found
    assert trace.messages == (message,)
    assert sum("climbs out" in skip.reason for skip in found.skipped) == 2
    assert sorted(file.name for file in tmp_path.iterdir()) == ["log.eval", "secret.txt"]


def test_an_entry_packed_with_zstd_is_read(tmp_path: Path) -> None:
    path = tmp_path / "log.eval"
    packed = zstandard.ZstdCompressor().compress(SESSION)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("b.jsonl", packed)  # stored; then the method is set as zstd's
    data = bytearray(path.read_bytes())
    data[8:10] = (93).to_bytes(2, "little")
    central = data.index(b"PK\x01\x02")
    data[central + 10 : central + 12] = (93).to_bytes(2, "little")
    path.write_bytes(data)
    assert reasons(path)[0] == 1


@pytest.mark.parametrize(
    "pack", [gzip.compress, lzma.compress, zstandard.ZstdCompressor().compress]
)
def test_compressed_entries_are_read_as_what_they_hold(
    pack: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("deep/a.jsonl.gz", pack(SESSION))
        archive.writestr("picture.png", b"\x89PNG")
        archive.writestr("inner.zip", b"PK\x03\x04")
    count, told = reasons(path)
    assert count == 1
    assert "entries of other kinds: .png" in told
    assert "an archive in the archive" in told


def test_damaged_archives_say_so(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.jsonl", SESSION * 50)
        archive.writestr("b.jsonl", jsonl(claude_session(1, prefix="b")))
    whole = path.read_bytes()
    for end in range(0, len(whole), max(1, len(whole) // 8)):
        path.write_bytes(whole[:end])
        assert reasons(path) != (0, "")
    damaged = bytearray(whole)
    damaged[80:90] = b"\xff" * 10  # in the first entry's data
    path.write_bytes(damaged)
    count, told = reasons(path)
    assert count >= 1  # the second is whole
    assert told


def test_what_may_be_unpacked_is_for_a_file_as_a_whole() -> None:
    small, large = lines.Allowance(1000), lines.Allowance(10_000_000)
    assert (small.whole, large.whole) == (256_000_000, 2_500_000_000)
    assert (small.longest, large.longest) == (4_000_000, 64_000_000)
