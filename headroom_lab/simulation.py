"""simulate(): messages in, SimulationResult out. Pure: no network, nothing written, no clock."""

from __future__ import annotations

import json
import warnings
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from headroom_lab import __version__
from headroom_lab.errors import UnknownModelWarning
from headroom_lab.garbage import collection_paused
from headroom_lab.messages import Conversation, Message, problems
from headroom_lab.messages.given import conversation_of
from headroom_lab.messages.unknown import notes as unknown_notes
from headroom_lab.policies.pipeline import TransformPipeline, as_pipeline
from headroom_lab.providers import price_source
from headroom_lab.providers.base import PricedProvider
from headroom_lab.providers.bill import warm_usage
from headroom_lab.providers.own import vendor_of
from headroom_lab.providers.pricing import find_model
from headroom_lab.providers.rates import rates
from headroom_lab.providers.suggestions import alike
from headroom_lab.providers.usage import Usage
from headroom_lab.results import MessageRow, Provenance, Removal, Removals, SimulationResult
from headroom_lab.tokens import Account, Counter, Measure, Tokenizer, Totals, measure
from headroom_lab.transforms.base import Context, Progress, follow
from headroom_lab.transforms.originals import content_hash
from headroom_lab.transforms.retrieval import holds_retrieval_tool
from headroom_lab.waste.detect import detect_waste


@collection_paused()
def simulate(
    messages: Any,
    *,
    model: str,
    pipeline: Any = None,
    query: str | None = None,
    system: Any = None,
    tools: Sequence[Any] | None = None,
    output_buffer: int | None = None,
    tokenizer: Tokenizer | Counter | None = None,
    provider: PricedProvider | None = None,
    redact: bool = True,
) -> SimulationResult:
    """Tell what a request holds, what a pipeline would cut of it, and what that saves.

    ``messages`` in any of the three formats stay as they are; ``pipeline``: a pipeline, a preset's
    name, a transform or a list, None for the default; ``query``: for relevance, None for what the
    user asked before an output; ``system``: Anthropic's, index -1 in the rows; ``redact=False``
    shows secrets; ``output_buffer``: tokens left for the answer. Raises InvalidMessagesError.
    """
    conversation = conversation_of(messages, system)
    steps = as_pipeline(pipeline, "simulate(pipeline=…)")
    vendor = vendor_of(provider, model)
    measured = measure(conversation, model, tokenizer, provider, tools)
    shift = int(system is not None)
    limit = None if _unlisted(model, vendor) else vendor.get_context_limit(model)
    context = Context(measured.tokenizer, limit, output_buffer, query, holds_retrieval_tool(tools))
    progress = follow(steps, conversation, context)
    totals = measured.totals(progress.conversation, progress.sizes)
    after, kept = _without_system(progress, shift)
    return SimulationResult(
        tokens_before=totals.before,
        tokens_after=totals.after,
        transforms_applied=list(progress.applied),
        waste_signals=detect_waste(conversation, measured.tokenizer),
        model=model,
        messages=after,
        given=conversation.to_list(),
        system=kept,
        rows=_rows(conversation, progress, measured.tokenizer, shift),
        removals=Removals(_moved(progress.removals, shift)),
        steps=progress.steps,
        warnings=[*_known(model, vendor), *_invalid(conversation, shift), *_told(totals, progress)],
        tokens_markers=progress.markers,
        tokens_unlisted=measured.unlisted,
        context_limit=limit,
        **_costs(progress, measured, totals, vendor, model),
        provenance=_provenance(totals.account, steps, model, query),
        redacted=redact,
    )


def _unlisted(model: str, vendor: PricedProvider) -> bool:
    """Tell whether neither the table nor the caller knows a model."""
    return find_model(model) is None and not vendor.has_limit(model)


def _known(model: str, vendor: PricedProvider) -> list[str]:
    """Return, and warn of, what is unknown of a model."""
    if rates(model) is not None:
        return []
    limit = "" if not _unlisted(model, vendor) else " and context limit"
    text = f"the price{limit} of {model!r} is unknown: cost is None, tokens are an estimate"
    near = alike(model)
    text += f"; did you mean {near!r}?" if near else ""
    warnings.warn(text, UnknownModelWarning, stacklevel=4)  # past simulate() and its wrapper
    return [text]


