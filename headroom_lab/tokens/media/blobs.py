"""Bytes inside a part that nobody's reference names: taken out of its text, and weighed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from headroom_lab.messages.parts import as_json
from headroom_lab.tokens.media.weight import Weight, between

_BLOB = re.compile(r"(?:data:[\w.+-]+/[\w.+-]+;base64,)?[A-Za-z0-9+/_=\r\n-]{512,}")
BYTES_A_TOKEN = 16


def readable(part: Mapping[str, Any]) -> str:
    """Return the JSON of a part without the bytes that stand in it as base64."""
    return as_json(_bare(part))


def blobs_weight(part: Mapping[str, Any]) -> Weight | None:
    """Return what the bytes inside a part may weigh, None where it holds none."""
    size = sum(len(blob) for blob in _blobs(part)) * 3 / 4
    if not size:
        return None
    tokens = size / BYTES_A_TOKEN
    return between("unknown part", tokens / 16, tokens, tokens * 4)


def _is_blob(value: Any) -> bool:
    """Tell whether a value is base64 of more than a few hundred bytes."""
    return isinstance(value, str) and len(value) >= 512 and bool(_BLOB.fullmatch(value))


def _bare(value: Any) -> Any:
    """Return a value in which an ellipsis stands for each run of bytes."""
    if isinstance(value, Mapping):
        return {key: _bare(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_bare(inner) for inner in value]
    return "…" if _is_blob(value) else value


def _blobs(value: Any) -> Iterator[str]:
    """Yield the runs of bytes in a value."""
    if isinstance(value, Mapping):
        for inner in value.values():
            yield from _blobs(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _blobs(inner)
    elif _is_blob(value):
        yield value
