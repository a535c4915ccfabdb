"""What is said of images that were scaled, and of those that stay as they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from headroom_lab.messages import Block
from headroom_lab.results import Removal
from headroom_lab.tokens.media.pixels import Size

NAME = "fit_images"


class Fitted(NamedTuple):
    """What became of an image: another part with its row, or in a few words why it stays."""

    block: Block
    part: Mapping[str, Any] | None = None
    row: Removal | None = None
    size: tuple[int, int] = (0, 0)  # characters of base64, before and after
    why_not: str = ""


def reason_of(before: Size, after: Size, size: tuple[int, int]) -> str:
    """Return in the ledger's words what became of an image that was scaled."""
    pixels = " to ".join(f"{width} x {height}" for width, height in (before, after))
    return f"scaled as the vendor does: {pixels} pixels, {_bytes(*size)}"


def told(found: Sequence[Fitted]) -> Iterator[str]:
    """Yield what is said of all images: what scaling saves, which stay and why."""
    done = [one for one in found if one.part is not None]
    if done:
        before, after = (sum(one.size[at] for one in done) for at in (0, 1))
        yield (
            f"{NAME}: {_images(len(done))} sent in {_bytes(before, after)}: less to send, while the "
            "vendor bills as before"
        )
    stay: dict[str, list[int]] = {}
    for one in found:
        if one.why_not:
            stay.setdefault(one.why_not, []).append(one.block.message)
    for why_not, places in stay.items():
        left = f"{_images(len(places))} left alone, {why_not}"
        yield f"{NAME}: {left} (message {', '.join(map(str, dict.fromkeys(places[:3])))})"


def _images(count: int) -> str:
    """Return a number of images in words."""
    return f"{count} image{'s' if count > 1 else ''}"


def _bytes(before: int, after: int) -> str:
    """Return two sizes of base64 as the kilobytes that it stands for."""
    first, second = (f"{size * 3 / 4 / 1000:,.0f}" for size in (before, after))
    return f"{first} to {second} KB"
