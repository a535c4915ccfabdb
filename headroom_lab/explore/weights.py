"""Score weights that can be changed, with the ranking and what a limit would drop."""

from __future__ import annotations

from typing import Any, ClassVar

from headroom_lab.config import IntelligentContextConfig, RollingWindowConfig, ScoringWeights
from headroom_lab.errors import HeadroomError
from headroom_lab.explore.controls import Setting, control, side_by_side, title
from headroom_lab.explore.explorer import Explorer, alert
from headroom_lab.messages import Conversation
from headroom_lab.messages.given import ConversationLike, request_of
from headroom_lab.results.scores import MessageScores
from headroom_lab.tokens import as_tokenizer
from headroom_lab.transforms.windows.intelligent_context import IntelligentContextManager
from headroom_lab.transforms.windows.message_scorer import MessageScorer


class WeightsExplorer(Explorer):
    """Six weights, the messages by importance, and which would be dropped at a limit.

    ``weights`` are those in force, ``scores`` the scores they give, ``dropped`` the indices of
    the messages that IntelligentContextManager would drop at ``limit`` tokens.
    """

    about: ClassVar[str] = "Explorer of score weights"

    def __init__(
        self,
        conversation: ConversationLike,
        model: str | None = None,
        *,
        limit: int | None = None,
        system: Any = None,
    ) -> None:
        super().__init__()
        if limit is not None:
            RollingWindowConfig(max_tokens=limit)
        request = request_of(conversation, model=model, system=system)
        self.conversation: Conversation = request.conversation
        self.tokenizer = as_tokenizer(None, request.model)
        self.size = self.tokenizer.count_messages(self.conversation)
        self.weights = ScoringWeights()
        self.scores = MessageScores()
        self.dropped: tuple[int, ...] = ()
        self._build(limit or max(1, self.size // 2))
        self._run()

    @property
    def record(self) -> MessageScores:
        """What is shown now."""
        return self.scores

    @property
    def widget(self) -> Any:
        """The inputs and what they lead to."""
        return self._widget

    def _build(self, limit: int) -> None:
        """Make the widgets."""
        import ipywidgets as w

        labels = {name: name.replace("_", " ") for name in self.weights.to_dict()}
        self.controls = {
            name: control(Setting(name, labels[name], "number", value, 0, 100))
            for name, value in self.weights.to_dict().items()
        }
        self.limit = control(Setting("limit", "limit in tokens", "whole", limit, 1))
        for box in (*self.controls.values(), self.limit):
            box.observe(self._run, "value")
        self.summary, self.picture = w.HTML(), w.HTML()
        left = [title("Weights"), *self.controls.values(), title("Context"), self.limit]
        self._widget = side_by_side(left, [self.summary, self.picture])

    def _run(self, change: Any = None) -> None:
        """Score with the weights as they stand and show the ranking."""
        try:
            self.weights = ScoringWeights(**{n: box.value for n, box in self.controls.items()})
        except HeadroomError as error:
            self.summary.value = alert(str(error))
            return
        scorer = MessageScorer(weights=self.weights)
        scores = scorer.score_messages(self.conversation)
        self.scores = MessageScores(sorted(scores, key=lambda s: -s.total_score))
        config = IntelligentContextConfig(scoring_weights=self.weights, output_buffer_tokens=0)
        result = IntelligentContextManager(config).apply(
            self.conversation, self.tokenizer, model_limit=self.limit.value
        )
        kept = set(result.origins)
        everything = range(len(self.conversation.messages))
        self.dropped = tuple(index for index in everything if index not in kept)
        self.summary.value = self._words(result)
        self.picture.value = self.scores.to_html()
        self.refresh()

    def _words(self, result: Any) -> str:
        """Say what goes at the limit."""
        gone = ", ".join(f"#{index}" for index in self.dropped[:40]) or "none"
        more = len(self.dropped) - 40
        rest = f" and {more} more" if more > 0 else ""
        return (
            f"<p>{result.tokens_before:,} → {result.tokens_after:,} tokens at a limit of "
            f"{self.limit.value:,}. Dropped: {gone}{rest}.</p>"
        )


def explore_weights(
    conversation: ConversationLike,
    model: str | None = None,
    *,
    limit: int | None = None,
    system: Any = None,
) -> WeightsExplorer:
    """Return a widget in which score weights can be changed, with the ranking they give.

    Args:
        conversation: as for ``simulate``.
        model: whose tokens count; where None a body's own, else gpt-4o.
        limit: tokens at which to show what would be dropped; half of the conversation where None.
        system: a system prompt beside the messages.

    Raises:
        InvalidMessagesError: where the conversation can't be read.

    Example::

        explore_weights(messages, "gpt-4o").dropped
    """
    return WeightsExplorer(conversation, model, limit=limit, system=system)
