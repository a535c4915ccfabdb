"""HTML pages: their text, links and tables stay, scripts, styles and tags go."""

from __future__ import annotations

import re

from headroom_lab.messages.values import kinds
from headroom_lab.transforms.markers import tags_gone, way_back
from headroom_lab.transforms.outlining.facts import MOST, Standing, facts, written
from headroom_lab.transforms.outlining.older import Older
from headroom_lab.transforms.output_transform import Cut, Rewritten
from headroom_lab.transforms.pieces import left_out
from headroom_lab.waste.html_noise import without_html

_LINK = re.compile(
    r"<(?:a|img|iframe)\b[^<>]*?\b(?:href|src)\s*=\s*[\"']([^\"'<>#][^\"'<>]*+)[\"'][^<>]*+>", re.I
)
_CELL = re.compile(r"<t[dh]\b[^<>]*+>", re.I)
_VALUE = re.compile(r"=\s*\"([^\"<>]+)\"|=\s*'([^'<>]+)'")
_SCRIPT = re.compile(r"<(script|style)\b[^<>]*+>(.*?)</\1\s*>", re.I | re.S)
_BLANK_LINES = re.compile(r"(?<=\n)(?:[ \t]*+(?:\d++[→\t])?+[ \t|]*+\n)+")
_TAG = re.compile(r"<[^<>]*+>")
_INDENT = re.compile(r"\n[ \t]+")


class HtmlText(Older):
    """Of older HTML, keeps text, the addresses of links and the cells of tables.

    Facts that only stood in tags (names, addresses) are indexed at the end. The ledger's rows
    hold what stood between the words that stay.

    Args:
        config: how far back an output must lie, and what of it stays; None for ``OlderConfig()``.

    Example::

        transforms.HtmlText(OlderConfig(keep_recent=2, stride=1)).apply(messages).removals
    """

    name = "html_text"
    kind = "html"

    def outline(self, text: str, standing: Standing) -> Rewritten | None:
        """Return the text of a page."""
        linked = _CELL.sub(r" | ", _LINK.sub(r" (\1) ", text))
        said = without_html(linked)
        if said == linked:
            return None
        said = _INDENT.sub("\n", _BLANK_LINES.sub("", said)).strip()
        room = int(self.config.index * 0.5 * (len(text) - len(said)))
        listed = facts(_in_tags(text), standing.plus(kinds(said)), room=room) if room else []
        if len(listed) <= MOST:
            listed = [fact for fact in listed if fact not in said]
        marker = tags_gone(written(listed), way_back(text, standing.retrieval))
        cuts = tuple(
            Cut(f"characters {start}-{stop}", "tags", "html that was answered", 1, text[start:stop])
            for start, stop in left_out(text, said)
        )
        return Rewritten(f"{said}\n{marker}", cuts, (marker,))


def _in_tags(text: str) -> str:
    """Return what a page says outside its text: the values of attributes, scripts and styles."""
    values = (f'"{a or b}"' for tag in _TAG.findall(text) for a, b in _VALUE.findall(tag))
    return "\n".join([*values, *(body for _, body in _SCRIPT.findall(text))])
