"""What a transform is, and how the steps of one or several become a TransformResult."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from headroom_lab.garbage import collection_paused
from headroom_lab.messages import Conversation, read
from headroom_lab.messages.protection import is_guarded
from headroom_lab.providers.base import PricedProvider
from headroom_lab.results import Removal, Removals, StepSummary, TransformResult, Volatile
from headroom_lab.results.compressing import Compressing, both
from headroom_lab.tokens import Counter, Tokenizer, as_tokenizer
from headroom_lab.tokens.definitions import tools_tokens
from headroom_lab.transforms.guarding import guarded
from headroom_lab.transforms.placing import placed


@dataclass(frozen=True)
class Context:
    """What a step may ask for besides the conversation.

    ``model_limit`` and ``output_buffer`` are tokens; ``query`` is what relevance is measured
    against, None for the user's message that an output answers; ``retrieval`` says that the
    request holds the tool that gives originals back, so that markers may name it; ``model`` is
    the one that the caller named, None where none was; ``vendor``: whose prices hold, None for the
    model's own; ``shift`` is 1 where a system prompt given beside the messages stands before them;
    ``tools``: the request's tool definitions; ``made`` keeps what steps made of single messages
    where several policies are given the same ones, None where nothing is kept.
    """

    tokenizer: Tokenizer
    model_limit: int | None = None
    output_buffer: int | None = None
    query: str | None = None
    retrieval: bool = False
    model: str | None = None
    vendor: PricedProvider | None = None
    shift: int = 0
    tools: Sequence[Any] | None = None
    made: dict[Any, Any] | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Grown:
    """A conversation that a step has worked on, and the same with talk at its end.

    That is messages of users and models that are nothing but text. Both are as they were given;
    ``tokens`` is how many the step would get of the longer one.
    """

    before: Conversation
    after: Conversation
    tokens: int


@dataclass(frozen=True)
class Step:
    """What one transform did to a conversation.

    ``origins[i]`` is the index that message ``i`` had before the step; removals name messages
    by that earlier index too. ``tools`` are the tool definitions after it, None where they stayed;
    ``loaded_tokens`` those of definitions that stand among the messages.
    """

    conversation: Conversation
    origins: tuple[int, ...]
    removals: tuple[Removal, ...] = ()
    applied: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    markers: int = 0
    volatile: tuple[Volatile, ...] = ()
    stable_prefix_hash: str | None = None
    stable_prefix_tokens: int | None = None
    stable_prefix_freed: int | None = None
    tools: Sequence[Any] | None = None
    loaded_tokens: int = 0
    spent: Compressing | None = None


@dataclass(frozen=True)
class Progress:
    """What a pipeline has done so far; ``conversation`` is what the next step gets.

    ``tools`` are those to send, None for those of the request; ``beside`` is by how many tokens what
    stands beside the messages has grown.
    """

    conversation: Conversation
    origins: tuple[int, ...]
    sizes: tuple[int, ...]
    removals: tuple[Removal, ...] = ()
    steps: tuple[StepSummary, ...] = ()
    applied: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    markers: int = 0
    last: dict[str, Any] = field(default_factory=dict)
    spent: Compressing | None = None  # by compressors of someone's
    is_guarded: bool = False  # whether something in it is protected
    tools: Sequence[Any] | None = None
    beside: int = 0


class Applied(ABC):
    """What can be applied to messages: one transform, or several in order."""

    name: str = "transform"

    @abstractmethod
    def steps(self) -> Iterable[Any]:
        """Return the transforms that run, in order."""

    def apply(
        self,
        messages: Any,
        tokenizer: Tokenizer | Counter | None = None,
        *,
        model_limit: int | None = None,
        output_buffer: int | None = None,
        query: str | None = None,
    ) -> TransformResult:
        """Return what comes of ``messages``; they themselves stay as they are.

        Without a ``tokenizer`` gpt-4o's counts. ``model_limit`` and ``output_buffer`` are tokens:
        what the model takes, what stays free in it for the answer; ``query`` is what relevance is
        measured against, None for the question before an output. Raises InvalidMessagesError
        where the list can't be read.
        """
        context = context_of(tokenizer, model_limit, output_buffer, query)
        return run(self.steps(), messages, context)


class Transform(Applied):
    """One step: messages in, fewer or smaller messages out, each loss on the ledger.

    Example::

        for step in (SmartCrusher(), RollingWindow()):
            messages = step.apply(messages).messages
    """

    @abstractmethod
    def step(self, conversation: Conversation, context: Context) -> Step:
        """Do the work on a conversation that has been read."""

    def depends_on(self) -> Hashable | None:
        """Return what, beside a conversation and its context, decides what comes of it.

        None where that isn't known, and nothing is kept of what was made.
        """
        return None

    def goes_on(self, grown: Grown, context: Context) -> bool:
        """Tell whether what it did stays done, and nothing more is to do, where talk is added.

        False where that isn't known: then it runs again.
        """
        return False

    def steps(self) -> Iterable[Any]:
        """Return the transform itself."""
        return (self,)


def context_of(
    tokenizer: Tokenizer | Counter | None,
    model_limit: int | None,
    output_buffer: int | None,
    query: str | None,
) -> Context:
    """Return the context of a call of ``apply``; a tokenizer names its model."""
    model = tokenizer.model if isinstance(tokenizer, Tokenizer) else None
    return Context(as_tokenizer(tokenizer), model_limit, output_buffer, query, model=model)


def unchanged(conversation: Conversation, **extra: Any) -> Step:
    """Return a step that did nothing."""
    return Step(conversation, tuple(range(len(conversation.messages))), **extra)


@collection_paused()
def run(transforms: Iterable[Any], messages: Any, context: Context) -> TransformResult:
    """Run transforms one after another over a message list."""
    return result_of(follow(transforms, read(messages), context))


def follow(transforms: Iterable[Any], conversation: Conversation, context: Context) -> Progress:
    """Run transforms one after another and return how far they came."""
    before = context.tokenizer.count_messages(conversation)
    origins = tuple(range(len(conversation.messages)))
    progress = Progress(conversation, origins, (before,), is_guarded=is_guarded(conversation))
    for transform in transforms:
        progress = advance(progress, transform, context)
    return replace(progress, removals=placed(progress.removals, conversation, context.tokenizer))


def result_of(progress: Progress) -> TransformResult:
    """Return what the steps did as a record."""
    return TransformResult(
        messages=progress.conversation.to_list(),
        tokens_before=progress.sizes[0],
        tokens_after=progress.sizes[-1],
        transforms_applied=list(progress.applied),
        removals=Removals(progress.removals),
        warnings=list(progress.warnings),
        tokens_markers=progress.markers,
        origins=progress.origins,
        steps=progress.steps,
        **progress.last,
    )


def advance(progress: Progress, transform: Any, context: Context) -> Progress:
    """Return the progress after one more transform."""
    context = context if progress.tools is None else replace(context, tools=progress.tools)
    step = step_of(transform, progress.conversation, context)
    if progress.is_guarded:
        step = guarded(progress.conversation, step, context.tokenizer)
    before = progress.sizes[-1]
    same = step.conversation is progress.conversation
    beside = progress.beside + _grown(step, context)
    after = before - progress.beside
    after = beside + (after if same else context.tokenizer.count_messages(step.conversation))
    name = str(getattr(transform, "name", type(transform).__name__))
    removals = tuple(
        _placed(r, progress.origins[r.message] if r.message >= 0 else r.message, name)
        for r in step.removals
    )
    last = dict(progress.last)
    if step.stable_prefix_hash is not None:
        last = {
            "volatile": tuple(
                replace(v, message=progress.origins[v.message]) for v in step.volatile
            ),
            "stable_prefix_hash": step.stable_prefix_hash,
            "stable_prefix_tokens": step.stable_prefix_tokens,
            "stable_prefix_freed": step.stable_prefix_freed,
        }
    return Progress(
        conversation=step.conversation,
        origins=progress.origins if same else tuple(progress.origins[at] for at in step.origins),
        sizes=(*progress.sizes, after),
        removals=progress.removals + removals,
        steps=(*progress.steps, StepSummary(name, before, after, len(removals), step.applied)),
        applied=progress.applied + step.applied,
        warnings=progress.warnings + step.warnings,
        markers=progress.markers + step.markers,
        last=last,
        spent=both(progress.spent, step.spent),
        is_guarded=progress.is_guarded or bool(getattr(transform, "protects", False)),
        tools=progress.tools if step.tools is None else step.tools,
        beside=beside,
    )


def _grown(step: Step, context: Context) -> int:
    """Return by how many tokens a step has let grow what stands beside the messages."""
    if step.tools is None:
        return 0
    before, after = (
        tools_tokens(tools, context.tokenizer) for tools in (context.tools, step.tools)
    )
    return after - before + step.loaded_tokens


def _placed(removal: Removal, message: int, transform: str) -> Removal:
    """Return a removal with the index its message had at first and the transform's name."""
    if removal.message == message and removal.transform:
        return removal
    return replace(removal, message=message, transform=removal.transform or transform)


def step_of(transform: Any, conversation: Conversation, context: Context) -> Step:
    """Return the step of a transform of ours or of anyone's."""
    if isinstance(transform, Transform):
        return transform.step(conversation, context)
    return _foreign_step(transform, conversation, context)


def _foreign_step(transform: Any, conversation: Conversation, context: Context) -> Step:
    """Run a transform that only has ``apply``, as users write them."""
    messages = conversation.to_list()
    result = transform.apply(messages, context.tokenizer)
    places = {id(message): index for index, message in enumerate(messages)}
    origins = getattr(result, "origins", ()) or tuple(
        places.get(id(message), min(index, len(messages) - 1))
        for index, message in enumerate(result.messages)
    )
    return Step(
        read(result.messages, format=conversation.format),
        tuple(origins),
        tuple(result.removals),
        tuple(result.transforms_applied),
        tuple(result.warnings),
        result.tokens_markers,
    )
