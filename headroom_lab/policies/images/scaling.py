"""An image in fewer pixels, in its own format, or why that can't be done."""

from __future__ import annotations

import base64
import struct
import zlib
from io import BytesIO
from typing import Any, NamedTuple

from headroom_lab.optional import require
from headroom_lab.tokens.media.base64_bytes import Base64Bytes
from headroom_lab.tokens.media.pixels import Size

PURPOSE = "fit_images()"
FORMATS = ("PNG", "JPEG", "WEBP")
MODES = frozenset({"1", "L", "LA", "P", "PA", "RGB", "RGBA"})
QUALITY = 95  # of formats that lose a little: 100 is the most, 75 what Pillow takes by itself
MOST_PIXELS = 64_000_000  # 8,000 x 8,000; vendors refuse more, and decoding takes memory


class Scaled(NamedTuple):
    """Base64 of an image in fewer pixels, or in a few words why it stays as it was."""

    data: str = ""
    why_not: str = ""


def scaled(data: str, before: Size, after: Size) -> Scaled:
    """Return a base64 image in fewer pixels; ``before`` is the size that its header tells."""
    if before[0] * before[1] > MOST_PIXELS:
        return Scaled(why_not="too large to be taken by any vendor")
    image_module = require("PIL.Image", PURPOSE)
    wrong = (OSError, ValueError, SyntaxError, EOFError, struct.error, zlib.error,
             image_module.DecompressionBombError, image_module.DecompressionBombWarning)  # fmt: skip
    given = Base64Bytes(data).read()
    try:
        with image_module.open(BytesIO(given), formats=FORMATS) as image:
            why_not = _hindrance(image, before)
            found = "" if why_not else _written(image, after, given)
    except image_module.UnidentifiedImageError:
        return Scaled(why_not="neither PNG, JPEG nor WebP")
    except wrong:
        return Scaled(why_not="broken")
    if not why_not and len(found) >= len(data):
        return Scaled(why_not="no shorter when scaled")
    return Scaled(found, why_not)


def _hindrance(image: Any, size: Size) -> str:
    """Return why an image stays as it is, "" where nothing is in the way."""
    if getattr(image, "n_frames", 1) > 1:
        return "moving"
    if image.size != size:
        return "broken"
    return "" if image.mode in MODES else f"in colours of the kind {image.mode}"


def _written(image: Any, size: Size, given: bytes) -> str:
    """Return an image in another size as base64, with what its file says of turning and colours."""
    resampling = require("PIL.Image", PURPOSE).Resampling
    smaller = _in_full_colours(image).resize(size, resampling.LANCZOS)
    kept = {key: image.info[key] for key in ("exif", "icc_profile") if image.info.get(key)}
    how: dict[str, Any] = {"quality": QUALITY}
    if image.format == "WEBP" and given[12:16] == b"VP8L":
        how = {"lossless": True}
    file = BytesIO()
    smaller.save(file, format=image.format, **how, **kept)
    return base64.b64encode(file.getvalue()).decode("ascii")


def _in_full_colours(image: Any) -> Any:
    """Return an image in which colours can be blended: not by a palette, not black and white only."""
    if image.mode in ("P", "PA"):
        return image.convert(
            "RGBA" if image.mode == "PA" or "transparency" in image.info else "RGB"
        )
    return image.convert("L") if image.mode == "1" else image
