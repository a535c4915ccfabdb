"""score_messages(): how important each message of a conversation is, in one call."""

from __future__ import annotations

from typing import Any

from headroom_lab.config import IntelligentContextConfig, ScoringWeights
from headroom_lab.messages import protected_tail
from headroom_lab.messages.given import ConversationLike, request_of
from headroom_lab.results.scores import MessageScores
from headroom_lab.telemetry import TOIN
from headroom_lab.tokens import Counter, Tokenizer, as_tokenizer
from headroom_lab.tokens.unknown_models import told_unknown
from headroom_lab.transforms.windows.message_scorer import MessageScorer

KEEP_LAST_TURNS = IntelligentContextConfig().keep_last_turns


def score_messages(
    conversation: ConversationLike,
    model: str | None = None,
    *,
    weights: ScoringWeights | None = None,
    toin: TOIN | None = None,
    embedding_provider: Any = None,
    keep_last_turns: int = KEEP_LAST_TURNS,
    system: Any = None,
    tokenizer: Tokenizer | Counter | None = None,
) -> MessageScores:
    """Return how important each message is, and why: a list in order that shows as a table.

    Args:
        conversation: a message list in any of the three formats, a request body, or what has
            ``messages``; an empty list has no scores.
        model: whose tokens count; where None a body's own, else gpt-4o.
        weights: of the six factors; they are normalised.
        toin: what was learnt about tools' outputs, or None.
        embedding_provider: anything with ``embed_batch(texts)``, for semantic similarity, or None.
        keep_last_turns: turns at the end that are marked as protected, with all system messages.
        system: a system prompt beside the messages; its index is -1.
        tokenizer: what counts instead of the model's own tokenizer.

    Raises:
        InvalidMessagesError: where the conversation can't be read.

    Example::

        scores = score_messages(messages, "gpt-4o")
        min(scores, key=lambda score: score.total_score).score_breakdown
    """
    IntelligentContextConfig(keep_last_turns=keep_last_turns)
    request = request_of(conversation, model=model, system=system)
    named = request.model if tokenizer is not None else told_unknown(request.model)
    scorer = MessageScorer(
        weights=weights,
        toin=toin,
        embedding_provider=embedding_provider,
        tokenizer=as_tokenizer(tokenizer, named),
    )
    if isinstance(request.messages, list) and not request.messages and system is None:
        return MessageScores()
    whole = request.conversation
    protected = {m.index for m in whole.messages if m.role == "system"}
    protected.update(range(protected_tail(whole, keep_last_turns), len(whole.messages)))
    return scorer.score_messages(whole, protected_indices=protected).moved(request.shift)
