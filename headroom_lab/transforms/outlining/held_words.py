"""Lines as one text, with the words it holds and where they stand."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence, Set
from functools import cached_property, lru_cache
from itertools import accumulate

from headroom_lab.transforms.outlining.error_marks import NAMED
from headroom_lab.transforms.outlining.error_words import ALL, ENDINGS

# Bytes of UTF-8 as they stand in words: letters of ASCII, and all that is beyond it.
_IN_WORDS = bytes(b if b > 127 or chr(b).isalpha() else 32 for b in range(256))
_WORD = re.compile(r"[^\W\d_]+")


class HeldWords:
    """Lines as one text, with the words it holds."""

    def __init__(self, lines: Sequence[str], kind: str) -> None:
        self.lines = lines
        self.kind = kind
        self.all = "\n".join(lines)
        self.spelled = words_of(self.all)
        self.words = {word.lower() for word in self.spelled} | (self.spelled & {"E", "F"})
        self._lines: dict[str, set[int]] = {}
        self.telling = sorted(filter(_tells, self.spelled))
        if any(word.endswith(ENDINGS) for word in self.telling):
            self.words.add(NAMED)

    @cached_property
    def _starts(self) -> list[int]:
        """Return where each line begins."""
        return list(accumulate((len(line) + 1 for line in self.lines), initial=0))

    def line(self, place: int) -> int:
        """Return the number of the line that a place of the text stands in."""
        return bisect_right(self._starts, place) - 1

    def holding(self, words: Set[str]) -> set[int]:
        """Return the numbers of the lines that hold one of these words, however it is spelled."""
        found: set[int] = set()
        for word in words & self.words:
            if word not in self._lines:
                self._lines[word] = set(self._holding(word))
            found |= self._lines[word]
        return found

    def _holding(self, word: str) -> Iterator[int]:
        """Yield the number of the line of each place where a word stands."""
        if word == NAMED:
            word_forms = [one for one in self.telling if one.endswith(ENDINGS)]
        elif len(word) == 1:
            yield from (number for number, line in enumerate(self.lines) if word in line)
            return
        else:
            word_forms = [one for one in _spellings(word) if one in self.spelled]
        for one in word_forms or (other for other in self.spelled if other.lower() == word):
            for place in places_of(self.all, one):
                yield self.line(place)

    def start(self, number: int) -> int:
        """Return where a line begins."""
        return self._starts[number]


def words_of(text: str) -> set[str]:
    """Return the words of a text as they are spelled, each once."""
    letters = text.encode("utf-8", "surrogatepass").translate(_IN_WORDS)
    if text.isascii():
        return set(letters.decode("ascii").split())
    chunks = set(letters.split())
    words: set[str] = set()
    for chunk in chunks:
        word = chunk.decode("utf-8", "surrogatepass")
        if word.isascii():
            words.add(word)
        else:
            words.update(_WORD.findall(word))
    return words


def _spellings(word: str) -> tuple[str, str, str]:
    """Return a word as it is usually spelled."""
    return word, word.upper(), word.capitalize()


@lru_cache(maxsize=65_536)
def _tells(word: str) -> bool:
    """Tell whether a word speaks of an error, or is the name of one."""
    return word.lower() in ALL or (
        len(word) > 6 and word.endswith(ENDINGS) and not word.islower() and not word.isupper()
    )


def places_of(text: str, part: str) -> Iterator[int]:
    """Yield where a part stands in a text."""
    place = text.find(part)
    while place >= 0:
        yield place
        place = text.find(part, place + len(part))
