"""SmartCrusher: select from or re-encode the structured outputs of tools."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from functools import lru_cache
from typing import Any

from headroom_lab.config import RelevanceScorerConfig, SmartCrusherConfig, config_of
from headroom_lab.errors import HeadroomError
from headroom_lab.json_text.nesting import value_of
from headroom_lab.messages import Block, Conversation
from headroom_lab.relevance.base import RelevanceScorer
from headroom_lab.relevance.create import create_scorer
from headroom_lab.results import CrushResult, Removals
from headroom_lab.telemetry import NOTHING_LEARNT, TOIN
from headroom_lab.tokens import Counter, Tokenizer, as_tokenizer
from headroom_lab.transforms.base import (
    Context,
    Grown,
    Step,
    Transform,
    unchanged,
)
from headroom_lab.transforms.entering import Asked as AskedEntering
from headroom_lab.transforms.entering import Entering
from headroom_lab.transforms.originals import remember
from headroom_lab.transforms.output_transform import outputs
from headroom_lab.transforms.questions import requests_before
from headroom_lab.transforms.smart_crusher.draft import Draft, draft
from headroom_lab.transforms.smart_crusher.encoding import compact_json
from headroom_lab.transforms.smart_crusher.ledger import items_of, removals_of
from headroom_lab.transforms.smart_crusher.outcome import Outcome, outcomes
from headroom_lab.transforms.smart_crusher.selection import Asked


class SmartCrusher(Transform):
    """Keeps of JSON lists what stands out and what represents the rest.

    Kept always: the first and last items, errors, anomalies, change points, what the query
    names and what is relevant to it; then the most different of the others, up to
    ``max_items_after_crush``. Identical and near-identical items are represented once. Kept
    items stay byte for byte (``output_format="json"``), a marker at the list's end says how
    much is gone, and a text that would not get shorter stays as it is.

    ``scorer`` measures relevance; without one it is made from ``config.relevance``. ``toin``
    is a TOIN or None: what was used of such outputs before stays, and more of what was often
    looked into again. Nothing is recorded in it.

    Example::

        SmartCrusher(SmartCrusherConfig(max_items_after_crush=20)).apply(messages).removals
    """

    name = "smart_crusher"

    def __init__(
        self,
        config: SmartCrusherConfig | None = None,
        *,
        scorer: RelevanceScorer | None = None,
        toin: TOIN | None = None,
    ) -> None:
        self.config = config_of(SmartCrusherConfig, config, "SmartCrusher")
        self.scorer = scorer or _scorer(self.config.relevance)
        self.toin = toin

    def depends_on(self) -> Hashable | None:
        """Return its settings; None where somebody else scores, or what was learnt decides too."""
        is_own = self.scorer is _scorer(self.config.relevance) and self.toin is None
        return (type(self), self.config) if is_own else None

    def goes_on(self, grown: Grown, context: Context) -> bool:
        """Tell that talk changes nothing: an output's question stands before it."""
        return True

    def crush(
        self, data: Any, query: str = "", *, tokenizer: Tokenizer | Counter | None = None
    ) -> CrushResult:
        """Return what is kept of a JSON value, which itself stays as it is.

        Args:
            data: JSON text or any JSON value.
            query: what relevance is measured against ("" for nothing).
            tokenizer: what counts; None for gpt-4o's.

        Raises:
            HeadroomError: for a value that has no JSON.
        """
        counter = as_tokenizer(tokenizer)
        text = data if isinstance(data, str) else _as_text(data)
        before = counter.count_text(text)
        made = self._draft(text, before, query)
        outcome = None if made is None else outcomes([made], [before], counter)[0]
        cuts = outcome.draft.cuts if outcome else ()
        items = tuple(items_of(text, cuts, query, self.scorer, counter))
        name = remember(text)
        if made is None or outcome is None:
            return CrushResult(value_of(data), text, before, before, items, original=name)
        return CrushResult(
            data=value_of(made.new),
            text=made.new,
            tokens_before=before,
            tokens_after=outcome.tokens_after,
            items=items,
            removals=Removals(removals_of(made, outcome.removed, 0, None, self.name)),
            strategy=self._strategy(made),
            was_modified=True,
            tokens_markers=outcome.markers,
            original=name,
        )

    def step(self, conversation: Conversation, context: Context) -> Step:
        """Crush every JSON tool result of at least ``min_tokens_to_crush`` tokens."""
        blocks = outputs(conversation)
        sizes = context.tokenizer.count_texts([b.text for b in blocks])
        requests = requests_before(conversation)
        chosen: list[tuple[Block, int, Draft]] = []
        for block, size in zip(blocks, sizes, strict=True):
            query = requests[block.message] if context.query is None else context.query
            made = self._draft(block.text, size, query, context.retrieval)
            if made is not None:
                chosen.append((block, size, made))
        found = outcomes([d for *_, d in chosen], [n for _, n, _ in chosen], context.tokenizer)
        done = zip((block for block, *_ in chosen), found, strict=True)
        return _step(conversation, [(block, outcome) for block, outcome in done if outcome])

    def entering(self) -> Entering:
        """Return the transform for messages that come in one after another."""
        return AskedEntering(self)

    def _draft(self, text: str, size: int, query: str, retrieval: bool = False) -> Draft | None:
        """Return what would become of a text of so many tokens, None where it stays as it is."""
        if size < self.config.min_tokens_to_crush:
            return None
        return draft(text, self.config, self._asked(text, query, retrieval))

    def _asked(self, text: str, query: str, retrieval: bool) -> Asked:
        """Return what decides on a text besides itself."""
        learnt = NOTHING_LEARNT if self.toin is None else self.toin.recommend(text)
        return Asked(query, self.scorer, learnt, retrieval)

    def _strategy(self, made: Draft) -> str:
        """Return in one word or two what was done to a text."""
        spelled = self.config.output_format
        if not made.cuts:
            return spelled
        return "select" if spelled == "json" else f"select, {spelled}"


def _step(conversation: Conversation, done: Sequence[tuple[Block, Outcome]]) -> Step:
    """Return the step that puts the outcomes in their blocks' places."""
    if not done:
        return unchanged(conversation)
    edits = {(block.message, block.path): outcome.draft.new for block, outcome in done}
    return unchanged(
        conversation.edit(edits),
        removals=tuple(
            row
            for block, o in done
            for row in removals_of(o.draft, o.removed, block.message, block.tool, SmartCrusher.name)
        ),
        applied=(f"{SmartCrusher.name}:{len(done)}",),
        markers=sum(outcome.markers for _, outcome in done),
    )


@lru_cache(maxsize=16)
def _scorer(config: RelevanceScorerConfig) -> RelevanceScorer:
    """Return the scorer of a configuration; a shared one, so that what it scored stays known."""
    return create_scorer(config)


def _as_text(value: Any) -> str:
    """Return a value's compact JSON."""
    try:
        return compact_json(value)
    except (TypeError, ValueError) as error:
        raise HeadroomError(
            f"SmartCrusher.crush: found {type(value).__name__} that has no JSON ({error}), "
            "expected JSON text or a JSON value"
        ) from error
