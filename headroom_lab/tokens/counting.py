"""The exact token count of a text, without a network.

toktok carries OpenAI's vocabularies and counts fast. Code points that ``unicodedata`` calls
unassigned may fall into other classes there than in tiktoken, so texts that hold one are
counted by tiktoken itself, built from toktok's vocabulary. Where tiktoken can't encode such a
text, toktok's count stands and is labelled as not exact.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from headroom_lab.cache import ContentCache
from headroom_lab.errors import TokenizerError, nearest

ENCODINGS = ("o200k_base", "cl100k_base")
CACHED_CHARACTERS = 64_000_000
_THREADED_FROM = 4_000_000  # characters; below it starting threads costs more than it saves


_ASCII = bytes(range(128))
_assigned: set[str] = set()  # characters that were found in texts, and are known to be assigned


class Count(NamedTuple):
    """Tokens of a text, and whether that number is exact."""

    tokens: int
    exact: bool


_counts: dict[str, ContentCache[str, Count]] = {
    encoding: ContentCache(CACHED_CHARACTERS) for encoding in ENCODINGS
}


def count_text(text: str, encoding: str = "o200k_base") -> Count:
    """Return the tokens of ``text``; special tokens in it count as the text they are."""
    return count_texts([text], encoding)[0]


def count_texts(texts: Sequence[str], encoding: str = "o200k_base") -> list[Count]:
    """Return the tokens of each text, each distinct content counted once."""
    _check(encoding)
    counts = _counts[encoding]
    found = counts.get_many(texts)
    missing = [text for text in dict.fromkeys(texts) if text not in found]
    new = _count_unseen(missing, encoding)
    found.update(zip(missing, new, strict=True))
    counts.put_many((t, count, len(t) + 64) for t, count in zip(missing, new, strict=True))
    return [found[text] for text in texts]


def clear_cache() -> None:
    """Forget all counts (for measuring)."""
    for counts in _counts.values():
        counts.clear()


def _count_unseen(texts: list[str], encoding: str) -> list[Count]:
    """Count texts in bulk, those with unassigned code points by tiktoken."""
    if not texts:
        return []
    whole = [without_surrogates(text) for text in texts]
    threads = 0 if sum(map(len, whole)) > _THREADED_FROM else 1
    counts = [Count(n, True) for n in _fast(encoding).count_batch(whole, threads, False)]
    for index, text in enumerate(whole):
        if not text.isascii() and _has_unassigned(text):
            counts[index] = _reference_count(text, encoding, counts[index].tokens)
    return counts


def without_surrogates(text: str) -> str:
    """Return ``text`` with pairs of surrogates joined and lone ones replaced, as tiktoken does."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _has_unassigned(text: str) -> bool:
    """Tell whether Python's Unicode tables leave a code point of ``text`` unassigned."""
    others = text.encode("utf-8", "surrogatepass").translate(None, _ASCII)
    found = set(others.decode("utf-8", "surrogatepass")) - _assigned
    if any(unicodedata.category(character) == "Cn" for character in found):
        return True
    _assigned.update(found)
    return False


def _reference_count(text: str, encoding: str, fallback: int) -> Count:
    """Count with tiktoken; where it panics (a BaseException), the fast count, not exact."""
    try:
        return Count(len(reference(encoding).encode_ordinary(text)), True)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        if type(error).__name__ != "PanicException" and not isinstance(error, Exception):
            raise
        return Count(fallback, False)


def _check(encoding: str) -> None:
    """Raise TokenizerError for an encoding that can't be counted."""
    if encoding not in ENCODINGS:
        raise TokenizerError(nearest("encoding", encoding, ENCODINGS))


@cache
def _fast(encoding: str) -> Any:
    """Return toktok's tokenizer for an encoding."""
    _check(encoding)
    import toktok

    return toktok._encoding(encoding)


@cache
def reference(encoding: str) -> Any:
    """Return the real ``tiktoken.Encoding``, its vocabulary taken from toktok, not a network.

    tiktoken's own definition of the encoding runs with the loading of the file replaced, so
    that its pattern and special tokens are those of the installed tiktoken.
    """
    import types

    import tiktoken
    from tiktoken_ext import openai_public

    fast = _fast(encoding)
    define = getattr(openai_public, encoding)
    size = len(fast.token_byte_values())
    ranks = {fast.decode_single_token_bytes(rank): rank for rank in range(size)}
    scope = {**define.__globals__, "load_tiktoken_bpe": lambda *_, **__: ranks}
    return tiktoken.Encoding(**types.FunctionType(define.__code__, scope)())
