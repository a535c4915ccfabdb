"""simulate() and compare(): what is asked, read once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from inspect import signature
from typing import Any

from headroom_lab.errors import CompressorError, ConfigError, UnknownNameError
from headroom_lab.garbage import collection_paused
from headroom_lab.messages.given import ConversationLike, request_of
from headroom_lab.policies.policy import (
    PoliciesLike,
    Policy,
    PolicyLike,
    policies_of,
    policy_of,
)
from headroom_lab.policies.presets import preset_names
from headroom_lab.providers.base import PricedProvider
from headroom_lab.providers.prices import PricesLike, prices_of, told_unused
from headroom_lab.results import Comparison, SimulationResult
from headroom_lab.results.call import remembered
from headroom_lab.results.compressing import Compressing
from headroom_lab.simulation.running import simulated
from headroom_lab.tokens import Counter, Tokenizer


@collection_paused()
@remembered
def simulate(
    conversation: ConversationLike,
    model: str | None = None,
    *,
    policy: PolicyLike = None,
    query: str | None = None,
    max_tokens: int | None = None,
    system: Any = None,
    tools: Iterable[Any] | None = None,
    output_buffer: int | None = None,
    tokenizer: Tokenizer | Counter | None = None,
    provider: PricedProvider | None = None,
    prices: PricesLike = None,
    redact: bool = True,
) -> SimulationResult:
    """Tell what a request holds, what a policy would cut of it, and what that saves.

    Nothing is sent or written, and the conversation stays as it is.

    Args:
        conversation: a message list in any of the three formats, a request body (its own model,
            system prompt and tools hold where none are given), or what has ``messages``.
        model: whose tokens, prices and limits hold, such as ``"gpt-4o"``.
        policy: a preset's name, a pipeline, a transform, a Policy, or a list of these as steps;
            None crushes long JSON lists, aligns the system prompt and keeps to the window.
        query: what relevance is measured against; None for the question before an output.
        max_tokens: a limit for the policy's window, in tokens; None for the model's own.
        system, tools: a system prompt (row -1) and tool definitions beside the messages.
        output_buffer: tokens that stay free for the answer.
        tokenizer, provider: what counts, and what prices, instead of the model's own.
        prices: prices of one's own: a discount (``0.15`` is 15 % off the list), a table of models
            (``{"gpt-4o": {"input": 2, "output": 8}}``, USD per million tokens), or a file with either.
        redact: False shows secrets in the result's pictures and frames.

    Raises:
        InvalidMessagesError: where the conversation can't be read, with the place.
        ConfigError, UnknownNameError: for a policy, limit or prices that won't do, or no model.

    Example::

        simulate([{"role": "user", "content": "Is it up?"}], "gpt-4o").tokens_after
    """
    request = request_of(conversation, model=model, system=system, tools=tools)
    _check(query, output_buffer)
    options: dict[str, Any] = {"tokenizer": tokenizer, "provider": provider}
    options |= {"prices": prices_of(prices), "output_buffer": output_buffer}
    told_unused(options["prices"], [request.model])
    return simulated(request, policy_of(policy), query, max_tokens, options, redact)


@remembered
def compare(
    conversation: ConversationLike,
    policies: PoliciesLike = None,
    *,
    model: str | None = None,
    **options: Any,
) -> Comparison:
    """Put several policies side by side on one conversation: a row a policy.

    Args:
        conversation: as for ``simulate``.
        policies: a list of policies or a dict of names to them, each as ``simulate`` takes one,
            a list of steps included; None for every preset.
        model: as for ``simulate``.
        options: ``query``, ``max_tokens``, ``system``, ``tools`` and the others of ``simulate``.

    Raises:
        What ``simulate`` raises; ConfigError where two policies have the same name.

    Example::

        found = compare(messages, ["lossless", ["lossless", "window"]], model="gpt-4o")
        found["lossless+window"].removals, found.best()
    """
    unknown = next((name for name in options if name not in OPTIONS), None)
    if unknown is not None:
        raise UnknownNameError("option", unknown, ("policies", *OPTIONS))
    request = request_of(
        conversation,
        model=model,
        system=options.pop("system", None),
        tools=options.pop("tools", None),
    )
    request.asked("compare")
    chosen = policies_of(preset_names() if policies is None else policies)
    return Comparison.of((policy.name, attempted(request, policy, **options)) for policy in chosen)


def attempted(conversation: ConversationLike, policy: Policy, **options: Any) -> SimulationResult:
    """Return the simulation of a policy; where its compressor fails, nothing is cut and it says so.

    ``options`` as for ``simulate``.
    """
    try:
        return simulate(conversation, policy=policy, **options)
    except CompressorError as error:
        failed = simulate(conversation, policy="off", **options)
        said = [*failed.warnings, str(error)]
        work = Compressing(error=str(error))
        return replace(failed, policy=policy, warnings=said, compressing=work)


GIVEN = ("conversation", "model", "policy")
OPTIONS = tuple(name for name in signature(simulate).parameters if name not in GIVEN)


def _check(query: Any, output_buffer: Any) -> None:
    """Raise ConfigError for a query that is no text and a buffer that is no number of tokens."""
    if query is not None and not isinstance(query, str):
        raise ConfigError(f"query: found {query!r}, expected text")
    whole = isinstance(output_buffer, int) and not isinstance(output_buffer, bool)
    if output_buffer is not None and (not whole or output_buffer < 0):
        raise ConfigError(f"output_buffer: found {output_buffer!r}, expected tokens of at least 0")
