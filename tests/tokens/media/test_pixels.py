"""The size of an image is read from its header, whatever its format, and nothing is decoded."""

from __future__ import annotations

import base64
import struct
import zlib
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, features

from headroom_lab.tokens.media.base64_bytes import Base64Bytes
from headroom_lab.tokens.media.pixels import pixel_size

FORMATS = ["PNG", "JPEG", "GIF", "WEBP", "BMP", "PPM"]


def written(kind: str, width: int, height: int, **options: object) -> str:
    """Return an image of that size as base64."""
    buffer = BytesIO()
    Image.new("RGB", (width, height), "teal").save(buffer, kind, **options)
    return base64.b64encode(buffer.getvalue()).decode()


def png_header(width: int, height: int) -> str:
    """Return the beginning of a PNG, no pixel behind it."""
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head))
    return base64.b64encode(b"\x89PNG\r\n\x1a\n" + chunk).decode()


@pytest.mark.parametrize("size", [(1, 1), (37, 411), (1800, 2400), (640, 480)])
@pytest.mark.parametrize("kind", FORMATS[:-1])
def test_the_size_stands_in_the_header(kind: str, size: tuple[int, int]) -> None:
    assert pixel_size(written(kind, *size)) == size


@pytest.mark.parametrize("options", [{"lossless": True}, {"exif": b"Exif\0\0II*\0\x08\0\0\0\0\0"}])
def test_each_kind_of_webp(options: dict[str, object]) -> None:
    assert pixel_size(written("WEBP", 321, 123, **options)) == (321, 123)


def test_a_jpeg_with_a_large_profile_and_progressive_scans() -> None:
    data = written("JPEG", 900, 77, progressive=True, icc_profile=bytes(200_000), quality=3)
    assert pixel_size(data) == (900, 77)


def test_a_turned_jpeg_has_the_size_of_its_frame() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    assert pixel_size(written("JPEG", 300, 200, exif=exif)) == (300, 200)


@pytest.mark.skipif(not features.check("avif"), reason="this Pillow writes no AVIF")
def test_an_avif_lists_its_size() -> None:
    assert pixel_size(written("AVIF", 320, 200)) == (320, 200)


def test_a_heic_of_tiles_is_as_large_as_its_grid() -> None:
    boxes = b"".join(
        struct.pack(">I4sIII", 20, b"ispe", 0, *size) for size in ((512, 512), (4032, 3024))
    )
    data = struct.pack(">I4s4s", 12, b"ftyp", b"heic") + boxes
    assert pixel_size(base64.b64encode(data).decode()) == (4032, 3024)


def test_a_hundred_and_seventy_nine_megapixels_are_only_a_header() -> None:
    assert pixel_size(png_header(13_400, 13_400)) == (13_400, 13_400)


@pytest.mark.parametrize("data", ["", "AAAA", "not base64 at all!", png_header(0, 5), "/9j/4AAQ"])
def test_what_tells_no_size_has_none(data: str) -> None:
    assert pixel_size(data) is None


def test_a_format_nobody_takes_has_no_size() -> None:
    assert pixel_size(written("PPM", 5, 5)) is None


@pytest.mark.parametrize("kind", FORMATS[:-1])
def test_line_breaks_and_the_url_safe_alphabet_are_base64_too(kind: str) -> None:
    raw = base64.b64decode(written(kind, 222, 111))
    assert pixel_size(base64.encodebytes(raw).decode()) == (222, 111)
    assert pixel_size(base64.urlsafe_b64encode(raw).decode().rstrip("=")) == (222, 111)


@given(st.binary(max_size=300), st.sampled_from([b"", b"\xff\xd8", b"RIFF0000WEBPVP8X", b"BM"]))
def test_any_bytes_have_a_size_or_none(tail: bytes, head: bytes) -> None:
    size = pixel_size(base64.b64encode(head + tail).decode())
    assert size is None or min(size) > 0


@given(st.binary(max_size=200), st.integers(0, 220), st.integers(0, 220))
def test_a_piece_of_the_bytes_is_what_a_slice_is(content: bytes, start: int, length: int) -> None:
    held = Base64Bytes(base64.b64encode(content).decode())
    assert held.size == len(content)
    assert held.read(start, length) == content[start : start + length]
    assert held.read(start) == content[start:]
