"""How large the tools of a request are as they came and as a policy sends them, each counted once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from headroom_lab.policies.moments.occasion import Sent
from headroom_lab.replays.metering import AS_IT_WAS, Beside
from headroom_lab.tokens import Tokenizer
from headroom_lab.tokens.definitions import tools_tokens


class ToolSizes:
    """The tokens of the last tools that were counted."""

    def __init__(self, counter: Tokenizer) -> None:
        self._counter = counter
        self._given: tuple[Sequence[Any] | None, int] = (None, 0)
        self._sent: tuple[Sequence[Any] | None, int] = (None, 0)

    def beside(self, given: Sequence[Any] | None, sent: Sent) -> Beside:
        """Return what a policy did to the tools of a request."""
        if sent.tools is None:
            return AS_IT_WAS
        if self._given[0] is not given:
            self._given = given, tools_tokens(given, self._counter)
        if self._sent[0] != sent.tools:
            self._sent = sent.tools, tools_tokens(sent.tools, self._counter)
        return Beside(self._given[1] - self._sent[1], sent.loaded_tokens, sent.head_changed)
