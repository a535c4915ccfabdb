"""Width and height of an image, read from its header; no pixel is decoded.

Sources: PNG specification (IHDR), ITU T.81 (JPEG markers), GIF89a, WebP container and bitstream
specifications, Microsoft's BITMAPINFOHEADER, ISO 23008-12 (``ispe`` of HEIC and AVIF).
"""

from __future__ import annotations

import struct
from collections.abc import Callable

from headroom_lab.tokens.media.base64_bytes import Base64Bytes

Size = tuple[int, int]

_HEAD = 64  # bytes in which most formats have said their size
_BOXES = 16_384  # bytes in which a HEIC or AVIF file lists its items
# Start of frame: all but the tables, arithmetic conditioning and the reserved one among them.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_LONE = frozenset({0x01, 0xFF, *range(0xD0, 0xD9)})  # markers without a length


def pixel_size(data: str) -> Size | None:
    """Return width and height in pixels of a base64 image, None where its header tells none."""
    image = Base64Bytes(data)
    head = image.read(0, _HEAD)
    for signature, offset, reader in _READERS:
        if head[offset : offset + len(signature)] == signature:
            try:
                size = reader(image, head)
            except struct.error:
                return None
            return size if size and min(size) > 0 else None
    return None


def _png(_: Base64Bytes, head: bytes) -> Size:
    width, height = struct.unpack_from(">II", head, 16)
    return width, height


def _gif(_: Base64Bytes, head: bytes) -> Size:
    width, height = struct.unpack_from("<HH", head, 6)
    return width, height


def _bmp(_: Base64Bytes, head: bytes) -> Size:
    old = struct.unpack_from("<I", head, 14)[0] == 12
    width, height = struct.unpack_from("<HH" if old else "<ii", head, 18)
    return abs(width), abs(height)


def _webp(_: Base64Bytes, head: bytes) -> Size | None:
    kind = head[12:16]
    if kind == b"VP8 ":
        width, height = struct.unpack_from("<HH", head, 26)
        return width & 0x3FFF, height & 0x3FFF
    if kind == b"VP8L":
        bits = struct.unpack_from("<I", head, 21)[0]
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8X":
        return int.from_bytes(head[24:27], "little") + 1, int.from_bytes(head[27:30], "little") + 1
    return None


def _jpeg(image: Base64Bytes, _: bytes) -> Size | None:
    """Walk from marker to marker, past EXIF, colour profiles and thumbnails, to the frame."""
    place = 2
    while True:
        segment = image.read(place, 9)
        if len(segment) < 9 or segment[0] != 0xFF:
            return None
        marker = segment[1]
        if marker in _LONE:
            place += 1 if marker == 0xFF else 2
            continue
        if marker in _FRAMES:
            height, width = struct.unpack_from(">HH", segment, 5)
            return width, height
        place += 2 + max(2, struct.unpack_from(">H", segment, 2)[0])


def _boxes(image: Base64Bytes, _: bytes) -> Size | None:
    """Return the largest of the sizes that a HEIC or AVIF file lists: tiles are smaller."""
    listed = image.read(0, _BOXES)
    sizes = []
    place = listed.find(b"ispe")
    while place >= 0 and place + 16 <= len(listed):
        width, height = struct.unpack_from(">II", listed, place + 8)
        sizes.append((width, height))
        place = listed.find(b"ispe", place + 4)
    return max(sizes, key=lambda size: size[0] * size[1], default=None)


_READERS: tuple[tuple[bytes, int, Callable[[Base64Bytes, bytes], Size | None]], ...] = (
    (b"\x89PNG\r\n\x1a\n", 0, _png),
    (b"\xff\xd8", 0, _jpeg),
    (b"GIF8", 0, _gif),
    (b"WEBP", 8, _webp),
    (b"BM", 0, _bmp),
    (b"ftyp", 4, _boxes),
)
