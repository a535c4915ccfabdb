"""HTML pages: their text, links and tables stay, scripts, styles and tags go."""

from __future__ import annotations

import re
from collections.abc import Set

from headroom_lab.messages.values import kinds
from headroom_lab.transforms.output_transform import Cut, Rewritten
from headroom_lab.transforms.text_kinds.facts import facts, written
from headroom_lab.transforms.text_kinds.older import Older, retrieval
from headroom_lab.waste.html_noise import without_html

_LINK = re.compile(
    r"<(?:a|img|iframe)\b[^<>]*?\b(?:href|src)\s*=\s*[\"']([^\"'<>]+)[\"'][^<>]*+>", re.I
)
_CELL = re.compile(r"<t[dh]\b[^<>]*+>", re.I)
_BLANK_LINES = re.compile(r"(?:[ \t]*(?:\d+[→\t])?[ \t]*\n){2,}")
_INDENT = re.compile(r"\n[ \t]+")
_MOVED = re.compile(r"[\w#%./:?=&+~;@,-]")


class HtmlText(Older):
    """Of older HTML, keeps text, the addresses of links and the cells of tables.

    Facts that only stood in tags (names, addresses) are indexed at the end.
    """

    name = "html_text"
    kind = "html"

    def outline(self, text: str, standing: Set[str]) -> Rewritten | None:
        """Return the text of a page."""
        linked = _CELL.sub(r" | ", _LINK.sub(r" (\1) ", text))
        said = without_html(linked)
        if said == linked:
            return None
        said = _INDENT.sub("\n", _BLANK_LINES.sub("\n", said)).strip()
        room = int(self.config.index * 0.5 * (len(text) - len(said)))
        listed = facts(text, {*standing, *kinds(said)}, room=room) if room else []
        listed = [fact for fact in listed if fact not in said]
        names = f": {written(listed)}" if listed else ""
        marker = f"[HTML tags, scripts and styles left out{names}; {retrieval(text)}]"
        tags = Cut("", "tags", "html that was answered", text.count("<"), _tags(text, said))
        return Rewritten(f"{said}\n{marker}", (tags,), (marker,))


def _tags(text: str, said: str) -> str:
    """Return roughly what went: all that stands between angle brackets."""
    return "\n".join(re.findall(r"<[^<>]*+>", text)) or text[len(said) :]
