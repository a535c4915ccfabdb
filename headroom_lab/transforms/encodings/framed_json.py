"""JSON that stands within other text, and Python data, written as JSON by itself is.

    Found these:                     [text of "§1r" below]
                                     Found these:
    ```json                          ```json
    [                       →        "§1r"
      {"id": 1, …},                  ```
    ]                                §1r
    ```                              {    "_columns":["id", …], …}

Python data (``[{'id': 1, 'by': None}]``) stands below "§1p".
"""

from __future__ import annotations

from collections.abc import Iterator

from headroom_lab.transforms.encodings.framed import LEAST, framed, numbers_after
from headroom_lab.transforms.encodings.json_layout import JsonLayout, decoded
from headroom_lab.transforms.encodings.sections import in_sections, sections
from headroom_lab.transforms.encodings.set_out import put_back
from headroom_lab.transforms.encodings.shared_reading import unshared
from headroom_lab.transforms.encodings.shared_subtrees import SharedSubtrees
from headroom_lab.transforms.encodings.word_for_word import Encoding
from headroom_lab.transforms.output_transform import EachOutput, Rewritten

ENCODINGS = (JsonLayout(), SharedSubtrees())  # shared, so that all is made once


class FramedJson(Encoding, EachOutput):
    """Writes JSON behind lines of prose or in a fenced block, and Python data, in fewer tokens.

    ``put_back`` and the ways back of ``JsonLayout`` and ``SharedSubtrees`` give the text back byte
    for byte; where they wouldn't it stays as it is.

    Example::

        sent = transforms.FramedJson().apply(messages).messages
        decode(sent) == messages
    """

    name = "framed_json"
    least = LEAST

    def rewrite(self, text: str) -> Rewritten | None:
        """Return a text with the JSON in it set apart and written without what repeats."""
        if "§" in text and sections(text) is None:
            return None
        numbers = numbers_after(text)
        out = in_sections(text, lambda part: _framed(part, numbers))
        return Rewritten(out) if out != text else None


def _framed(part: str, numbers: Iterator[int]) -> str:
    """Return one section with its JSON set apart, where that is shorter and comes back."""
    found = framed(part)
    if found is None:
        return part
    out = found.apart(part, next(numbers), _short(found.said))
    in_place = ENCODINGS[1].rewritten(part) or part
    if len(out) >= len(in_place) or put_back(decoded(unshared(out))) != part:
        return part
    return out


def _short(said: str) -> str:
    """Return JSON written without what repeats."""
    for encoding in ENCODINGS:
        said = encoding.rewritten(said) or said
    return said
