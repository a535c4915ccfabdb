"""The terms of a query: whole identifiers, paths and snake_case names, and their parts."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from headroom_lab.relevance.folding import folded

MAX_TERMS = 64


def word_set(words: str) -> frozenset[str]:
    """Return the words of a text that are parted by white space."""
    return frozenset(words.split())


_EMOJI = "[\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]"
# An identifier or path; a name that a mark belongs to (C++, C#, .NET); an emoji, joined ones whole.
_WHOLE = re.compile(
    r"(?:(?<!\w)\.(?=[A-Za-z]))?\w+(?:[./\\:@\-]+\w+)*(?:(?<=\w)(?:\+\+|#)(?!\w))?"
    rf"|{_EMOJI}[\U0001f3fb-\U0001f3ff]?(?:\u200d{_EMOJI})*"
)
_RUN = re.compile(r"[^\W\d_]+|\d+")
_FUNCTION_WORDS = word_set(
    """a about all also am an and any are as at be been but by can could did do does for from get
    give had has have he her him his how i if in into is it its just let like many me more most
    my no not now of on one only or our out over please she should show so some such tell than
    that the their them then there these they this those to us use was we were what when where
    which who why will with would you your"""
)


def tokens(text: str) -> list[str]:
    """Return the words of a text in lower case: each identifier or path whole, then its parts.

    ``src/app/get_user.py`` gives itself, ``src``, ``app``, ``get``, ``user``, ``py``.
    """
    found = []
    for whole in _WHOLE.findall(text):
        found.append(whole.lower())
        parts = [part for run in _RUN.findall(whole) for part in _parts(run)]
        if len(parts) > 1:
            found.extend(part.lower() for part in parts)
    return found


def _parts(run: str) -> list[str]:
    """Split a run of letters where one word ends and another begins."""
    if run.islower() or run.isdigit():
        return [run]
    cuts = [0, *(i for i in range(1, len(run)) if is_boundary(run, i)), len(run)]
    return [run[a:b] for a, b in pairwise(cuts)]


@lru_cache(maxsize=256)
def query_terms(query: str, limit: int) -> tuple[str, ...]:
    """Return the distinct terms of a query, folded, the most telling ``limit`` of them.

    Function words and single letters are left out where anything else is there. Longer terms
    and those with digits or separators tell more.
    """
    words = dict.fromkeys(tokens(folded(query)))
    telling = [w for w in words if w not in _FUNCTION_WORDS and (len(w) > 1 or not w.isascii())]
    terms = telling or list(words)
    if len(terms) > limit:
        ranked = sorted(terms, key=lambda w: (w.isalpha(), -len(w)))
        terms = sorted(ranked[:limit], key=terms.index)
    return tuple(terms)


def is_boundary(text: str, place: int) -> bool:
    """Tell whether one word ends and another begins between text[place - 1] and text[place].

    Within letters and digits that is where letters meet digits, where a camelCase hump begins,
    and before each letter of a script without cases.
    """
    if place <= 0 or place >= len(text):
        return True
    before, after = text[place - 1], text[place]
    if not before.isalnum() or not after.isalnum():
        return True
    if before.isdigit() != after.isdigit():
        return True
    if after.isupper():
        return before.islower() or text[place + 1 : place + 2].islower()
    return not (after.islower() or after.isdigit())
