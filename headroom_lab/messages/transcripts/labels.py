"""The lines of a transcript that say who speaks next, in the styles that programs write.

``User:``, ``**User:**``, ``**User**:``, ``### User``, ``[user]``, ``<user>``, chat templates'
tokens, each also behind ``>``, with a time or an emoji beside the name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from headroom_lab.messages.transcripts.speakers import role_named


@dataclass(frozen=True, slots=True)
class Label:
    """Who speaks, the tool's name, and what already stands on the label's line.

    ``style`` is "plain", "heading", "bracket" or "template"; ``quoted`` tells that the label
    stood behind ``>``; ``alone`` that nothing stands behind it.
    """

    role: str
    tool: str | None
    rest: str
    style: str
    quoted: bool

    @property
    def alone(self) -> bool:
        """Whether the label has the line for itself."""
        return not self.rest.strip()


_QUOTE = re.compile(r"(?:>[ \t]?)+")
_CLOCK = r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:[.,]\d+)?(?:[ \u202f]?[AaPp]\.?[Mm]\.?)?(?:Z|[+-]\d{2}:?\d{2})?"
_DATE = r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}"
_TIME = rf"(?:{_DATE}(?:(?:T|,?[ ]){_CLOCK})?|{_CLOCK})"
_STAMP = re.compile(rf"(?:\[{_TIME}\]|\({_TIME}\)|{_TIME})[ \t]*[-–—|,:]?[ \t]*")
_WORD = r"[^\s:：()\[\]{}<>|*#`\"'=,;!?/\\]{1,30}"
_NAME = rf"{_WORD}(?:[ \t]{_WORD}){{0,4}}?"
_BESIDE = rf"(?:[ \t]*(?:\((?P<round>[^()\n]{{1,60}})\)|\[(?P<square>[^\[\]\n]{{1,60}})\]|,?[ \t]{_TIME}))?"
_SPACE = r"[ \t\u00a0\u202f]*"
_COLON = rf"{_SPACE}[:：](?!//)"
_PLAIN = re.compile(
    rf"(?P<name>{_NAME}){_BESIDE}{_SPACE}(?:：|:(?!//)[ \t]?)(?P<rest>.*)", re.DOTALL
)
_BOLD = re.compile(
    rf"(?P<mark>\*\*\*|\*\*|\*|___|__|_)(?:[\[(]?{_TIME}[\])]?[ \t]*)?(?P<name>{_NAME}){_BESIDE}"
    rf"(?:{_COLON}(?P=mark)|(?P=mark)(?:[ \t]*\([^()\n]{{1,60}}\)|[ \t]+{_TIME})?{_COLON}|(?P=mark)(?=[ \t]*$))"
    r"[ \t]?(?P<rest>.*)",
    re.DOTALL,
)
_ALONE = re.compile(rf"(?P<name>{_NAME}){_BESIDE}[ \t]*(?P<rest>)")
_BRACKET = re.compile(
    rf"(?:\[(?P<name>{_NAME})(?:[:：(][ \t]*(?P<round>[\w.:/-]{{1,60}})\)?)?(?P<square>)\]"
    rf"|<(?P<tag>{_NAME})(?:[ \t]+name=\"(?P<tagged>[\w.:/-]{{1,60}})\")?>)"
    r"(?:[ \t]*[:：](?!//))?[ \t]?(?P<rest>.*)",
    re.DOTALL,
)
_TEMPLATE = re.compile(
    r"(?:<\|begin_of_text\|>|<s>|<bos>)?(?:<\|im_start\|>(?P<a>\w+)(?:[ \t]+name=(?P<tool>[\w.:/-]+))?"
    r"|<\|(?:start_header_id|header_start)\|>(?P<b>\w+)<\|(?:end_header_id|header_end)\|>"
    r"|<start_of_turn>(?P<c>\w+)|<\|start\|>(?P<d>\w+)<\|message\|>|<\|(?P<e>\w+)\|>)"
    r"[ \t]?(?P<rest>.*)",
    re.DOTALL,
)
_HEADING = re.compile(r"#{1,6}[ \t]+")
_TOOL = re.compile(r"[\w.:/-]+")


def label_of(line: str) -> Label | None:
    """Return who speaks from this line on; None for a line that is text."""
    quote = _QUOTE.match(line)
    text = line[quote.end() :] if quote else line
    if not text or text[0] in " \t":
        return None
    if text[0] == "<" or text[0] == "[":
        found = _bracketed(text, bool(quote))
        if found is not None:
            return found
    heading = _HEADING.match(text)
    if heading:
        text = text[heading.end() :].rstrip("# \t") if text.rstrip().endswith("#") else text[heading.end() :]  # fmt: skip
    stamp = _STAMP.match(text)
    text = text[stamp.end() :] if stamp else text
    patterns = (_BOLD,) if text[:1] in ("*", "_") else (_PLAIN, _ALONE) if heading else (_PLAIN,)
    for pattern in patterns:
        match = pattern.match(text) if pattern is not _ALONE else pattern.fullmatch(text)
        role = role_named(match["name"]) if match else None
        if match and role:
            tool = _tool(role, match["round"] or match["square"])
            style = "heading" if heading else "plain"
            return Label(role, tool, match["rest"], style, bool(quote))
    return None


def _bracketed(text: str, quoted: bool) -> Label | None:
    """Return the label of a line that begins with a bracket, a tag or a template's token."""
    match = _TEMPLATE.match(text)
    if match:
        name = next(filter(None, (match[key] for key in "abcde")), "")
        role = "assistant" if name == "model" else role_named(name)
        role = "tool" if name in ("ipython", "tool_response") else role
        return Label(role, match["tool"], match["rest"], "template", quoted) if role else None
    match = _BRACKET.match(text)
    if match is None:
        return None
    role = role_named(match["name"] or match["tag"])
    tool = _tool(role or "", match["round"] or match["tagged"])
    return Label(role, tool, match["rest"], "bracket", quoted) if role else None


def _tool(role: str, beside: str | None) -> str | None:
    """Return the tool that stands in parentheses beside a tool's label."""
    if role != "tool" or beside is None or re.fullmatch(_TIME, beside):
        return None
    return beside if _TOOL.fullmatch(beside) else None
