"""What a pipeline keeps of what was used later, measured without a model.

A needle counts as kept where its value stands in the context as compressed *just before its
use*, an edit where every line of its old text does: the pipeline is given the messages before the
use, and what it returns is searched as ``replays.kept`` does. Tokens saved are those of the
complete conversations, summed over the corpus.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from headroom_lab.messages import Conversation, read
from headroom_lab.replays.kept import Judge, counted
from headroom_lab.replays.needs import Need, Needs, edited, needs_of
from headroom_lab.results.information import Information, InformationRow, LostNeedle
from headroom_lab.tokens import Tokenizer
from headroom_lab.traces.corpus_items import CorpusItem
from headroom_lab.transforms.text_kinds import kind_of

Outcome = tuple[Need, str, bool]  # what was needed, its source's kind of content, whether kept


def evaluate_information(
    pipeline: Any,
    corpus: Sequence[CorpusItem],
    *,
    name: str = "",
    tokenizer: Tokenizer | None = None,
) -> Information:
    """Return retention against tokens saved of a pipeline over a corpus.

    ``pipeline`` is anything with ``apply(messages, tokenizer) -> TransformResult``.
    """
    counter = tokenizer or Tokenizer()
    measured = [_Measured(item, pipeline, counter) for item in corpus]
    rows = [_row("all", "all", measured, measured)]
    for source in dict.fromkeys(m.item.source for m in measured):
        group = [m for m in measured if m.item.source == source]
        rows.append(_row("source", source, group, group))
    rows.extend(_content_rows(measured))
    shares = [share for m in measured for share in m.shares]
    return Information(
        name or str(getattr(pipeline, "name", type(pipeline).__name__)),
        tuple(rows),
        tuple(lost for m in measured for lost in m.lost()),
        sum(shares) / len(shares) if shares else 0.0,
    )


class _Measured:
    """One conversation: sizes before and after, and which needles were kept."""

    def __init__(self, item: CorpusItem, pipeline: Any, counter: Tokenizer) -> None:
        self.item = item
        whole = read(item.messages)
        self.result = pipeline.apply(item.messages, counter)
        self.kinds = {m.index: content_kind(m.blocks) for m in whole.messages}
        self.content_before = _by_content(whole.messages, self.kinds, counter, None)
        after = read(self.result.messages, format=whole.format).messages
        self.content_after = _by_content(after, self.kinds, counter, self.result.origins)
        self.shares: list[float] = []
        needed = needed_by(item, whole)
        judge = Judge(needed)
        for use in dict.fromkeys(needed.uses):
            context = pipeline.apply(item.messages[:use], counter)
            self.shares.append(context.savings_percent / 100)
            judge.see(use, use + 1, context.messages)
        self.outcomes = [(need, self.kinds[need.source], kept) for need, kept in judge.seen]

    def lost(self) -> Iterable[LostNeedle]:
        """Return the needles that were not kept."""
        return (
            LostNeedle(self.item.name, need.source, need.use, need.texts[0], kind, need.strict)
            for need, kind, kept in self.outcomes
            if need.kind == "value" and not kept
        )


def needed_by(item: CorpusItem, whole: Conversation) -> Needs:
    """Return the needles of an item and the edits in it."""
    values = [Need("value", n.use, (n.value,), (n.tool,), n.strict) for n in item.needles]
    return needs_of(whole, [*values, *edited(whole)])


def _row(
    by: str,
    group: str,
    sized: Iterable[_Measured],
    judged: Iterable[_Measured],
    keep: Callable[[Outcome], bool] = lambda _: True,
    sizes: tuple[int, int] | None = None,
) -> InformationRow:
    """Return the row of a group."""
    before, after = sizes or (
        sum(m.result.tokens_before for m in sized),
        sum(m.result.tokens_after for m in sized),
    )
    found = counted((o[0], o[2]) for m in judged for o in m.outcomes if keep(o))
    return InformationRow(
        by,
        group,
        before,
        after,
        found.strict_far,
        found.strict_far_kept,
        found.values_far,
        found.values_far_kept,
        found.strict,
        found.strict_kept,
        found.values,
        found.values_kept,
        found.edits,
        found.edits_kept,
        found.edits_far,
        found.edits_far_kept,
    )


def _content_rows(measured: Sequence[_Measured]) -> Iterable[InformationRow]:
    """Yield a row for each kind of content of tool outputs, the largest first."""
    before: Counter[str] = Counter()
    after: Counter[str] = Counter()
    for one in measured:
        before.update(one.content_before)
        after.update(one.content_after)
    for kind in sorted(before, key=lambda k: (-before[k], k)):
        sizes = before[kind], after[kind]
        yield _row("content", kind, (), measured, lambda o, kind=kind: o[1] == kind, sizes)  # type: ignore[misc]


def content_kind(blocks: Sequence[Any]) -> str:
    """Return the kind of content of the tool output in a message, "" where there is none."""
    texts = [b.text for b in blocks if b.role == "tool"]
    return kind_of(max(texts, key=len)) if texts else ""


def _by_content(
    messages: Sequence[Any],
    kinds: dict[int, str],
    counter: Tokenizer,
    origins: Sequence[int] | None,
) -> Counter[str]:
    """Return the tokens of tool outputs by kind of content."""
    found = [
        (kinds[origins[m.index] if origins else m.index], b.text)
        for m in messages
        for b in m.blocks
        if b.role == "tool"
    ]
    sizes = counter.count_texts([text for _, text in found])
    total: Counter[str] = Counter()
    for (kind, _), size in zip(found, sizes, strict=True):
        total[kind] += size
    return total
