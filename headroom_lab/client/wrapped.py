"""What client can be wrapped: whose it is, and what a policy or a trial of it may do."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from headroom_lab.client import anthropic_messages, openai_chat, openai_responses
from headroom_lab.client.resources import Tree
from headroom_lab.errors import ConfigError
from headroom_lab.policies.policy import Policy
from headroom_lab.policies.protecting.protect import protected
from headroom_lab.policies.trials import Trial
from headroom_lab.providers import AnthropicProvider, OpenAIProvider
from headroom_lab.providers.base import PricedProvider

TREES: dict[str, Tree] = {
    "openai": {
        "chat": {"completions": openai_chat.ENDPOINT},
        "responses": openai_responses.ENDPOINT,
        "beta": {
            "chat": {"completions": openai_chat.ENDPOINT},
            "responses": openai_responses.ENDPOINT,
        },
    },
    "anthropic": {
        "messages": anthropic_messages.ENDPOINT,
        "beta": {"messages": anthropic_messages.ENDPOINT},
    },
}


def vendor_name(client: Any, wants_async: bool) -> str:
    """Return whose client this is; raise ConfigError for another's or the other kind."""
    bases = type(client).__mro__
    packages = [base.__module__.partition(".")[0] for base in bases]
    vendor = next((package for package in packages if package in TREES), None)
    if vendor is None or not hasattr(client, "with_options"):
        raise ConfigError(
            f"original_client: found {_kind(client)}, expected an OpenAI or Anthropic client"
        )
    if any(base.__name__.startswith("Async") for base in bases) != wants_async:
        name = "HeadroomClient" if wants_async else "AsyncHeadroomClient"
        raise ConfigError(f"original_client: found {_kind(client)}, which goes with {name}")
    return vendor


def sendable(policy: Policy) -> Policy:
    """Return a policy; ConfigError for one that only supposes what a model would write."""
    for step in policy.pipeline:
        if getattr(step, "supposes", False):
            raise ConfigError(
                f"policy: found {step.name}, which only supposes how long a summary would be and has "
                "nothing to send: expected it in replay, compare or simulate"
            )
    return policy


def _kind(client: Any) -> str:
    """Return what a client is, for an error's message."""
    return f"the class {client.__name__}" if isinstance(client, type) else type(client).__name__


def provider_of(vendor: str, client: Any, is_async: bool) -> PricedProvider:
    """Return the provider of a vendor's client; tokens are counted by a sync client only."""
    if vendor == "openai":
        return OpenAIProvider()
    return AnthropicProvider(client=None if is_async else client)


def checked_trial(trial: Any, policy: Any, protect: Any) -> Trial | None:
    """Return a trial whose policies can be sent and keep what is protected; None for none.

    Raises ConfigError for anything else, and for a trial beside a policy.
    """
    if trial is None:
        return None
    if not isinstance(trial, Trial):
        raise ConfigError(f"trial: found {_kind(trial)}, expected a headroom_lab.Trial or None")
    if policy is not None:
        raise ConfigError(
            "policy: found one beside trial=, whose arms are the policies: give one of both"
        )
    policies = {arm: sendable(protected(trial.policy_of(arm), protect)) for arm in trial.arms}
    return replace(trial, policies=policies)
