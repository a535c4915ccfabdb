"""Does a model still find it? A small one reads the context as sent, and the value used next."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, chain, zip_longest
from typing import Any

from headroom_lab.messages import Conversation, read
from headroom_lab.policies.policy import Policy, policies_of
from headroom_lab.results.answerable import Answerable, Asked
from headroom_lab.studies.reading_models import ReadingModel, Said, said
from headroom_lab.tokens import Tokenizer
from headroom_lab.traces.corpus_items import CorpusItem, CorpusNeedle
from headroom_lab.transforms.base import Context, context_of, follow

FULL, WITHOUT = "full context", "without the output"
LONGEST = 3_000  # tokens of a context that is read
MOST = 60  # values that are asked for


@dataclass(frozen=True)
class _Question:
    """A value that a message used, what it says before it, and the context it had.

    ``first`` is the message from which on the context is read: 0 where all of it is.
    """

    item: CorpusItem
    needle: CorpusNeedle
    lead: str
    whole: Conversation = field(repr=False)
    first: int = 0


def evaluate_answerable(
    policies: Any,
    corpus: Iterable[CorpusItem],
    model: ReadingModel,
    *,
    most: int = MOST,
    longest: int = LONGEST,
    tokenizer: Tokenizer | None = None,
) -> Answerable:
    """Return how well a model says the values that agents really used next, under each policy.

    The model reads the context as sent, then the agent's own next message up to the value. Of a
    context too long for it, it reads the part from the call on whose output holds the value. Beside
    the policies stand the full context, and the context without that output: what the model
    guesses. Intervals are over conversations.

    Args:
        policies: those to compare, as ``compare`` takes them.
        corpus: conversations whose strict needles are asked for, in turns, far ones first.
        model: what reads: ``LocalModel()``, ``CompletionModel(client, name)``.
        most: how many values are asked for (60).
        longest: tokens of what is read of a full context (3,000); values behind more aren't
            asked for.
        tokenizer: what counts them; None for the reference tokenizer.

    Raises:
        ConfigError: for policies that are none, and where the model tells no probabilities.

    Example::

        evaluate_answerable(["balanced", "aggressive"], corpus, LocalModel()).to_frame()
    """
    counter = tokenizer or Tokenizer()
    asking = Asking(corpus, model, counter, most, longest)
    found = [*asking.reading(FULL, _read), *asking.reading(WITHOUT, _without)]
    for policy in policies_of(policies):
        found += asking.under(policy, context_of(counter, None, None, None))
    return Answerable(tuple(found))


class Asking:
    """Questions on conversations, and a model that is asked for each value behind each text once.

    Args as for ``evaluate_answerable``.
    """

    def __init__(
        self,
        corpus: Iterable[CorpusItem],
        model: ReadingModel,
        counter: Tokenizer,
        most: int = MOST,
        longest: int = LONGEST,
    ) -> None:
        self._questions = _questions(corpus, most, longest, counter)
        self._model = model
        self._known: dict[tuple[str, str], Said] = {}

    def under(self, policy: Policy, context: Context) -> Iterator[Asked]:
        """Yield how well each value is said under a policy; ``context`` is what its steps ask for."""
        steps = tuple(policy.pipeline.steps())
        return self.reading(policy.name, lambda question: _sent(question, steps, context))

    def reading(self, name: str, sent: Callable[[_Question], Conversation]) -> Iterator[Asked]:
        """Yield how well each value is said by who reads what is sent."""
        for question in self._questions:
            needle = question.needle
            answer = self._said(f"{written(sent(question))}{question.lead}", needle.value)
            yield Asked(name, question.item.name, needle.far, answer.loss, answer.recalled)

    def _said(self, text: str, value: str) -> Said:
        """Return how well the model says a value behind a text."""
        key = text, value
        if key not in self._known:
            self._known[key] = said(self._model, text, value)
        return self._known[key]


def _sent(question: _Question, steps: Sequence[Any], context: Context) -> Conversation:
    """Return what steps send of a question's context, from where it is read."""
    progress = follow(steps, question.whole, context)
    places = enumerate(progress.origins)
    return progress.conversation.keep(at for at, origin in places if origin >= question.first)


def _read(question: _Question) -> Conversation:
    """Return what is read of the full context."""
    return _from(question.whole, question.first)


def _without(question: _Question) -> Conversation:
    """Return a context without what the output said that holds the value."""
    blocks = question.whole.messages[question.needle.tool].blocks
    edited = question.whole.edit({(b.message, b.path): "" for b in blocks if b.editable})
    return _from(edited, question.first)


def _from(whole: Conversation, first: int) -> Conversation:
    """Return a conversation from a message on."""
    return whole.keep(range(first, len(whole.messages)))


def written(conversation: Conversation) -> str:
    """Return a conversation as a model without a template reads it: a role and a text by turns.

    Args:
        conversation: what is to be read.

    Example::

        written(read([{"role": "user", "content": "Hello"}]))  # "user: Hello\\n\\n"
    """
    return "".join(
        f"{block.role}: {block.shown}\n\n" for block in conversation.blocks if block.shown
    )


def _questions(
    corpus: Iterable[CorpusItem], most: int, longest: int, counter: Tokenizer
) -> list[_Question]:
    """Return the questions that are asked, far ones first: one of each conversation in turns."""
    by_item: list[list[_Question]] = []
    for item in corpus:
        conversation = read(item.messages)
        sizes = [0, *accumulate(counter.count_each(conversation))]
        found = [
            question
            for needle in item.needles
            if needle.strict and (question := _question(item, conversation, needle, sizes, longest))
        ]
        random.Random(item.name).shuffle(found)
        by_item.append(found)
    turns = [question for question in chain(*zip_longest(*by_item)) if question]
    chosen = sorted(turns, key=lambda question: not question.needle.far)[:most]
    # What is read with the same beginning is read behind each other: a server keeps it.
    return sorted(chosen, key=lambda q: (q.item.name, q.first, q.needle.use, len(q.lead)))


def _question(
    item: CorpusItem, whole: Conversation, needle: CorpusNeedle, sizes: Sequence[int], longest: int
) -> _Question | None:
    """Return the question for a value, None where too much is to be read or nothing says it.

    ``sizes`` are the tokens before each message.
    """
    called = (at for at in range(needle.tool, -1, -1) if whole.messages[at].role == "assistant")
    starts = (0, next(called, 0))
    first = next((at for at in starts if sizes[needle.use] - sizes[at] <= longest), None)
    for block in whole.messages[needle.use].blocks if first is not None else ():
        before, found, _ = block.shown.partition(needle.value)
        if found:
            context = Conversation(whole.format, whole.messages[: needle.use])
            return _Question(item, needle, f"{block.role}: {before}", context, first or 0)
    return None
