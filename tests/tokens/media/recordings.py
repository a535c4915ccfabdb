"""Small PDFs and recordings made up in the tests."""

from __future__ import annotations

import base64
import io
import struct
import wave
import zlib


def b64(content: bytes) -> str:
    """Return bytes as base64."""
    return base64.b64encode(content).decode()


def pdf(pages: int, *, packed: bool = False, filler: int = 500) -> bytes:
    """Return a PDF of that many pages, its objects packed into a stream as newer ones are."""
    kids = " ".join(f"{i + 3} 0 R" for i in range(pages))
    tree = f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>"
    leaves = [f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] % {'x' * filler} >>"] * pages
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", tree, *leaves]
    if not packed:
        body = "".join(f"{i} 0 obj\n{o}\nendobj\n" for i, o in enumerate(objects, 1))
        return b"%PDF-1.4\n" + body.encode() + b"trailer << /Root 1 0 R >>\n%%EOF"
    stream = zlib.compress("\n".join(objects).encode(), 0)
    head = f"9 0 obj\n<< /Type /ObjStm /N {len(objects)} /Length {len(stream)} >>\nstream\n"
    return b"%PDF-1.5\n" + head.encode() + stream + b"\nendstream\nendobj\n%%EOF"


def wav(seconds: float, rate: int = 16_000) -> bytes:
    """Return silence as a WAVE file."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes(bytes(2 * int(rate * seconds)))
    return buffer.getvalue()


def mp3(seconds: float, tag: int = 0) -> bytes:
    """Return frames of 128 kbit/s at 44,100 Hz, behind a tag of so many bytes."""
    frame = b"\xff\xfb\x90\x00" + bytes(413)
    head = b"ID3\x04\0\0" + bytes((tag >> 7 * i) & 0x7F for i in (3, 2, 1, 0)) + bytes(tag)
    return (head if tag else b"") + frame * round(seconds * 44_100 / 1152)


def flac(seconds: float, rate: int = 44_100) -> bytes:
    """Return the header of a FLAC file."""
    bits = rate << 44 | 1 << 41 | 15 << 36 | int(seconds * rate)
    return b"fLaC\x80\0\0\x22" + struct.pack(">HH", 4096, 4096) + bytes(6) + bits.to_bytes(8, "big")


def opus(seconds: float) -> bytes:
    """Return the first and the last page of an Ogg file."""
    first = b"OggS\0\x02" + bytes(8) + bytes(14) + b"OpusHead" + bytes(11)
    last = b"OggS\0\x04" + struct.pack("<q", int(48_000 * seconds)) + bytes(14)
    return first + bytes(5000) + last


def m4a(seconds: float) -> bytes:
    """Return the boxes of an MP4 file that say how long it lasts."""
    head = b"\0\0\0\x18ftypM4A \0\0\0\0"
    return head + bytes(9000) + b"mvhd" + bytes(12) + struct.pack(">II", 1000, int(1000 * seconds))
