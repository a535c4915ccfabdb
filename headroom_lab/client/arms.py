"""The arm of a trial that a request belongs to, and what it fetched a second time."""

from __future__ import annotations

from typing import Any

from headroom_lab.client.flight import Terms
from headroom_lab.errors import ConfigError
from headroom_lab.messages import read
from headroom_lab.messages.fetched_again import fetched_again
from headroom_lab.transforms.markers import TOOL


def in_arm(terms: Terms, session: str | None, mode: Any) -> Terms:
    """Return the terms of a session's arm; without a trial the terms as they are.

    Raises ConfigError where a trial's request names no session, or a mode of its own.
    """
    if terms.trial is None:
        return terms
    if not session:
        raise ConfigError(
            f"trial {terms.trial.name!r}: this request names no session, by which it would keep its arm: "
            "give headroom_session='…', or session='…' to the client"
        )
    if mode is not None:
        raise ConfigError(
            f"trial {terms.trial.name!r}: found headroom_mode={mode!r}, expected none: "
            "the session's arm decides what is sent"
        )
    return terms.arms[terms.trial.arm_of(session)]


def asked_again(messages: Any) -> int:
    """Return how many outputs a request's conversation shows to have been fetched again."""
    return fetched_again(read(messages), TOOL) if isinstance(messages, list) else 0
