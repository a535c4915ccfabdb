"""Long strings in JSON, shortened by whole sentences or lines."""

from __future__ import annotations

import json
import re

from headroom_lab.errors import ConfigError
from headroom_lab.json_text.nesting import loads
from headroom_lab.transforms.markers import characters_gone, way_back
from headroom_lab.transforms.output_transform import Cut, EachOutput, Rewritten
from headroom_lab.transforms.smart_crusher.encoding import compact_json
from headroom_lab.transforms.smart_crusher.errors import is_error_document

_STRING = re.compile(r'"([^"\\]*+(?:\\.[^"\\]*+)*+)"(\s*:)?', re.DOTALL)
_END = re.compile(r"[.!?](?=\s)|\n")
_TRACEBACK = "Traceback (most recent call last)"


class LongStrings(EachOutput):
    """Keeps of long strings in JSON the first sentences and lines, ``characters`` at most.

    The rest of each goes as a whole, a marker in the string says how much it was; all else stays byte for byte. A string without the end of a sentence or line
    early enough stays, and so do errors. Use it after SmartCrusher, which drops whole items.

    Args:
        characters: the most that stays of a string (400).

    Example::

        simulate(messages, "gpt-4o", policy=[SmartCrusher(), transforms.LongStrings(200)])
    """

    name = "long_strings"

    def __init__(self, characters: int = 400) -> None:
        super().__init__()
        if type(characters) is not int or characters < 1:
            raise ConfigError(f"LongStrings: found {characters!r} characters, expected at least 1")
        self.characters = characters
        self.least = characters

    def rewrite(self, text: str) -> Rewritten | None:
        """Return JSON with its long strings shortened."""
        return self.rewrite_marked(text, retrieval=False)

    def rewrite_marked(self, text: str, retrieval: bool) -> Rewritten | None:
        """Return JSON with its long strings shortened."""
        if not _is_json(text):
            return None
        out: list[str] = []
        cuts: list[Cut] = []
        markers: list[str] = []
        place, key, key_end = 0, "", -1
        for match in _STRING.finditer(text):
            if match[2]:
                key, key_end = match[1], match.end()
                continue
            named = key if not text[key_end : match.start()].strip() else ""
            short = self._short(match[1], named, retrieval)
            if short is None:
                continue
            literal, rest, marker = short
            out += [text[place : match.start()], literal]
            where = named or f"characters {match.start()}-{match.end()}"
            cuts.append(Cut(where, "text", "long text in JSON", 1, rest))
            markers.append(marker)
            place = match.end()
        if not cuts:
            return None
        return Rewritten("".join([*out, text[place:]]), tuple(cuts), tuple(markers))

    def _short(self, escaped: str, key: str, retrieval: bool) -> tuple[str, str, str] | None:
        """Return a shorter literal, what goes, and its marker; None where the string stays."""
        if len(escaped) <= self.characters:
            return None
        said = json.loads(f'"{escaped}"')
        if _TRACEBACK in said or is_error_document({key: said}):
            return None
        ends = [end.end() for end in _END.finditer(said, 0, self.characters + 1)]
        rest = said[ends[-1] :] if ends else ""
        marker = characters_gone(len(rest), back=way_back(said, retrieval))
        if len(rest) <= 2 * len(marker):
            return None
        new = f"{said[: ends[-1]].rstrip()} {marker}"
        return (json.dumps(new) if "\\u" in escaped else compact_json(new)), rest, marker


def _is_json(text: str) -> bool:
    """Tell whether a text is a JSON object or array that is no error."""
    if text.lstrip()[:1] not in ("{", "["):
        return False
    try:
        return not is_error_document(loads(text))
    except ValueError:
        return False
