"""What the transforms share that rewrite each tool output by itself."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

from headroom_lab.cache import ContentCache
from headroom_lab.messages import Block, Conversation
from headroom_lab.messages.protection import may_read
from headroom_lab.results import Removal
from headroom_lab.transforms.base import Context, Grown, Step, Transform, unchanged
from headroom_lab.transforms.encodings.places import Numbers
from headroom_lab.transforms.encodings.references import referred
from headroom_lab.transforms.encodings.word_for_word import is_word_for_word
from headroom_lab.transforms.entering import Alone, Entering
from headroom_lab.transforms.markers import TOOL
from headroom_lab.transforms.originals import remember

CACHED_CHARACTERS = 32_000_000


@dataclass(frozen=True, slots=True)
class Cut:
    """One thing taken out of a text: where it stood, what it is, why it went, its words."""

    path: str
    kind: str
    reason: str
    count: int
    text: str


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A text as it is to be sent, what was cut from it, and the markers put into it."""

    text: str
    cuts: tuple[Cut, ...] = ()
    markers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Edit:
    """Another text for a block."""

    block: Block
    rewritten: Rewritten


class EachOutput(Transform):
    """A transform that rewrites each tool output by itself, whatever stands around it.

    So what is done to a message never depends on what came later, and a prompt cache keeps
    what it holds. Errors stay as they are. Where the other text isn't shorter in tokens, the
    output stays as it was.
    """

    least: int = 1  # characters of an output that is looked at

    def __init__(self) -> None:
        self._cache: ContentCache[tuple[str, bool], tuple[Rewritten | None]] = ContentCache(
            CACHED_CHARACTERS
        )

    @abstractmethod
    def rewrite(self, text: str) -> Rewritten | None:
        """Return the other text of an output, None to leave it as it is."""

    def step(self, conversation: Conversation, context: Context) -> Step:
        """Rewrite every tool output that can be edited and is no error."""
        least = self.least
        blocks = [block for block in outputs(conversation) if len(block.text) >= least]
        found = self._all_known([block.text for block in blocks], context.retrieval)
        edits = [Edit(block, new) for block, new in zip(blocks, found, strict=True) if new]
        return edited(conversation, context, edits, self.name)

    def depends_on(self) -> Hashable | None:
        """Return the transform itself, with its settings where it has some."""
        return self, getattr(self, "config", None)

    def goes_on(self, grown: Grown, context: Context) -> bool:
        """Tell that talk changes nothing: outputs stay what they are."""
        return True

    def entering(self) -> Entering:
        """Return the transform for messages that come in one after another."""
        return Alone(self)

    def rewritten(self, text: str) -> str | None:
        """Return the other text of an output alone, None where it stays; made once per content."""
        return self.each_rewritten([text])[0]

    def each_rewritten(self, texts: Sequence[str]) -> list[str | None]:
        """Return the other text of each output alone, None where it stays."""
        long = [text for text in texts if len(text) >= self.least]
        found = iter(self._all_known(long, False))
        news = (next(found) if len(text) >= self.least else None for text in texts)
        return [new.text if new else None for new in news]

    def rewrite_marked(self, text: str, retrieval: bool) -> Rewritten | None:
        """Return the other text with markers that may name the retrieval tool, or may not."""
        return self.rewrite(text)

    def _all_known(self, texts: Sequence[str], retrieval: bool) -> list[Rewritten | None]:
        """Return the rewriting of each text, made once per content."""
        keys = [(text, retrieval) for text in texts]
        known = self._cache.get_many(keys)
        for found in known.values():
            for cut in found[0].cuts if found[0] else ():
                remember(cut.text)
        for key in keys:
            if key not in known:
                found = known[key] = (self.rewrite_marked(*key),)
                size = len(found[0].text) if found[0] else 0
                self._cache.put(key, found, len(key[0]) + size + 64)
        return [known[key][0] for key in keys]


def outputs(conversation: Conversation, so_far: Numbers | None = None) -> list[Block]:
    """Return the tool results that may be edited: those with a place.

    Errors are left out, what a reference points at, and what the model asked back as a whole.
    ``so_far`` are the numbers of the places before the conversation.
    """
    if so_far is not None:
        return _editable(conversation, so_far)
    return list(conversation.once(_editable))


def _editable(conversation: Conversation, so_far: Numbers | None = None) -> list[Block]:
    """Return these, looked for anew."""
    pointed_at = {id(block) for block in referred(conversation, so_far)}
    return [
        block
        for block in conversation.blocks
        if block.kind == "tool_result"  # most are none: told without a call
        and block.is_result
        and block.tool != TOOL
        and block.text
        and id(block) not in pointed_at
        and not is_word_for_word(block.text)
    ]


def edited(conversation: Conversation, context: Context, edits: Iterable[Edit], name: str) -> Step:
    """Return the step that makes those edits which save tokens, each loss on the ledger.

    An encoding, which cuts nothing, leaves alone what it would have protected pieces vanish from.
    """
    chosen = _shorter(context, [e for e in edits if _changes(e)])
    if not chosen:
        return unchanged(conversation)
    markers = [marker for e in chosen for marker in e.rewritten.markers]
    return Step(
        conversation.edit({(e.block.message, e.block.path): e.rewritten.text for e in chosen}),
        tuple(range(len(conversation.messages))),
        tuple(_removals(context, chosen)),
        (f"{name}:{len(chosen)}",),
        markers=sum(context.tokenizer.count_texts(markers)),
    )


def _changes(edit: Edit) -> bool:
    """Tell whether an edit is one, and takes away no protected piece without a word on the ledger."""
    new = edit.rewritten
    return new.text != edit.block.text and (bool(new.cuts) or may_read(edit.block, new.text))


def _shorter(context: Context, edits: Sequence[Edit]) -> list[Edit]:
    """Return the edits whose text has fewer tokens than what it stands for."""
    if not edits:
        return []
    texts = [text for e in edits for text in (e.block.text, e.rewritten.text)]
    sizes = context.tokenizer.count_texts(texts)
    return [
        edit
        for edit, before, after in zip(edits, sizes[::2], sizes[1::2], strict=True)
        if after < before
    ]


def _removals(context: Context, edits: Sequence[Edit]) -> Iterable[Removal]:
    """Yield a ledger row for each cut."""
    cuts = [(edit.block, cut) for edit in edits for cut in edit.rewritten.cuts]
    sizes = context.tokenizer.count_texts([cut.text for _, cut in cuts])
    blocks = {id(block): block for block, _ in cuts}
    names = {key: remember(block.text) for key, block in blocks.items()}
    for (block, cut), size in zip(cuts, sizes, strict=True):
        yield Removal(
            message=block.message,
            tool=block.tool,
            path=cut.path,
            kind=cut.kind,
            reason=cut.reason,
            count=cut.count,
            tokens=size,
            original=names[id(block)],
            text=cut.text,
        )
