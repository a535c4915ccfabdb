"""What agents do when the input grows long: a summary in place of all before it."""

from __future__ import annotations

from typing import Any

from headroom_lab.config.checks import whole
from headroom_lab.errors import ConfigError
from headroom_lab.messages import Conversation, Message, pieces
from headroom_lab.messages.conversation import reread
from headroom_lab.policies.moments.moment import Moment
from headroom_lab.policies.moments.occasion import ExtraRequest, Occasion, Sender
from headroom_lab.policies.moments.sizes import Sizes
from headroom_lab.policies.moments.sticky import Cutting, StickySender
from headroom_lab.transforms.base import Context
from headroom_lab.transforms.gone import message_gone

# The median length of the summaries that Claude Code wrote in five recorded sessions (2,352 to
# 4,412 tokens of o200k_base; public sessions, read 2026-11).
SUMMARY_TOKENS = 3_900
ASKING_TOKENS = 1_000  # what the request for a summary says besides the context
_FILLER = " …"


def compaction(
    trigger: int = 160_000, *, summary_tokens: int = SUMMARY_TOKENS, model: str | None = None
) -> Compaction:
    """Return the policy of agents that have their context summarised when it grows long.

    One more request reads the context and writes the summary, which stands from then on in place of
    all before the last answer. What it would say isn't known: what it stands for counts as lost.

    Args:
        trigger: the input's tokens from which it is summarised (160,000).
        summary_tokens: the summary's length in tokens (3,900, as recorded ones).
        model: which model writes the summary; None for the session's own.

    Raises:
        ConfigError: for a number out of its range, or another kind of model's name.

    Example::

        compare(messages, [compaction(80_000), "balanced"], model="claude-sonnet-4-5")
    """
    return Compaction(trigger, summary_tokens, model)


class Compaction(Moment):
    """See ``compaction``."""

    waits = True
    supposes = True

    def __init__(self, trigger: int, summary_tokens: int, model: str | None) -> None:
        self.trigger = whole("compaction: trigger", trigger, 1)
        self.summary_tokens = whole("compaction: summary_tokens", summary_tokens, 1)
        if model is not None and not isinstance(model, str):
            raise ConfigError(f"compaction: model: found {model!r}, expected a name or None")
        self.model = model
        super().__init__(f"compaction({trigger})")

    def begin(self, context: Context) -> Sender:
        """Return what sends the requests of one stream."""
        return _Compacting(context, self)


class _Compacting(StickySender[Compaction]):
    """Puts a summary in place of what came before the last answer."""

    def __init__(self, context: Context, moment: Compaction) -> None:
        super().__init__(context, moment)
        self._sizes = Sizes(context.tokenizer)
        self._gone = 0  # how many of the request's messages the summary stands for

    def restart(self, start: int, occasion: Occasion) -> int:
        """Return where what the summary stands for ends; 0 on another branch of it."""
        if start >= self._gone or occasion.opens is None:
            return max(start, self._gone)
        self._gone = 0
        self.sent.clear()
        self._origins.clear()
        return 0

    def cut(self, occasion: Occasion) -> Cutting | None:
        """Return the summary and what follows it where the input is over its limit."""
        self._sizes.given(occasion, self.reading, self.new_from)
        sizes = self._sizes.sent(self.sent, self.reading.format)
        total = self._sizes.total(occasion)
        whole = self.whole()
        first, border = _leading(whole), _border(whole)
        if total <= self.moment.trigger or sum(sizes[first:border]) <= self.moment.summary_tokens:
            return None
        self._gone = len(self.reading.messages) - (len(self.sent) - border)
        summary = self._summary(whole, first)
        rows = [
            message_gone(m, size, "summarised", "compaction", kept=False)
            for m, size in zip(self.sent[first:border], sizes[first:border], strict=True)
        ]
        return Cutting(
            [*whole.messages[:first], summary, *whole.messages[border:]],
            [*range(first + 1), *range(border, len(self.sent))],
            tuple(rows),
            self.moment.summary_tokens,
            (self._request(total),),
        )

    def _request(self, total: int) -> ExtraRequest:
        """Return the request that writes the summary."""
        moment = self.moment
        return ExtraRequest("summary", total, moment.summary_tokens, ASKING_TOKENS, moment.model)

    def _summary(self, whole: Conversation, first: int) -> Message:
        """Return a message that is as long as the summary and says nothing."""
        count = self.context.tokenizer.count_text
        said = f"[summary of the conversation so far, {self.moment.summary_tokens} tokens]"
        each = (count(_FILLER * 100) - count("")) / 100
        text = said + _FILLER * round((self.moment.summary_tokens - count(said)) / each)
        message: dict[str, Any] = {"role": "user", "content": text}
        if whole.format == "openai_responses":
            message = {"type": "message", **message}
        return reread(whole.messages[:first], [message], whole.format)[0]


def _leading(whole: Conversation) -> int:
    """Return how many system messages stand at the head: they stay."""
    roles = (message.role for message in whole.messages)
    return next((at for at, role in enumerate(roles) if role != "system"), len(whole.messages))


def _border(whole: Conversation) -> int:
    """Return where the last answer begins, with all that can only go together with it."""
    roles = [message.role for message in whole.messages]
    answers = [at for at, role in enumerate(roles) if role == "assistant"]
    if not answers:
        return 0
    border = answers[-1]
    for piece in reversed(pieces(whole)):
        if piece[0] < border <= piece[-1]:
            border = piece[0]
    while border and roles[border - 1] == "assistant":
        border -= 1
    return border
