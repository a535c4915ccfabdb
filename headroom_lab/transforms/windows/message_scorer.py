"""How important each message of a conversation is."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from itertools import repeat
from operator import mul
from typing import Any

from headroom_lab.config import IntelligentContextConfig, ScoringWeights, config_of
from headroom_lab.messages import Conversation, Message, read, tool_units
from headroom_lab.messages.needles import Told, tell, uses
from headroom_lab.results.scores import MessageScore, MessageScores
from headroom_lab.telemetry import TOIN
from headroom_lab.tokens import Counter as TokenCounter
from headroom_lab.tokens import Tokenizer, as_tokenizer
from headroom_lab.transforms.windows import scoring_factors as factors
from headroom_lab.transforms.windows.embedded import Embedder

_SHOWN = 600  # characters of a message that a score carries for its preview


class MessageScorer:
    """Scores messages by six weighted factors (see ``scoring_factors``).

    What nothing is known of counts 0.5, errors and references 0.

    Args:
        weights: of the factors; they are normalised. None for the defaults.
        toin: what was learnt about tools' outputs: a TOIN or None.
        embedding_provider: anything with ``embed_batch(texts)`` or ``embed(text)``, or None.
        recency_decay_rate: how fast importance fades with each message that follows (0.1).
        tokenizer: what counts; None for gpt-4o's.

    Raises:
        ConfigError: for weights or a rate that won't do.

    Example::

        MessageScorer(ScoringWeights(error_indicator=0.5)).score_messages(messages)[0].score_breakdown
    """

    def __init__(
        self,
        weights: ScoringWeights | None = None,
        toin: TOIN | None = None,
        embedding_provider: Any = None,
        recency_decay_rate: float = 0.1,
        *,
        tokenizer: Tokenizer | TokenCounter | None = None,
    ) -> None:
        self.weights = config_of(ScoringWeights, weights, "weights").normalized()
        self._named = tuple(self.weights.to_dict().items())
        self._weights = tuple(weight for _, weight in self._named)
        self.toin = toin
        self.recency_decay_rate = IntelligentContextConfig(
            recency_decay_rate=recency_decay_rate
        ).recency_decay_rate
        self.tokenizer = as_tokenizer(tokenizer)
        self._embedder = None if embedding_provider is None else Embedder(embedding_provider)

    def score_messages(
        self,
        messages: Any,
        protected_indices: Collection[int] = frozenset(),
        tool_unit_indices: Collection[int] | None = None,
        *,
        tokenizer: Tokenizer | None = None,
    ) -> MessageScores:
        """Return a score for each message, in order.

        Args:
            messages: a message list in any of the three formats.
            protected_indices, tool_unit_indices: message indices that the scores are marked with; without the
                latter the tool units are looked up in the messages.
            tokenizer: what counts instead of the scorer's.

        Raises:
            InvalidMessagesError: where the list can't be read.
        """
        if isinstance(messages, list) and not messages:
            return MessageScores()
        conversation = read(messages)
        if tool_unit_indices is None:
            tool_unit_indices = {i for unit in tool_units(conversation) for i in unit.messages}
        marks = (frozenset(protected_indices), frozenset(tool_unit_indices))
        sizes = (tokenizer or self.tokenizer).count_each(conversation)
        columns = zip(conversation.messages, sizes, *self._factors(conversation), strict=True)
        return MessageScores(self._score(marks, *column) for column in columns)

    def _factors(self, conversation: Conversation) -> tuple[Iterable[float], ...]:
        """Return the six factors, each with a value a message, in the order of the weights."""
        messages = conversation.messages
        told = tell(conversation)
        last = len(messages) - 1
        referred = references(conversation, told)
        return (
            (factors.recency(last - m.index, self.recency_decay_rate) for m in messages),
            self._similarities([text for text, _ in told]),
            (factors.toin_importance(self._retrieval_rate(m)) for m in messages),
            (factors.error_indicator(factors.is_error(m), self._errors(m)) for m in messages),
            (factors.forward_reference(referred[m.index]) for m in messages),
            (factors.token_density(words) for _, words in told),
        )

    def _score(
        self,
        marks: tuple[frozenset[int], frozenset[int]],
        message: Message,
        tokens: int,
        *found: float,
    ) -> MessageScore:
        """Return the score of one message."""
        texts = [block.text[:_SHOWN] for block in message.blocks]
        total = math.fsum(map(mul, self._weights, found))
        recency, semantic, toin, error, reference, density = found
        return MessageScore(
            message_index=message.index,
            total_score=min(1.0, total),
            recency_score=recency,
            semantic_score=semantic,
            toin_score=toin,
            error_score=error,
            reference_score=reference,
            density_score=density,
            is_protected=message.index in marks[0],
            in_tool_unit=message.index in marks[1],
            tokens=tokens,
            role=message.role,
            text=texts[0] if len(texts) == 1 else "\n".join(texts)[:_SHOWN],
            weights=self._named,
        )

    def _similarities(self, texts: Sequence[str]) -> Iterable[float]:
        """Yield how near each text is to the recent ones, by one batched embedding call."""
        if self._embedder is None:
            return repeat(factors.NEUTRAL, len(texts))
        vectors, context = self._embedder.with_context(texts)
        return (factors.semantic_similarity(vector, context) for vector in vectors)

    def _retrieval_rate(self, message: Message) -> float | None:
        """Return the highest retrieval rate of the tool outputs in a message."""
        if self.toin is None:
            return None
        outputs = [b for b in message.blocks if b.kind == "tool_result"]
        rates = [self.toin.retrieval_rate(b.tool, b.text) for b in outputs]
        return max((rate for rate in rates if rate is not None), default=None)

    def _errors(self, message: Message) -> float:
        """Return how sure it is that fields of the message's tool outputs tell of an error."""
        if self.toin is None:
            return 0.0
        outputs = [b for b in message.blocks if b.kind == "tool_result"]
        return max((self.toin.error_confidence(b.tool, b.text) for b in outputs), default=0.0)


def references(conversation: Conversation, told: Sequence[Told] | None = None) -> Counter[int]:
    """Return message index -> how often later messages use its call ids and its values.

    ``told`` is what ``messages.needles.tell`` gave, where it is at hand.
    """
    counts = Counter(use.source for use in uses(conversation, told))
    calls: dict[str | None, int] = {}
    for message in conversation.messages:
        answered = {b.call_id for b in message.blocks if b.role == "tool"}
        counts.update(calls[call_id] for call_id in answered if call_id in calls)
        calls.update((b.call_id, message.index) for b in message.blocks if b.kind == "tool_call")
    return counts
