"""Encoded bytes in a text: base64, data URIs, long runs of hexadecimal digits."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator

from headroom_lab.transforms.markers import characters_gone, way_back
from headroom_lab.transforms.output_transform import Cut, EachOutput, Rewritten

LEAST = 240  # characters of encoded bytes
_BASE64 = re.compile(rf"(?<![\w/+])[A-Za-z0-9+/]{{{LEAST},}}+={{0,2}}")
_HEX = re.compile(r"[0-9a-fA-F]+")
_LEAST_DIGITS = 10  # different ones in bytes
_WORDY = re.compile(r"/[a-z]+/|[a-z]{14}")


class Blobs(EachOutput):
    """Leaves out encoded bytes, which no model reads; images, fonts and files sent as text.

    A marker with how many characters went stands in their place, in a string where they were
    one.

    Example::

        transforms.Blobs().apply(messages).tokens_saved
    """

    name = "blobs"
    least = LEAST

    def rewrite(self, text: str) -> Rewritten | None:
        """Return a text without its encoded bytes."""
        return self.rewrite_marked(text, retrieval=False)

    def rewrite_marked(self, text: str, retrieval: bool) -> Rewritten | None:
        """Return a text without its encoded bytes."""
        out: list[str] = []
        cuts: list[Cut] = []
        markers: list[str] = []
        place = 0
        for start, stop, kind in blobs(text):
            gone = text[start:stop]
            marker = characters_gone(len(gone), back=way_back(gone, retrieval), kind=kind)
            out += [text[place:start], marker]
            markers.append(marker)
            cuts.append(
                Cut(f"characters {start}-{stop}", "field", f"{kind} is not readable", 1, gone)
            )
            place = stop
        if not cuts:
            return None
        return Rewritten("".join([*out, text[place:]]), tuple(cuts), tuple(markers))


def blobs(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield start, stop and encoding of each run of encoded bytes."""
    if max(map(len, text.split("\n"))) < LEAST or max(map(len, text.split()), default=0) < LEAST:
        return
    for match in _BASE64.finditer(text):
        run = match[0]
        if _HEX.fullmatch(run):
            if len(set(run)) >= _LEAST_DIGITS:
                yield *match.span(), "hexadecimal"
        elif _is_mixed(run):
            yield *match.span(), "base64"


def _is_mixed(run: str) -> bool:
    """Tell whether letters of both cases and digits are mixed as encoding mixes them."""
    size = len(run)
    digits = sum(map(run.count, string.digits))
    upper = sum(map(run.count, string.ascii_uppercase))
    return (
        digits >= 0.03 * size and 0.2 * size <= upper <= 0.8 * size and not _WORDY.search(run[:400])
    )
