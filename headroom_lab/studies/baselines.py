"""Simple ways to cut tool outputs, for comparison, and a bound that knows what will be used."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from headroom_lab.messages import Conversation
from headroom_lab.messages.values import values
from headroom_lab.traces.corpus_items import CorpusNeedle
from headroom_lab.transforms.base import Context, Step, Transform
from headroom_lab.transforms.output_transform import (
    Cut,
    EachOutput,
    Edit,
    Rewritten,
    edited,
    outputs,
)
from headroom_lab.transforms.text_kinds import kind_of

_BLANKS_AT_ENDS = re.compile(r"(?<![ \t\r])[ \t\r]+(?=\n|\Z)")
_BLANK_LINES = re.compile(r"\n{3,}")


class MinifyTrimFold(EachOutput):
    """Minifies JSON, trims white space at line ends and folds lines repeated in a row."""

    name = "minify_trim_fold"

    def rewrite(self, text: str) -> Rewritten | None:
        """Return a text without white space that lays it out, and without repeated lines."""
        try:
            return Rewritten(
                json.dumps(json.loads(text), ensure_ascii=False, separators=(",", ":"))
            )
        except (ValueError, RecursionError):
            trimmed = _BLANK_LINES.sub("\n\n", _BLANKS_AT_ENDS.sub("", text))
        lines = trimmed.split("\n")
        kept = [line for i, line in enumerate(lines) if i < 3 or len({*lines[i - 3 : i], line}) > 1]
        return Rewritten("\n".join(kept))


class CutOutputs(EachOutput):
    """Keeps of each tool output its first and last characters, ``characters`` in all."""

    name = "cut_outputs"

    def __init__(self, characters: int = 4_000) -> None:
        super().__init__()
        self.characters = characters

    def rewrite(self, text: str) -> Rewritten | None:
        """Return both ends of a long text."""
        half = self.characters // 2
        if len(text) <= self.characters:
            return None
        gone = text[half:-half]
        marker = f"[{len(gone)} characters cut]"
        cut = Cut(f"characters {half}-{len(text) - half}", "text", "too long", 1, gone)
        return Rewritten(f"{text[:half]}\n{marker}\n{text[-half:]}", (cut,), (marker,))


class LastCharacters(Transform):
    """Keeps of a conversation's tool outputs the last ``characters``, empties those before."""

    name = "last_characters"

    def __init__(self, characters: int = 40_000) -> None:
        self.characters = characters

    def step(self, conversation: Conversation, context: Context) -> Step:
        """Replace the outputs before the last ones, whole texts counted from the end."""
        after, edits = 0, []
        chosen = {id(block) for block in outputs(conversation)}
        for block in reversed(conversation.blocks):
            if after >= self.characters and id(block) in chosen:
                edits.append(Edit(block, self.left(block.text)))
            after += len(block.text)
        return edited(conversation, context, edits, self.name)

    def left(self, text: str) -> Rewritten:
        """Return what stands for an older output."""
        return Rewritten("[cleared]", (Cut("", "text", "too old", 1, text),), ("[cleared]",))


class EndsOfOlder(CutOutputs):
    """Keeps both ends of the outputs that lie more than ``messages`` messages back."""

    name = "ends_of_older"

    def __init__(self, characters: int = 4_000, messages: int = 10) -> None:
        super().__init__(characters)
        self.messages = messages

    def step(self, conversation: Conversation, context: Context) -> Step:
        """Cut the older outputs."""
        border = len(conversation.messages) - self.messages
        edits = [
            Edit(block, rewritten)
            for block in outputs(conversation)
            if block.message < border and (rewritten := self.rewrite(block.text))
        ]
        return edited(conversation, context, edits, self.name)


class FactsOfOlder(LastCharacters):
    """Leaves of each output before the last ``characters`` of all only its facts.

    Those are its identifiers, numbers, paths, URLs and names, and its first ten lines where it
    is source code.
    """

    name = "facts_of_older"

    def left(self, text: str) -> Rewritten:
        """Return the facts of a text on one line, after ten lines of source code."""
        code = text.split("\n")[:10] if kind_of(text) == "source" else []
        kept = "\n".join([*code, ", ".join(values(text))])
        return Rewritten(kept, (Cut("", "text", "too old", 1, text),))


class Oracle(Transform):
    """Keeps of every tool output only the lines that hold a needle: a bound, not a method.

    It knows what will be used. Lines are the granularity; what fits on one line with a needle
    stays with it.
    """

    name = "oracle"

    def __init__(self, needles: Iterable[CorpusNeedle]) -> None:
        self._values: dict[int, list[str]] = {}
        for needle in needles:
            self._values.setdefault(needle.tool, []).append(needle.value)

    def step(self, conversation: Conversation, context: Context) -> Step:
        """Cut every output down to the lines with needles."""
        edits = []
        for block in outputs(conversation):
            values = self._values.get(block.message, ())
            lines = block.text.split("\n")
            kept = [line for line in lines if any(value in line for value in values)]
            gone = [line for line in lines if line not in kept]
            cut = Cut("", "lines", "never used", len(gone), "\n".join(gone))
            edits.append(Edit(block, Rewritten("\n".join(kept), (cut,))))
        return edited(conversation, context, edits, self.name)
