"""What a block of bytes is counted from: its data, link or id, whatever vendor's spelling."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from headroom_lab.messages.blocks import Block
from headroom_lab.messages.parts import text_of

_DATA = ("data", "file_data", "result", "encrypted_content", "encrypted_stdout")
_LINKS = ("url", "file_url", "image_url", "document_url", "video_url", "audio_url")
_INNER = ("source", "file", "input_audio", "image_url", "video_url", "audio_url")


@dataclass(frozen=True, slots=True)
class Payload:
    """Bytes in a message: ``data`` is base64 or the sealed text, "" where it isn't there.

    ``media_type`` is as told by the message ("application/pdf"; an audio's "wav"), ``url`` a
    link, ``file_id`` the vendor's name of an uploaded file, ``detail`` OpenAI's word for how
    closely to look. Each is "" where the message doesn't tell.
    """

    data: str = ""
    media_type: str = ""
    url: str = ""
    file_id: str = ""
    detail: str = ""


def payload(block: Block) -> Payload:
    """Return what a block of bytes holds; an empty payload for a block of any other kind."""
    if block.part is None or block.kind == "other":
        return Payload()
    held = _held(block.part)
    data = next((text_of(held[key]) for key in _DATA if held.get(key)), "")
    link = next((text_of(held[key]) for key in _LINKS if isinstance(held.get(key), str)), "")
    told = text_of(held.get("media_type") or held.get("format") or held.get("output_format"))
    for address in (link, data):
        if address.startswith("data:"):
            head, _, body = address.partition(",")
            told, data, link = head[5:].split(";")[0], body, ""
    detail = held.get("detail") or block.part.get("detail")
    known = held.get("file_id") or (held.get("id") if block.kind in ("reference", "audio") else "")
    return Payload(data, told, link, text_of(known or None), text_of(detail))


def with_data(part: Mapping[str, Any], data: str) -> Mapping[str, Any]:
    """Return a part of a message with other base64 in the place of its own."""
    key = next((key for key in _INNER if isinstance(part.get(key), Mapping)), None)
    if key is not None:
        return {**part, key: _with_data(part[key], data)}
    return _with_data(part, data)


def _with_data(held: Mapping[str, Any], data: str) -> Mapping[str, Any]:
    """Return the piece of a part that holds base64 with other base64."""
    for key in (*_DATA, *_LINKS):
        address = held.get(key)
        if isinstance(address, str) and (address.startswith("data:") or (key in _DATA and address)):
            head, comma, _ = address.partition(",") if address.startswith("data:") else ("", "", "")
            return {**held, key: f"{head}{comma}{data}"}
    return held


def _held(part: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the piece of a part in which its data, link or id stands."""
    for key in _INNER:
        inner = part.get(key)
        if isinstance(inner, Mapping):
            return inner
    return part
