"""What steps made of a conversation, kept by its content, so that the same is made once.

Kept are runs of steps that say what they depend on, over messages that are plain data. Messages
that a step wrote are copied out and in: whoever is given a result may write into it.
"""

from __future__ import annotations

import marshal
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Any

from headroom_lab.cache import ContentCache
from headroom_lab.messages import Conversation, Message
from headroom_lab.messages.conversation import moved
from headroom_lab.messages.protection import is_guarded
from headroom_lab.transforms.base import Context, Progress, Transform, follow
from headroom_lab.transforms.markers import TOOL
from headroom_lab.transforms.originals import held, named_in, remember

CACHED_CHARACTERS = 32_000_000
_NO_REFERENCES = 2  # of marshal's formats: the bytes depend on the content alone
_FEW = 2_000  # characters that a run takes beside its texts


@dataclass(frozen=True, slots=True)
class _Run:
    """How far the steps came, and which of the messages left are the given ones as they came."""

    progress: Progress
    stayed: tuple[bool, ...]
    originals: tuple[str, ...]  # that rows and markers name


_runs: ContentCache[Hashable, _Run] = ContentCache(CACHED_CHARACTERS)


def followed(steps: Iterable[Any], conversation: Conversation, context: Context) -> Progress:
    """Run steps one after another, or return what the same ones made of the same before."""
    every = tuple(steps)
    key = _key(every, conversation, context)
    known = _runs.get(key) if key is not None else None
    if known is not None:
        return _again(known, conversation)
    progress = follow(every, conversation, context)
    if key is not None:
        run = _run(progress, conversation)
        _runs.put(key, run, _weight(run))
    return progress


def _key(steps: Sequence[Any], conversation: Conversation, context: Context) -> Hashable | None:
    """Return all that decides what a run comes to, None where that isn't known."""
    made = [_settings(step) for step in steps]
    counted = context.tokenizer.depends_on()
    if not steps or None in made or counted is None or is_guarded(conversation):
        return None
    if any(message.original is not message.raw for message in conversation.messages):
        return None
    try:
        content = marshal.dumps([m.raw for m in conversation.messages], _NO_REFERENCES)
    except ValueError:  # a value that is no plain data
        return None
    asked = (context.model_limit, context.output_buffer, context.query, context.retrieval)
    digest = blake2b(content, digest_size=20).digest()
    return digest, conversation.format, tuple(made), counted, asked, context.model


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
    return Message(message.index, message.role, raw, raw, message.blocks)


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
