"""Tokens spent for nothing in a conversation, by kind.

A token is in one kind only: the detectors run one after another, each on what those before it
left of a text, and a kind gets what the text shrinks by, counted on the whole text before and
after. What a step leaves never counts as longer than what it got (a cut may split a token in
two), so that the kinds together are never more than the texts.

Read are texts and tool results of every role, not calls and thinking; of images those that are out
of date, by what their vendor counts. The assistant's
HTML is its answer, no noise; dates count in the system messages that open the conversation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from headroom_lab.cache import ContentCache
from headroom_lab.messages import Block, Conversation
from headroom_lab.messages.given import ConversationLike, request_of
from headroom_lab.messages.superseded import superseded
from headroom_lab.results import WasteSignals
from headroom_lab.tokens import Counter, Tokenizer, as_tokenizer
from headroom_lab.tokens.definitions import tools_tokens
from headroom_lab.tokens.images import block_tokens
from headroom_lab.tokens.unknown_models import told_unknown
from headroom_lab.waste.dynamic_dates import without_volatile
from headroom_lab.waste.html_noise import without_html
from headroom_lab.waste.json_bloat import json_forms
from headroom_lab.waste.repetition import without_repeated_lines, without_repeated_texts
from headroom_lab.waste.unused_tools import tool_waste
from headroom_lab.waste.whitespace import without_extra_space

CACHED_CHARACTERS = 64_000_000

Chain = tuple[tuple[str, str], ...]  # kind of waste, what is left without it; in order of steps
_Stage = tuple[str, list[str]]

_forms: ContentCache[str, tuple[str, str]] = ContentCache(CACHED_CHARACTERS)
_cleaned: ContentCache[tuple[str, str], str] = ContentCache(CACHED_CHARACTERS)
_chains: ContentCache[tuple[tuple[str, str], ...], tuple[Chain, ...]] = ContentCache(
    CACHED_CHARACTERS
)


def detect_waste(
    conversation: ConversationLike,
    model: str | None = None,
    *,
    system: Any = None,
    tokenizer: Tokenizer | Counter | None = None,
) -> WasteSignals:
    """Return what is spent for nothing in a conversation, in tokens, by kind.

    Args:
        conversation: a message list in any of the three formats, a request body, or what has
            ``messages``.
        model: whose tokens count; where None a body's own, else gpt-4o.
        system: a system prompt beside the messages.
        tokenizer: what counts instead of the model's own tokenizer.

    Raises:
        InvalidMessagesError: where the conversation can't be read.

    Example::

        detect_waste([{"role": "user", "content": "too      wide"}], "gpt-4o").whitespace_tokens
    """
    request = request_of(conversation, model=model, system=system)
    named = request.model if tokenizer is not None else told_unknown(request.model)
    tokens = as_tokenizer(tokenizer, named)
    found = _tally(_chains_of(request.conversation), tokens)
    found |= tool_waste(request, tokens)
    images = _older_images(request.conversation, tokens)
    if images:
        found["out_of_date_tokens"] = found.get("out_of_date_tokens", 0) + images
    # a counter of the caller wants the list as it came
    whole = tokens.count_messages(
        request.conversation if tokens.counter is None or system is not None else request.messages
    )
    return WasteSignals(total_tokens=whole + tools_tokens(request.tools, tokens), **found)


def clear_cache() -> None:
    """Forget what was found (for measuring)."""
    for cache in (_forms, _cleaned, _chains):
        cache.clear()


def _tally(chains: Sequence[Chain], tokenizer: Tokenizer) -> dict[str, int]:
    """Return the tokens of each kind."""
    texts = list(dict.fromkeys(text for chain in chains for _, text in chain))
    counts = dict(zip(texts, tokenizer.count_texts(texts), strict=True))
    found: dict[str, int] = {}
    for (_, whole), *steps in chains:
        before = counts[whole]
        for kind, text in steps:
            after = min(before, counts[text])
            found[kind] = found.get(kind, 0) + before - after
            before = after
    return found


def _chains_of(conversation: Conversation) -> tuple[Chain, ...]:
    """Return one chain for each text that holds waste: the text, then what each step leaves."""
    blocks = [b for b in conversation.blocks if b.kind in ("text", "tool_result") and b.text]
    places = _places(blocks, conversation)
    key = tuple(zip(places, (b.text for b in blocks), strict=True))
    chains = _chains.get(key)
    if chains is None:
        chains = tuple(_find(places, [b.text for b in blocks]))
        _chains.put(key, chains, sum(len(text) for _, text in key) + 64 * len(key))
    return chains


def _older_images(conversation: Conversation, tokenizer: Tokenizer) -> int:
    """Return the tokens of images that are shown anew; none where somebody's own counter counts."""
    if tokenizer.counter is not None or all(b.kind != "image" for b in conversation.blocks):
        return 0
    return sum(
        block_tokens(row.block, tokenizer.model or "", conversation.format)
        for row in conversation.once(superseded)
        if row.block.kind == "image" and row.block.part is not None
    )


def _places(blocks: Sequence[Block], conversation: Conversation) -> list[str]:
    """Tell for each block which detectors look at it: "prefix", "assistant", "old" or ""."""
    opening = next((i for i, b in enumerate(blocks) if b.role != "system"), len(blocks))
    old = {id(row.block) for row in conversation.once(superseded)}
    return ["prefix"] * opening + [
        "assistant" if b.role == "assistant" else "old" if id(b) in old else ""
        for b in blocks[opening:]
    ]


def _find(places: list[str], texts: list[str]) -> Iterator[Chain]:
    """Yield the chains of the texts that any step changes."""
    stages = list(_stages(places, texts))
    for index, whole in enumerate(texts):
        chain = [("", whole)]
        for kind, left in stages:
            if left[index] != chain[-1][1]:
                chain.append((kind, left[index]))
        if len(chain) > 1:
            yield tuple(chain)


def _stages(places: list[str], texts: list[str]) -> Iterator[_Stage]:
    """Yield after each step its kind and what is left of all texts."""
    texts = without_repeated_texts(texts)
    yield "repetition_tokens", texts
    forms = [_json_forms(text) for text in texts]
    yield "whitespace_tokens", [slim for slim, _ in forms]
    texts = [table for _, table in forms]
    yield "json_bloat_tokens", texts
    texts = without_repeated_lines(texts)
    yield "repetition_tokens", texts
    texts = [
        t if p == "assistant" or "<" not in t else _once(without_html, t)
        for p, t in zip(places, texts, strict=True)
    ]
    yield "html_noise_tokens", texts
    texts = [_once(without_extra_space, text) for text in texts]
    yield "whitespace_tokens", texts
    texts = [
        _once(without_volatile, t) if p == "prefix" else t
        for p, t in zip(places, texts, strict=True)
    ]
    yield "dynamic_date_tokens", texts
    yield (
        "out_of_date_tokens",
        ["" if p == "old" else t for p, t in zip(places, texts, strict=True)],
    )


def _json_forms(text: str) -> tuple[str, str]:
    """Return JSON without its layout, and that as a table; any other text twice."""
    if text[:1] not in "[{" and text.lstrip()[:1] not in ("[", "{"):
        return text, text
    forms = _forms.get(text)
    if forms is None:
        forms = json_forms(text)
        _forms.put(text, forms, sum(map(len, forms)) + len(text))
    return forms


def _once(step: Callable[[str], str], text: str) -> str:
    """Return what a step leaves of a text, worked out once per content."""
    key = (step.__name__, text)
    left = _cleaned.get(key)
    if left is None:
        left = step(text)
        _cleaned.put(key, left, len(text) + len(left) + 64)
    return left
