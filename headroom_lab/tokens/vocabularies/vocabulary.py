"""A vocabulary at work: counts texts in bulk, each content once."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from headroom_lab.cache import ContentCache
from headroom_lab.tokens.counting import without_surrogates

CACHED_CHARACTERS = 32_000_000

Encode = Callable[[list[str]], list[int]]


class Vocabulary:
    """Counts with one vocabulary; ``encode`` returns the tokens of each of some texts."""

    def __init__(self, encode: Encode) -> None:
        self._encode = encode
        self._counts: ContentCache[str, int] = ContentCache(CACHED_CHARACTERS)

    def count(self, texts: Sequence[str]) -> list[int]:
        """Return the tokens of each text; special tokens in it count as the text they are."""
        found = self._counts.get_many(texts)
        missing = [text for text in dict.fromkeys(texts) if text not in found]
        new = self._encode([without_surrogates(text) for text in missing]) if missing else []
        found.update(zip(missing, new, strict=True))
        rows = zip(missing, new, strict=True)
        self._counts.put_many((text, tokens, len(text) + 64) for text, tokens in rows)
        return [found[text] for text in texts]


def in_halves(encode: Callable[[str], int], text: str) -> int:
    """Return the tokens of a text that an encoder may panic on, counted in halves then.

    tiktoken's pattern overflows its stack on a run of a million spaces; the joint between two
    halves may cost a token more than the whole.
    """
    try:
        return encode(text)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        if type(error).__name__ != "PanicException" or len(text) < 2:
            raise
        half = len(text) // 2
        return in_halves(encode, text[:half]) + in_halves(encode, text[half:])
