"""How long a recording lasts, read from its header; no sample is decoded.

Sources: RIFF WAVE (fmt and data), ISO 11172-3 (MPEG audio frames) with Xing's count of frames,
FLAC (STREAMINFO), RFC 3533 and 7845 (Ogg, Opus), ISO 14496-12 (``mvhd``).
"""

from __future__ import annotations

import struct

from headroom_lab.tokens.media.base64_bytes import Base64Bytes

_TAIL = 65_536
_HEAD = 4096
_KBITS = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)  # layer III, version 1
_KBITS_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)  # versions 2 and 2.5
_RATES = (44_100, 48_000, 32_000)
# Bytes a second where nothing else tells: raw samples by their name, speech, MP3 as most make it.
_BYTES_A_SECOND = {"pcm16": 48_000, "pcm": 48_000, "wav": 32_000, "g711": 8_000, "flac": 40_000}
_USUAL = 16_000


def seconds_of(data: str) -> float | None:
    """Return the seconds of a base64 recording, None where no header tells them."""
    sound = Base64Bytes(data)
    head = sound.read(0, _HEAD)
    try:
        if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
            return _wave(sound, head)
        if head[:4] == b"fLaC":
            return _flac(head)
        if head[:4] == b"OggS":
            return _ogg(sound, head)
        if head[4:8] == b"ftyp":
            return _mp4(sound)
        if head[:3] == b"ID3" or (head[:1] == b"\xff" and head[1:2] >= b"\xe0"):
            return _mpeg(sound, head)
    except (struct.error, ZeroDivisionError, IndexError):
        return None
    return None


def guessed_seconds(data: str, media_type: str) -> float:
    """Return how many seconds a recording of that many bytes is likely to last."""
    kind = media_type.rpartition("/")[2].removeprefix("x-").partition("_")[0]
    return Base64Bytes(data).size / _BYTES_A_SECOND.get(kind, _USUAL)


def _wave(sound: Base64Bytes, head: bytes) -> float | None:
    at, rate = 12, 0
    while at + 8 <= len(head):
        size = struct.unpack_from("<I", head, at + 4)[0]
        if head[at : at + 4] == b"fmt ":
            rate = struct.unpack_from("<I", head, at + 16)[0]
        elif head[at : at + 4] == b"data":
            return float(min(size, sound.size - at - 8) / rate)
        at += 8 + size + size % 2
    return None


def _flac(head: bytes) -> float | None:
    bits = int.from_bytes(head[18:26], "big")
    samples = bits & (1 << 36) - 1
    return samples / (bits >> 44) if samples else None


def _ogg(sound: Base64Bytes, head: bytes) -> float | None:
    tail = sound.read(max(0, sound.size - _TAIL))
    last = tail.rfind(b"OggS")
    samples = struct.unpack_from("<q", tail, last + 6)[0] if last >= 0 else -1
    vorbis = head.find(b"\x01vorbis")
    rate = 48_000 if vorbis < 0 else struct.unpack_from("<I", head, vorbis + 12)[0]
    return samples / rate if samples > 0 else None


def _mp4(sound: Base64Bytes) -> float | None:
    for piece in (sound.read(0, _TAIL), sound.read(max(0, sound.size - _TAIL))):
        at = piece.find(b"mvhd")
        if at >= 0:
            layout, skip = (">IQ", 24) if piece[at + 4] == 1 else (">II", 16)
            scale, length = struct.unpack_from(layout, piece, at + skip)
            return float(length / scale)
    return None


def _mpeg(sound: Base64Bytes, head: bytes) -> float | None:
    start = 0
    if head[:3] == b"ID3":
        start = 10 + sum((byte & 0x7F) << 7 * (3 - i) for i, byte in enumerate(head[6:10]))
        head = sound.read(start, _HEAD)
    if head[:1] != b"\xff":
        return None
    first = head[1] >> 3 & 3 == 3
    kbits = (_KBITS if first else _KBITS_2)[head[2] >> 4]
    rate = _RATES[head[2] >> 2 & 3] / (1 if first else 2 if head[1] >> 3 & 3 == 2 else 4)
    for mark in (b"Xing", b"Info"):
        at = head.find(mark, 0, 256)
        if at >= 0 and head[at + 7] & 1:
            frames = struct.unpack_from(">I", head, at + 8)[0]
            return float(frames * (1152 if first else 576) / rate)
    return (sound.size - start) * 8 / (kbits * 1000)
