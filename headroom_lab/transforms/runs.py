"""What steps made of a conversation, kept by its content, so that the same is made once.

Kept are runs of steps that say what they depend on, over messages that are plain data. Messages
that a step wrote are copied out and in: whoever is given a result may write into it.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from headroom_lab.cache import ContentCache
from headroom_lab.messages import Conversation, Message
from headroom_lab.messages.conversation import moved
from headroom_lab.messages.prints import digest_of
from headroom_lab.messages.protection import is_guarded
from headroom_lab.transforms.base import Context, Grown, Progress, Transform, follow
from headroom_lab.transforms.markers import TOOL
from headroom_lab.transforms.originals import held, named_in, remember

CACHED_CHARACTERS = 32_000_000
_FEW = 2_000  # characters that a run takes beside its texts
MOST_TALK = 4  # messages at the end of a conversation without which a run is looked for


@dataclass(frozen=True, slots=True)
class _Run:
    """How far the steps came, and which of the messages left are the given ones as they came."""

    progress: Progress
    stayed: tuple[bool, ...]
    originals: tuple[str, ...]  # that rows and markers name


_runs: ContentCache[Hashable, _Run] = ContentCache(CACHED_CHARACTERS)


def followed(steps: Iterable[Any], conversation: Conversation, context: Context) -> Progress:
    """Run steps one after another, or return what the same ones made of the same before.

    Where talk was added to what they ran on, what they made stays, and the talk with it.
    """
    every = tuple(steps)
    key = _key(every, conversation, context)
    if key is None:
        return follow(every, conversation, context)
    known = _runs.get(key)
    if known is not None:
        return _again(known, conversation)
    progress = _gone_on(every, conversation, context, key) or follow(every, conversation, context)
    run = _run(progress, conversation)
    _runs.put(key, run, _weight(run))
    return progress


class _Key(NamedTuple):
    """All that decides what a run comes to: the messages by their content, and the rest."""

    digests: tuple[bytes | None, ...]
    beside: Hashable


def _key(steps: Sequence[Any], conversation: Conversation, context: Context) -> _Key | None:
    """Return all that decides what a run comes to, None where that isn't known."""
    made = [_settings(step) for step in steps]
    counted = context.tokenizer.depends_on()
    digests = tuple(message.digest for message in conversation.messages)
    if not steps or None in made or counted is None or None in digests:
        return None
    if is_guarded(conversation):
        return None
    asked = (context.model_limit, context.output_buffer, context.query, context.retrieval)
    return _Key(digests, (conversation.format, tuple(made), counted, asked, context.model))


def _gone_on(
    steps: Sequence[Any], conversation: Conversation, context: Context, key: _Key
) -> Progress | None:
    """Return what steps come to that ran before the last messages were said, None where none did."""
    last = len(conversation.messages)
    for count in range(last - 1, max(0, last - 1 - MOST_TALK), -1):
        if not _is_talk(conversation.messages[count]):
            return None
        known = _runs.get(key._replace(digests=key.digests[:count]))
        if known is not None:
            shorter = Conversation(conversation.format, conversation.messages[:count])
            done = _again(known, shorter)
            return with_talk(steps, shorter, conversation, context, done)
    return None


def _is_talk(message: Message) -> bool:
    """Tell whether a message is nothing but text of a user or a model."""
    said = all(block.kind == "text" and block.role != "tool" for block in message.blocks)
    return said and message.role in ("user", "assistant")


def with_talk(
    steps: Sequence[Any],
    shorter: Conversation,
    conversation: Conversation,
    context: Context,
    done: Progress,
) -> Progress | None:
    """Return what steps come to with the talk at the end, None where one has to run again."""
    new = conversation.messages[len(shorter.messages) :]
    more = sum(context.tokenizer.count_each(Conversation(conversation.format, new)))
    for step, size in zip(steps, done.sizes, strict=False):
        if not step.goes_on(Grown(shorter, conversation, size + more), context):
            return None
    left = done.conversation
    whole = moved((*left.messages, *new), 0)
    return replace(
        done,
        conversation=conversation if left is shorter else Conversation(left.format, whole),
        origins=(*done.origins, *(message.index for message in new)),
        sizes=tuple(size + more for size in done.sizes),
        steps=tuple(
            replace(
                one, tokens_before=one.tokens_before + more, tokens_after=one.tokens_after + more
            )
            for one in done.steps
        ),
    )


def _settings(step: Any) -> Hashable | None:
    """Return what a step depends on, None for one of somebody else's."""
    is_ours = type(step).__module__.partition(".")[0] == __name__.partition(".")[0]
    return step.depends_on() if is_ours and isinstance(step, Transform) else None


def _run(progress: Progress, given: Conversation) -> _Run:
    """Return what is kept of a run."""
    left = progress.conversation
    pairs = list(zip(progress.origins, left.messages, strict=True))
    stayed = tuple(m.original is given.messages[origin].original for origin, m in pairs)
    messages = (
        _hollow(m) if same else _fresh(m) for m, same in zip(left.messages, stayed, strict=True)
    )
    kept = Conversation(left.format, tuple(messages))
    texts = [block.text for block in kept.blocks]
    names = [
        *(row.original for row in progress.removals),
        *named_in([t for t in texts if TOOL in t]),
    ]
    return _Run(replace(progress, conversation=kept), stayed, tuple(held(names).values()))


def _again(run: _Run, given: Conversation) -> Progress:
    """Return what a run came to, with the messages that are given now."""
    for text in run.originals:
        remember(text)
    progress = run.progress
    parts = zip(progress.origins, progress.conversation.messages, run.stayed, strict=True)
    messages = [given.messages[at] if same else _fresh(message) for at, message, same in parts]
    left = Conversation(given.format, moved(messages, 0))
    whole = all(run.stayed) and len(messages) == len(given.messages)
    return replace(progress, conversation=given if whole else left, last=dict(progress.last))


def _fresh(message: Message) -> Message:
    """Return a message that shares nothing with another that can be written into."""
    raw = _copied(message.raw)
    digest = message.digest or digest_of(raw)
    return Message(message.index, message.role, raw, raw, message.blocks, {}, digest)


def _hollow(message: Message) -> Message:
    """Return the place of a message that stayed, without what stood in it."""
    return Message(message.index, message.role, None, {}, ())


def _copied(value: Any) -> Any:
    """Return plain data anew, its texts shared."""
    if type(value) is dict:
        return {key: _copied(item) for key, item in value.items()}
    return [_copied(item) for item in value] if type(value) is list else value


def _weight(run: _Run) -> int:
    """Return about how many characters a run holds."""
    sent = sum(len(block.text) for block in run.progress.conversation.blocks)
    return (
        _FEW
        + 2 * sent
        + sum(map(len, run.originals))
        + sum(len(row.text) + 200 for row in run.progress.removals)
    )


def forget_runs() -> None:
    """Forget every run (for measuring)."""
    _runs.clear()