def _invalid(conversation: Conversation, shift: int) -> list[str]:
    """Return what a vendor would refuse in the messages as they came, and what is unknown."""
    refused = [f"messages[{p.message - shift}]: {p.text}" for p in problems(conversation)]
    return [*refused, *unknown_notes(conversation, shift)]


def _told(totals: Totals, progress: Progress) -> list[str]:
    """Return what went wrong while counting, and what the steps warned of."""
    return [*totals.warnings, *progress.warnings]


def _moved(removals: Sequence[Removal], shift: int) -> Sequence[Removal]:
    """Return the removals with the indices of the list as it was given."""
    return [replace(r, message=r.message - shift) for r in removals] if shift else removals


def _without_system(progress: Progress, shift: int) -> tuple[list[Any], Any]:
    """Return the messages as the vendor takes them, and the system prompt beside them."""
    messages = progress.conversation.to_list()
    if shift and progress.origins and progress.origins[0] == 0:
        return messages[1:], messages[0]["content"]
    return messages, None


def _rows(
    conversation: Conversation, progress: Progress, counter: Tokenizer, shift: int
) -> tuple[MessageRow, ...]:
    """Return a row for each message as it came."""
    after = dict(zip(progress.origins, progress.conversation.messages, strict=True))
    sizes = counter.count_each(conversation)
    sizes_after = dict(
        zip(progress.origins, counter.count_each(progress.conversation), strict=True)
    )
    rows = []
    for message in conversation.messages:
        other = after.get(message.index)
        change = "dropped" if other is None else "kept" if other.raw is message.raw else "changed"
        before = _text(message)
        rows.append(
            MessageRow(
                message=message.index - shift,
                role=_speaks(message),
                tool=next((b.tool for b in message.blocks if b.tool), None),
                change=change,
                tokens_before=sizes[message.index],
                tokens_after=sizes_after.get(message.index, 0),
                before=before,
                after=None if other is None else before if change == "kept" else _text(other),
            )
        )
    return tuple(rows)


def _speaks(message: Message) -> str:
    """Return who speaks: a user's message of tool results is the tool's."""
    answers = message.role == "user" and any(b.role == "tool" for b in message.blocks)
    return "tool" if answers else message.role


def _text(message: Message) -> str:
    """Return what a model reads of a message, calls as ``name(arguments)``, bytes by kind."""
    texts = [block.shown for block in message.blocks]
    return texts[0] if len(texts) == 1 else "\n".join(texts)


def _costs(
    progress: Progress, measured: Measure, totals: Totals, vendor: PricedProvider, model: str
) -> dict[str, float | None]:
    """Return what the input costs with an empty prompt cache and with one that is still warm."""
    before, after, unlisted = totals.before, totals.after, measured.unlisted
    sizes = measured.tokenizer.count_each(measured.given)
    rules = vendor.cache_rules(model)
    same_before = min(before, sum(sizes[:-1]) + unlisted)
    same_after = sum(sizes[: _unchanged(measured.given, progress)]) + unlisted
    usages = {
        "cost_before": Usage(before),
        "cost_after": Usage(after),
        "cached_cost_before": warm_usage(rules, before, same_before),
        "cached_cost_after": warm_usage(rules, after, min(same_after, same_before, after)),
    }
    return {name: vendor.bill(model, usage).total for name, usage in usages.items()}


def _unchanged(conversation: Conversation, progress: Progress) -> int:
    """Return how many leading messages are what they were."""
    count = 0
    for message, other in zip(conversation.messages, progress.conversation.messages, strict=False):
        if other.raw is not message.raw:
            break
        count += 1
    return count


def _provenance(
    account: Account, pipeline: TransformPipeline, model: str, query: str | None
) -> Provenance:
    """Return with what the figures were made."""
    settings = {"model": model, "query": query, "pipeline": pipeline.settings()}
    source = price_source()
    return Provenance(
        version=__version__,
        tokenizer=account.method,
        exact=account.exact,
        price_source=source.package,
        price_date=source.date,
        config_hash=content_hash(json.dumps(settings, sort_keys=True, default=repr)),
    )
